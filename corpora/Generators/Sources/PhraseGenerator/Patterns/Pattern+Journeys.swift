extension Pattern {
  /// Going somewhere by some means.
  static let journeys = [
    Pattern("journey", 110) { draw in
      let action = draw.pick(Action.going)
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: draw.pick([.past, .future]))
      clause.company = draw.pick(vehicles.filter { isFar(action) ? $0.has("f") : $0.has("n") })
      if clause.tense == .past {
        clause.time = draw.pick(Adverbial.past.filter { $0.has("d") })
      } else {
        clause.time = draw.pick(Adverbial.future.filter { $0.has("d") })
      }
      return draw.once(in: 3) ? clause.statement : untimed(clause)
    },
    Pattern("way to work", 40) { draw in
      let action = draw.pick(Action.going.filter { $0.has("K") })
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.company = draw.pick(vehicles.filter { $0.has("d") })
      clause.frequency = draw.pick(
        Adverbial.frequency.filter { $0.has("x") || action.has("D") && $0.english == "every day" })
      return clause.statement
    },
    Pattern("way asked", 30) { draw in
      let action = draw.pick(Action.going)
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: draw.pick([.past, .future]))
      clause.asked = "どうやって"
      return clause.question("how", "comment")
    },
    Pattern("living", 40) { draw in
      let action = draw.pick(Action.living)
      guard let subject = draw.subject(of: action) else { return nil }
      let negated = draw.once(in: 4)
      return Clause(subject: subject, action: action, tense: .present, isNegated: negated).statement
    },
    Pattern("living asked", 25) { draw in
      let action = draw.pick(Action.living)
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      return Clause(subject: subject, action: action, tense: .present).question
    },
  ]

  private static func untimed(_ clause: Clause) -> Phrase {
    var clause = clause
    clause.time = .none
    return clause.statement
  }

  private static func isFar(_ action: Action) -> Bool { action.has("F") }

  private static let vehicles = table(
    """
    by bus     | en bus     | バスで   | nfd
    by car     | en voiture | 車で     | nfd
    by train   | en train   | 電車で   | f
    by bicycle | à vélo     | 自転車で | nd
    on foot    | à pied     | 歩いて   | nd
    by taxi    | en taxi    | タクシーで | n
    by plane   | en avion   | 飛行機で | f
    """, columns: 4
  ).map(Adverbial.init)
}

extension Action {
  /// Going to a place of every day (KD), near (K), not quite so near, or far (F).
  static let going: [Action] = [
    "to school:à l'école:学校,to the office:à le bureau:会社",
    "to the library:à la bibliothèque:図書館,to the park:à le parc:公園,"
      + "to the supermarket:à le supermarché:スーパー",
    "to the hospital:à l'hôpital:病院,to the station:à la gare:駅,to the beach:à la plage:海岸,"
      + "to the museum:à le musée:博物館,to the airport:à l'aéroport:空港",
    "to Paris:à Paris:パリ,to London:à Londres:ロンドン,to Tokyo:à Tokyo:東京,to Kyoto:à Kyoto:京都,"
      + "to Rome:à Rome:ローマ",
  ].enumerated().flatMap { index, places in
    actions(["go went gone", "aller", "に 行く", places, ["KD", "K", "", "F"][index] + "L", ""])
  }

  /// Living somewhere.
  static let living = actions([
    "live lived lived", "habiter", "に 住む",
    "in Paris:à Paris:パリ,in London:à Londres:ロンドン,in Tokyo:à Tokyo:東京,in Kyoto:à Kyoto:京都,"
      + "in Rome:à Rome:ローマ,in Japan:au Japon:日本,in France:en France:フランス,"
      + "in this town:dans cette ville:この町,in this house:dans cette maison:この家,"
      + "near the station:près de la gare:駅の近く,near the sea:près de la mer:海の近く,"
      + "in a village:dans un village:村,near the school:près de l'école:学校の近く",
    "P", "",
  ])
}
