/// A word or phrase of time or place, the same whatever the clause.
struct Adverbial {
  let english: String
  let french: String
  let japanese: String
  let tags: String

  init(_ cells: [String]) {
    (english, french, japanese) = (cells[0], cells[1], cells[2])
    tags = cells.count > 3 ? cells[3] : ""
  }

  static let none = Adverbial(["", "", ""])
}

extension Adverbial {
  /// When something happened, by its tags: m in the morning, e in the evening, d at
  /// other times of a day, n not long ago.
  static let past = PhraseGenerator.table(
    """
    yesterday          | hier                | 昨日         | medn
    this morning       | ce matin            | 今朝         | mn
    last night         | hier soir           | 昨夜         | en
    last week          | la semaine dernière | 先週         | d
    on Sunday          | dimanche            | 日曜日に     | med
    yesterday morning  | hier matin          | 昨日の朝     | mn
    last Saturday      | samedi dernier      | 先週の土曜日に | ed
    two days ago       | il y a deux jours   | 二日前に     | ed
    """, columns: 4
  ).map(Adverbial.init)

  /// When something will happen; n soon.
  static let future = PhraseGenerator.table(
    """
    tomorrow           | demain               | 明日         | medn
    tonight            | ce soir              | 今夜         | en
    tomorrow morning   | demain matin         | 明日の朝     | mn
    this afternoon     | cet après-midi       | 今日の午後   | dn
    next week          | la semaine prochaine | 来週         | d
    on Saturday        | samedi               | 土曜日に     | med
    next Monday        | lundi prochain       | 来週の月曜日に | med
    tomorrow evening   | demain soir          | 明日の夜     | en
    """, columns: 4
  ).map(Adverbial.init)

  /// How often; w a few times a week at most; x stands before the English verb and after the French
  /// one.
  static let frequency = PhraseGenerator.table(
    """
    every day     | tous les jours  | 毎日     | medn
    every morning | tous les matins | 毎朝     | mn
    every evening | tous les soirs  | 毎晩     | en
    on Sundays    | le dimanche     | 日曜日に | mednw
    every weekend | tous les week-ends | 毎週末 | dnw
    often         | souvent         | よく     | xmednw
    sometimes     | parfois         | 時々     | xmednw
    always        | toujours        | いつも   | xmen
    """, columns: 4
  ).map(Adverbial.init)

  /// Where something is done, by a name that the actions use.
  static let places: [String: Adverbial] = {
    let rows = PhraseGenerator.table(
      """
      home       | at home            | à la maison         | 家で
      school     | at school          | à l'école           | 学校で
      library    | in the library     | à la bibliothèque   | 図書館で
      park       | in the park        | dans le parc        | 公園で
      garden     | in the garden      | dans le jardin      | 庭で
      kitchen    | in the kitchen     | dans la cuisine     | 台所で
      restaurant | at the restaurant  | au restaurant       | レストランで
      beach      | on the beach       | sur la plage        | 海岸で
      sea        | in the sea         | dans la mer         | 海で
      river      | in the river       | dans la rivière     | 川で
      train      | on the train       | dans le train       | 電車の中で
      bus        | on the bus         | dans le bus         | バスの中で
      hospital   | at the hospital    | à l'hôpital         | 病院で
      bank       | at the bank        | à la banque         | 銀行で
      office     | at the office      | au bureau           | 会社で
      market     | at the supermarket | au supermarché      | スーパーで
      station    | at the station     | à la gare           | 駅で
      sofa       | on the sofa        | sur le canapé       | ソファーで
      inside-museum | in the museum      | dans le musée       | 博物館で
      inside-hospital | in the hospital   | dans l'hôpital      | 病院で
      museum     | at the museum      | au musée            | 博物館で
      hotel      | at the hotel       | à l'hôtel           | ホテルで
      Paris      | in Paris           | à Paris             | パリで
      """, columns: 4)
    return Dictionary(
      uniqueKeysWithValues: rows.map { ($0[0], Adverbial(Array($0[1...]))) })
  }()
}
