extension Pattern {
  /// The time of day, the days of the week, the months.
  static let clock = [
    Pattern("clock", 70) { draw in
      let hour = draw.number(1...11)
      let time = draw.pick(minutes)
      let next = time.towards ? hour + 1 : hour
      if next > 11 { return nil }
      let heures = next == 1 ? "une heure" : frenchNumber(next) + " heures"
      return Phrase(
        englishSentence([
          "it is", time.english, englishNumber(next) + (time.english.isEmpty ? " o'clock" : ""),
        ]),
        japaneseNumber(next) + "時" + time.japanese + "です。",
        frenchSentence(["il est", heures, time.french]))
    },
    Pattern("day", 42) { draw in
      let (today, past) = draw.pick([
        (["today is", "aujourd'hui, c'est", "今日は"], false),
        (["tomorrow is", "demain, c'est", "明日は"], false),
        (["yesterday was", "hier, c'était", "昨日は"], true),
        (["my birthday is on", "mon anniversaire est", "誕生日は"], false),
        (["the party is on", "la fête est", "パーティーは"], false),
        (["the exam is on", "l'examen est", "試験は"], false),
      ])
      let day = draw.pick(days)
      return Phrase(
        englishSentence([today[0], day[0]]), today[2] + day[2] + (past ? "でした。" : "です。"),
        frenchSentence([today[1], day[1]]))
    },
    Pattern("birthday", 50) { draw in
      let month = draw.pick(months)
      let owner = draw.pick(
        [Person.i] + Person.others.filter { $0.has("n") || $0.has("f") && !$0.isPlural })
      let isMine = owner.number == .first
      return Phrase(
        englishSentence([isMine ? "my" : owner.english + "'s", "birthday is in", month[0]]),
        (isMine ? "" : owner.japanese + "の") + "誕生日は" + month[2] + "です。",
        frenchSentence([
          isMine ? "mon anniversaire" : "l'anniversaire de \(owner.french)", "est en", month[1],
        ]))
    },
  ]

  private typealias Minutes = (english: String, french: String, japanese: String, towards: Bool)

  private static let minutes: [Minutes] = [
    ("", "", "", false),
    ("half past", "et demie", "半", false),
    ("a quarter past", "et quart", "十五分", false),
    ("a quarter to", "moins le quart", "十五分前", true),
    ("five past", "cinq", "五分", false),
    ("ten past", "dix", "十分", false),
    ("twenty past", "vingt", "二十分", false),
    ("ten to", "moins dix", "十分前", true),
    ("twenty to", "moins vingt", "二十分前", true),
  ]

  private static let days = table(
    """
    Monday | lundi | 月曜日
    Tuesday | mardi | 火曜日
    Wednesday | mercredi | 水曜日
    Thursday | jeudi | 木曜日
    Friday | vendredi | 金曜日
    Saturday | samedi | 土曜日
    Sunday | dimanche | 日曜日
    """, columns: 3)

  private static let months = table(
    """
    January | janvier | 一月
    February | février | 二月
    March | mars | 三月
    April | avril | 四月
    May | mai | 五月
    June | juin | 六月
    July | juillet | 七月
    August | août | 八月
    September | septembre | 九月
    October | octobre | 十月
    November | novembre | 十一月
    December | décembre | 十二月
    """, columns: 3)
}
