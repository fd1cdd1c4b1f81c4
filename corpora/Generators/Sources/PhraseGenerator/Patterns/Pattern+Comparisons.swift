extension Pattern {
  /// Which is bigger, who is older.
  static let comparisons = [
    Pattern("kinds compared", 60) { draw in
      let (adjective, nouns) = draw.pick(ranked)
      // Houses are bigger than bags, but who would say so: neighbours only.
      let less = draw.number(0...nouns.count - 2)
      let more = min(less + draw.number(1...2), nouns.count - 1)
      return compared(adjective, nouns[more], nouns[less])
    },
    Pattern("people compared", 60) { draw in
      let known = Person.others.filter { $0.has("n") || $0.has("f") && !$0.isPlural }
      let (first, second) = twoOf(known.count, &draw)
      let (subject, other) = (known[first], known[second])
      let adjective = Adjective.named(draw.word("tall,kind,strong,funny"))
      let form = adjective.french(subject.gender, plural: false)
      return Phrase(
        englishSentence([
          subject.english, subject.be, adjective.comparative, "than", other.english,
        ]),
        subject.topic + other.japanese + "より" + adjective.japanese.polite() + "。",
        frenchSentence([subject.french, "est plus", form, "que", other.french]))
    },
    Pattern("which of two people", 24) { draw in
      let known = Person.others.filter { $0.has("n") }
      let (first, second) = twoOf(known.count, &draw)
      let adjective = Adjective.named(draw.word("tall,young,strong,kind"))
      let (one, other) = (known[first], known[second])
      let isShe = one.gender == .feminine && other.gender == .feminine
      let form = adjective.french(isShe ? .feminine : .masculine, plural: false)
      return Phrase(
        englishSentence(
          ["who is \(adjective.comparative),", one.english, "or", other.english], "?"),
        "\(one.japanese)と\(other.japanese)とどちらのほうが\(adjective.japanese.polite())か。",
        frenchSentence(
          [
            "qui est \(isShe ? "la" : "le") plus \(form),", one.french, "ou",
            other.french,
          ],
          "?"))
    },
    Pattern("preference asked", 50) { draw in
      let nouns = Noun.list(draw.pick(alternatives))
      let (first, second) = twoOf(nouns.count, &draw)
      let (one, other) = (NounPhrase(.generic, nouns[first]), NounPhrase(.generic, nouns[second]))
      return Phrase(
        englishSentence(
          ["which do you like better,", one.english(), "or", other.english()], "?"),
        "\(one.japanese())と\(other.japanese())とどちらのほうが好きですか。",
        frenchSentence(
          ["qu'est-ce que vous préférez,", one.french(), "ou", other.french()], "?"))
    },
    Pattern("preference", 50) { draw in
      let nouns = Noun.list(draw.pick(alternatives))
      let (first, second) = twoOf(nouns.count, &draw)
      let (one, other) = (NounPhrase(.generic, nouns[first]), NounPhrase(.generic, nouns[second]))
      return Phrase(
        englishSentence(["I like", one.english(), "better than", other.english()]),
        "\(other.japanese())より\(one.japanese())のほうが好きです。",
        frenchSentence(["je préfère", one.french(), "à", other.french()]))
    },
  ]

  private static func compared(
    _ adjective: Adjective, _ noun: Noun, _ other: Noun
  ) -> Phrase {
    let (one, two) = (NounPhrase(.generic, noun), NounPhrase(.generic, other))
    let form = adjective.french(noun.gender, plural: one.frenchIsPlural)
    let comparative = adjective.english == "good" ? "meilleur" : "plus " + form
    return Phrase(
      englishSentence([
        one.english(), one.isPlural ? "are" : "is", adjective.comparative, "than", two.english(),
      ]),
      noun.japanese + "は" + other.japanese + "より" + adjective.japanese.polite() + "。",
      frenchSentence([
        one.french(), one.frenchIsPlural ? "sont" : "est", comparative, "que", two.french(),
      ]))
  }

  /// Two different indices.
  static func twoOf(_ count: Int, _ draw: inout Draw) -> (Int, Int) {
    let first = draw.number(0...count - 1)
    return (first, (first + draw.number(1...count - 1)) % count)
  }

  /// Each noun has more of the quality than those before it.
  private static let ranked: [(Adjective, [Noun])] = [
    ("big", "mouse,bird,rabbit,cat,dog,cow,elephant"),
    ("big", "mouse,bird,cat,dog,horse,elephant"),
    ("strong", "mouse,cat,dog,horse,elephant"),
    ("fast", "bicycle,bus,train,plane"),
    ("expensive", "book,shirt,bicycle,car,house"),
    ("expensive", "pen,umbrella,camera,computer,car"),
    ("heavy", "bicycle,car,bus,train"),
    ("big", "bicycle,car,bus,plane"),
    ("big", "village,town"),
    ("big", "car,house,hotel"),
    ("long", "car,bus,train"),
    ("expensive", "bus,train,taxi"),
    ("fast", "bird,cat,dog,horse"),
    ("cute", "dog,cat,rabbit"),
    ("sweet", "apple,cake"),
    ("expensive", "bread,cheese,meat"),
    ("cold", "water,ice cream"),
    ("quiet", "station,hotel,library"),
  ].map { (Adjective.named($0.0), Noun.list($0.1)) }

  private static let alternatives = [
    "tea,coffee,milk,orange juice,water", "beer,wine", "meat,fish,vegetable,egg",
    "dog,cat,horse,bird,rabbit", "apple,orange,banana", "mountain,river",
    "cake,chocolate,ice cream",
    "book,film", "bread,rice", "train,plane,car,bus", "soup,salad,sandwich",
  ]
}
