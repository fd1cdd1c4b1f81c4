extension Pattern {
  /// What people like, what they wear, what they buy.
  static let likes = [
    Pattern("like", 110) { draw in
      let phrase = NounPhrase(.generic, draw.pick(liked))
      let subject = draw.once(in: 4) ? Person.i : draw.pick(Person.others)
      let negated = draw.once(in: 3)
      let particle = negated && subject.topic.isEmpty ? "は" : "が"
      return Phrase(
        englishSentence([
          subject.english, negated ? subject.doOrDoes + "n't like" : likes(subject),
          phrase.english(),
        ]),
        subject.topic + phrase.japanese() + particle + "好き"
          + (negated ? "ではありません。" : "です。"),
        frenchSentence([subject.french] + aime(subject, negated: negated) + [phrase.french()]))
    },
    Pattern("love", 40) { draw in
      let phrase = NounPhrase(.generic, draw.pick(liked))
      let subject = draw.once(in: 4) ? Person.i : draw.pick(Person.others)
      return Phrase(
        englishSentence([
          subject.english, subject.number == .third ? "loves" : "love", phrase.english(),
        ]),
        subject.topic + phrase.japanese() + "が大好きです。",
        frenchSentence(
          [subject.french, FrenchVerb("adorer").present(subject.frenchPerson), phrase.french()]))
    },
    Pattern("like asked", 50) { draw in
      let phrase = NounPhrase(.generic, draw.pick(liked))
      let known = Person.others.filter { $0.has("n") } + Person.yours + Person.others.suffix(3)
      let subject = draw.once(in: 2) ? Person.you : draw.pick(known)
      return Phrase(
        englishSentence([subject.doOrDoes, subject.english, "like", phrase.english()], "?"),
        subject.topic + phrase.japanese() + "が好きですか。",
        frenchSentence(
          ["est-ce que", subject.french] + aime(subject, negated: false) + [phrase.french()], "?"))
    },
    Pattern("like but", 50) { draw in
      let list = draw.pick(contrasts)
      let (first, second) = twoOf(list.count, &draw)
      let (one, other) = (NounPhrase(.generic, list[first]), NounPhrase(.generic, list[second]))
      return Phrase(
        englishSentence(["I like", one.english() + ",", "but I don't like", other.english()]),
        "\(one.japanese())は好きですが、\(other.japanese())は好きではありません。",
        frenchSentence([
          "j'aime", one.french() + ",", "mais je n'aime pas", other.french(),
        ]))
    },
  ]

  /// Clothes and their colours.
  static let clothes = [
    Pattern("wearing", 100) { draw in
      let action = draw.pick(Action.wearing)
      guard case .phrase(var phrase) = action.complement else { return nil }
      phrase.adjective = Adjective.named(
        draw.word("new,old,red,blue,white,black,green,yellow,brown,beautiful"))
      var dressed = action
      dressed.complement = .phrase(phrase)
      guard let subject = draw.subject(of: dressed) else { return nil }
      if ["dress", "skirt"].contains(phrase.noun.english) && subject.gender == .masculine {
        return nil
      }
      let clause = Clause(subject: subject, action: dressed, tense: .progressive)
      return phrase.noun.english == "tie" && !subject.has("a") ? nil : clause.statement
    },
    Pattern("looking for clothes", 50) { draw in
      let noun = draw.pick(Noun.list("hat,shirt,coat,dress,skirt,sweater,bag,umbrella,shoe,tie"))
      let adjective = Adjective.named(
        draw.word("red,blue,white,black,green,yellow,brown,small,big"))
      let isPair = noun.english == "shoe"
      let phrase = NounPhrase(isPair ? .bare : .indefinite, noun, adjective)
      let (english, japanese, french) = draw.pick([
        ("I am looking for", "を探しています。", "je cherche"),
        ("I want to buy", "が買いたいです。", "je veux acheter"),
      ])
      let particle = japanese.hasPrefix("が") ? "を買いたいです。" : japanese
      return Phrase(
        englishSentence([english, phrase.english()]), phrase.japanese() + particle,
        frenchSentence([french, phrase.french()]))
    },
  ]

  private static let liked = Noun.list(
    "tea,coffee,milk,orange juice,bread,rice,fish,meat,cheese,fruit,chocolate,ice cream,vegetable,"
      + "egg,apple,banana,orange,cake,music,dog,cat,bird,horse,rabbit,flower,book,film,mountain,"
      + "animal,soup,salad")

  private static let contrasts = [
    "dog,cat,bird,horse,rabbit", "tea,coffee,milk,water,beer,wine,orange juice",
    "meat,fish,vegetable,cheese,egg,rice,bread,soup", "apple,banana,orange",
    "cake,chocolate,ice cream", "mountain,river", "train,bus,plane,car",
  ].map(Noun.list)
}

extension Action {
  /// Wearing: Japanese has a verb for each part of the body.
  static let wearing: [Action] = [
    ["wear wore worn", "porter", "を かぶる", "+hat", "P", ""],
    ["wear wore worn", "porter", "を 着る1", "+shirt,+coat,+dress,+sweater", "P", ""],
    ["wear wore worn", "porter", "を 履く", "+skirt,~shoe,~sock", "P", ""],
    ["wear wore worn", "porter", "を かける1", "~glasses", "P", ""],
    ["wear wore worn", "porter", "を 締める1", "+tie", "P", ""],
  ].flatMap(actions)
}
