extension Pattern {
  /// What people do at what time, and when things open, start and leave.
  static let routine = [
    Pattern("routine", 60) { draw in
      let action = draw.pick(Action.daily)
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      let hour = draw.number(hours(of: action))
      clause.time = atClock(hour, half: draw.once(in: 3))
      return clause.statement
    },
    Pattern("routine asked", 30) { draw in
      let action = draw.pick(Action.daily)
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.asked = "何時に"
      return clause.question("what time", "à quelle heure")
    },
    Pattern("schedule", 60) { draw in
      let (subject, action) = draw.pick(scheduled)
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.time = atClock(draw.number(hours(of: action)), half: draw.once(in: 3))
      return clause.statement
    },
    Pattern("schedule asked", 30) { draw in
      let (subject, action) = draw.pick(scheduled)
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.asked = "何時に"
      return clause.question("what time", "à quelle heure")
    },
  ]

  /// "at half past seven".
  static func atClock(_ hour: Int, half: Bool) -> Adverbial {
    let french = hour == 1 ? "une heure" : frenchNumber(hour) + " heures"
    return Adverbial([
      "at " + (half ? "half past " : "") + englishNumber(hour) + (half ? "" : " o'clock"),
      "à " + french + (half ? " et demie" : ""),
      japaneseNumber(hour) + "時" + (half ? "半" : "") + "に",
    ])
  }

  private static func hours(of action: Action) -> ClosedRange<Int> {
    switch action.verb.participle + action.verb.tail {
    case "gotup": 5...9
    case "goneto bed": 9...11
    case "opened", "started": 8...10
    case "closed": 5...8
    case "ended": 10...11
    case "left", "arrived": 6...11
    default: action.has("M") ? 7...9 : action.has("E") ? 6...8 : 4...7
    }
  }

  /// Things that keep hours, with what they do.
  private static let scheduled: [(Person, Action)] = {
    func things(_ text: String) -> [Person] {
      table(text, columns: 3).map { cells in
        let gender = cells[1].hasSuffix(" f") ? "il f" : "il m"
        return Person([cells[0], "3 its", String(cells[1].dropLast(2)), gender, cells[2], ""])
      }
    }
    let buildings = things(
      """
      the bank | la banque f | 銀行
      the post office | la poste f | 郵便局
      the library | la bibliothèque f | 図書館
      the museum | le musée m | 博物館
      the supermarket | le supermarché m | スーパー
      the shop | le magasin m | 店
      """)
    let vehicles = things(
      """
      the train | le train m | 電車
      the bus | le bus m | バス
      the plane | l'avion m | 飛行機
      the boat | le bateau m | 船
      """)
    let events = things(
      """
      the film | le film m | 映画
      the lesson | la leçon f | 授業
      the party | la fête f | パーティー
      the exam | l'examen m | 試験
      the concert | le concert m | コンサート
      """)
    func pairs(_ things: [Person], _ rows: [[String]]) -> [(Person, Action)] {
      rows.flatMap { row in Action.actions(row).flatMap { action in things.map { ($0, action) } } }
    }
    return pairs(
      buildings,
      [
        ["open opened opened", "ouvrir", "開く", "-", "", ""],
        ["close closed closed", "fermer", "閉まる", "-", "", ""],
      ])
      + pairs(
        vehicles,
        [
          ["leave left left", "partir", "出る1", "-", "", ""],
          ["arrive arrived arrived", "arriver", "着く", "-", "", ""],
        ])
      + pairs(
        events,
        [
          ["start started started", "commencer", "始まる", "-", "", ""],
          ["end ended ended", "finir", "終わる", "-", "", ""],
        ])
  }()
}

extension Action {
  /// What everybody does once a day.
  static let daily: [Action] = [
    ["get got got up", "se lever", "起きる1", "-", "M", ""],
    ["go went gone to bed", "se coucher", "寝る1", "-", "E", ""],
    ["go went gone", "rentrer", "家に 帰る", "home::", "", ""],
    ["have had had", "prendre + le petit déjeuner", "朝ご飯を 食べる1", "breakfast::", "M", ""],
    ["have had had", "dîner", "晩ご飯を 食べる1", "dinner::", "E", ""],
  ].flatMap(actions)
}
