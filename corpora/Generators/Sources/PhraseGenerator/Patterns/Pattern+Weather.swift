extension Pattern {
  /// The weather, in places, seasons and at times.
  static let weather = [
    Pattern("weather", 130) { draw in
      let sky = draw.pick(skies)
      let tense = draw.pick([Tense.present, .past, .future])
      let place = draw.once(in: 2) ? draw.pick(places) : Adverbial.none
      let time =
        tense == .past
        ? draw.pick(Array(Adverbial.past.prefix(4)))
        : tense == .future
          ? draw.pick(Adverbial.future.filter { !$0.has("d") || $0.has("m") })
          : Adverbial(["today", "aujourd'hui", "今日"])
      if tense == .present && !place.english.isEmpty {
        return sky.phrase(tense, place, .none)
      }
      return sky.phrase(tense, place, time)
    },
    Pattern("season", 50) { draw in
      let season = draw.pick(seasons)
      let sky = draw.pick(skies.filter { season.has($0.mark) })
      let place = draw.once(in: 3) ? Adverbial.none : draw.pick(places)
      return Phrase(
        englishSentence([sky.habit.english, place.english, season.english]),
        (place.japanese.isEmpty ? "" : place.japanese + "の") + season.japanese + "は"
          + sky.habit.japanese + "。",
        frenchSentence([sky.habit.french, place.french, season.french]))
    },
    Pattern("thought about the weather", 20) { draw in
      let sky = draw.pick(skies)
      let time = draw.pick(Adverbial.future.filter { !$0.has("d") || $0.has("m") })
      return Phrase(
        englishSentence(["I think it will", sky.english[2], time.english]),
        time.japaneseTopic + sky.plain + "と思います。",
        frenchSentence(["je pense que", sky.french[2], time.french]))
    },
  ]

  /// A kind of weather: its sentences in the present, past and future.
  struct Sky {
    let mark: Character
    let english: [String]  // "is raining", "rained", "rain"
    let french: [String]
    let japanese: [String]
    let isVerb: Bool  // Japanese: パリでは雨が降っています beside パリは寒いです
    let plain: String
    let habit: (english: String, french: String, japanese: String)

    func phrase(_ tense: Tense, _ place: Adverbial, _ time: Adverbial) -> Phrase {
      let index = tense == .present ? 0 : tense == .past ? 1 : 2
      let verb = tense == .future ? "will " + english[2] : english[index]
      let topic = place.japanese.isEmpty ? "" : place.japanese + (isVerb ? "では" : "は")
      let date = time.japanese.hasSuffix("に") ? String(time.japanese.dropLast()) : time.japanese
      let opening =
        time.japanese.isEmpty
        ? topic
        : topic.isEmpty ? time.japaneseTopic : topic + japaneseTime(date, before: japanese[index])
      return Phrase(
        englishSentence(["it", verb, place.english, time.english]),
        opening + japanese[index] + "。",
        frenchSentence([french[index], place.french, time.french]))
    }
  }

  static let skies: [Sky] = table(
    """
    r | is raining,rained,rain | il pleut,il a plu,il pleuvra | 雨が降っています,雨が降りました,雨が降るでしょう | v | 雨が降る | it often rains | il pleut souvent | よく雨が降ります
    s | is snowing,snowed,snow | il neige,il a neigé,il neigera | 雪が降っています,雪が降りました,雪が降るでしょう | v | 雪が降る | it often snows | il neige souvent | よく雪が降ります
    c | is cold,was cold,be cold | il fait froid,il faisait froid,il fera froid | 寒いです,寒かったです,寒いでしょう | - | 寒い | it is cold | il fait froid | 寒いです
    h | is hot,was hot,be hot | il fait chaud,il faisait chaud,il fera chaud | 暑いです,暑かったです,暑いでしょう | - | 暑い | it is hot | il fait chaud | 暑いです
    w | is warm,was warm,be warm | il fait bon,il faisait bon,il fera bon | 暖かいです,暖かかったです,暖かいでしょう | - | 暖かい | it is warm | il fait bon | 暖かいです
    f | is sunny,was sunny,be sunny | il fait beau,il faisait beau,il fera beau | 晴れています,晴れていました,晴れるでしょう | - | 晴れる | it is often sunny | il fait souvent beau | よく晴れます
    d | is windy,was windy,be windy | il y a du vent,il y avait du vent,il y aura du vent | 風が強いです,風が強かったです,風が強いでしょう | - | 風が強い | it is often windy | il y a souvent du vent | よく風が吹きます
    """, columns: 9
  ).map { cells in
    func three(_ cell: String) -> [String] { cell.split(separator: ",").map(String.init) }
    return Sky(
      mark: cells[0].first ?? "r", english: three(cells[1]), french: three(cells[2]),
      japanese: three(cells[3]), isVerb: cells[4] == "v", plain: cells[5],
      habit: (cells[6], cells[7], cells[8]))
  }

  private static let places = table(
    """
    in Paris | à Paris | パリ
    in London | à Londres | ロンドン
    in Tokyo | à Tokyo | 東京
    in Kyoto | à Kyoto | 京都
    in Rome | à Rome | ローマ
    in this town | dans cette ville | この町
    """, columns: 3
  ).map(Adverbial.init)

  private static let seasons = table(
    """
    in spring | au printemps | 春 | wrfd
    in summer | en été | 夏 | hrf
    in autumn | en automne | 秋 | rd
    in winter | en hiver | 冬 | cs
    """, columns: 4
  ).map(Adverbial.init)
}
