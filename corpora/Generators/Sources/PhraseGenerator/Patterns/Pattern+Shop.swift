extension Pattern {
  /// At the shop, the café and the station counter.
  static let shop = [
    Pattern("order", 60) { draw in
      let cells = draw.pick(orders)
      let count = draw.number(1...5)
      let isFeminine = cells[4] == "f"
      let english =
        count == 1
        ? indefiniteArticle(before: cells[0]) + " " + cells[0]
        : englishNumber(count) + " " + cells[1]
      let french =
        count == 1
        ? (isFeminine ? "une " : "un ") + cells[2] : frenchNumber(count) + " " + cells[3]
      let japanese = cells[5] + "を" + japaneseNumber(count) + cells[6]
      if draw.once(in: 2) {
        return Phrase(
          englishSentence([english + ", please"]), japanese + "お願いします。",
          frenchSentence([french + ",", "s'il vous plaît"]))
      }
      return Phrase(
        englishSentence(["I would like", english]), japanese + "ください。",
        frenchSentence(["je voudrais", french]))
    },
    Pattern("how much", 24) { draw in
      let noun = draw.pick(goods)
      let phrase = NounPhrase(
        .this, noun, plural: ["shoe", "flower", "sock"].contains(noun.english))
      return Phrase(
        englishSentence(["how much", phrase.isPlural ? "are" : "is", phrase.english()], "?"),
        phrase.japanese() + "はいくらですか。",
        frenchSentence(
          ["combien", phrase.frenchIsPlural ? "coûtent" : "coûte", phrase.french()], "?"))
    },
    Pattern("price", 60) { draw in
      let (names, prices) = draw.pick(priced)
      let (noun, euros) = (Noun.named(draw.word(names)), draw.pick(prices))
      let phrase = NounPhrase(
        .this, noun, plural: ["shoe", "flower", "sock"].contains(noun.english))
      return Phrase(
        englishSentence([
          phrase.english(), phrase.isPlural ? "cost" : "costs", englishNumber(euros), "euros",
        ]),
        phrase.japanese() + "は" + japaneseNumber(euros) + "ユーロです。",
        frenchSentence([
          phrase.french(), phrase.frenchIsPlural ? "coûtent" : "coûte", frenchNumber(euros),
          "euros",
        ]))
    },
    Pattern("in colour", 30) { draw in
      let noun = draw.pick(Noun.list("shirt,hat,bag,coat,dress,skirt,sweater,umbrella"))
      let adjective = Adjective.named(draw.word("red,blue,white,black,yellow,brown"))
      let phrase = NounPhrase(.this, noun)
      return Phrase(
        englishSentence(["do you have", phrase.english(), "in", adjective.english], "?"),
        phrase.japanese() + "で" + adjective.japanese.attributive + "のはありますか。",
        frenchSentence(
          [
            "est-ce que vous avez", phrase.french(), "en",
            adjective.french(.masculine, plural: false),
          ], "?"))
    },
    Pattern("favourite", 30) { draw in
      let adjective = Adjective.named(draw.word("red,blue,white,black,green,yellow,brown"))
      let colour = ["黄色い": "黄色", "茶色い": "茶色"]
      let attributive = adjective.japanese.attributive
      let japanese = colour[attributive] ?? String(attributive.dropLast())
      let owner = draw.pick([Person.i] + Person.others.filter { $0.has("n") || $0.has("f") })
      if owner.isPlural { return nil }
      let isMine = owner.number == .first
      return Phrase(
        englishSentence([
          isMine ? "my" : owner.english + "'s", "favourite colour is", adjective.english,
        ]),
        (isMine ? "" : owner.japanese + "の") + "好きな色は\(japanese)です。",
        frenchSentence([
          isMine ? "ma couleur préférée est le" : "la couleur préférée de \(owner.french) est le",
          adjective.french(.masculine, plural: false),
        ]))
    },
  ]

  private static let priced: [(String, [Int])] = [
    ("pen,notebook,cup,cake,sock,flower", [3, 4, 5, 8, 10]),
    ("hat,shirt,book,umbrella,tie,skirt,bag,sweater", [10, 12, 15, 20, 25, 30]),
    ("coat,dress,watch,shoe,chair", [30, 40, 50, 60, 100]),
    ("camera,computer,bicycle,table,phone", [100, 200, 300, 400, 500]),
  ]

  private static let goods = Noun.list(
    "hat,shirt,coat,dress,skirt,sweater,bag,umbrella,watch,shoe,book,camera,computer,bicycle,flower,"
      + "cake,chair,table,phone,cup,sock,tie,pen,notebook")

  private static let orders = table(
    """
    coffee | coffees | café | cafés | m | コーヒー | つ
    tea | teas | thé | thés | m | お茶 | つ
    beer | beers | bière | bières | f | ビール | つ
    orange juice | orange juices | jus d'orange | jus d'orange | m | オレンジジュース | つ
    ice cream | ice creams | glace | glaces | f | アイスクリーム | つ
    salad | salads | salade | salades | f | サラダ | つ
    cake | cakes | gâteau | gâteaux | m | ケーキ | つ
    sandwich | sandwiches | sandwich | sandwichs | m | サンドイッチ | つ
    ticket to Paris | tickets to Paris | billet pour Paris | billets pour Paris | m | パリまでの切符 | 枚
    ticket to Kyoto | tickets to Kyoto | billet pour Kyoto | billets pour Kyoto | m | 京都までの切符 | 枚
    ticket to London | tickets to London | billet pour Londres | billets pour Londres | m | ロンドンまでの切符 | 枚
    """, columns: 7)
}
