extension Pattern {
  /// Where things are and what there is somewhere.
  static let locations = [
    Pattern("place of a thing", 150) { draw in
      let scene = draw.pick(Spot.scenes)
      let (noun, spot) = (draw.pick(scene.nouns), draw.pick(scene.spots))
      let subject = located(noun, owned: scene.isOwned && draw.once(in: 2))
      if spot.english.contains(noun.english) { return nil }
      let negated = draw.once(in: 5)
      return Phrase(
        englishSentence([subject.english, negated ? subject.beNot : subject.be, spot.english]),
        subject.topic + spot.japanese + "に" + exist(noun) + politeEnding(past: false, negated)
          + "。",
        frenchSentence([
          subject.french, negated ? "ne" : "", FrenchVerb("être").present(subject.frenchPerson),
          negated ? "pas" : "", spot.french,
        ]))
    },
    Pattern("place asked", 50) { draw in
      let nouns = draw.once(in: 2) ? Spot.scenes[0].nouns : draw.pick(Spot.scenes).nouns
      let noun = draw.pick(nouns)
      let subject = located(
        noun, owned: Spot.scenes[0].nouns.contains { $0.english == noun.english })
      return Phrase(
        englishSentence(["where", subject.be, subject.english], "?"),
        subject.topic + "どこに" + exist(noun) + "ますか。",
        frenchSentence(
          ["où", FrenchVerb("être").present(subject.frenchPerson), subject.french], "?"))
    },
    Pattern("is it there", 60) { draw in
      let scene = draw.pick(Spot.scenes)
      let (noun, spot) = (draw.pick(scene.nouns), draw.pick(scene.spots))
      let subject = located(noun, owned: false)
      if spot.english.contains(noun.english) { return nil }
      return Phrase(
        englishSentence([subject.be, subject.english, spot.english], "?"),
        subject.topic + spot.japanese + "に" + exist(noun) + "ますか。",
        frenchSentence(
          [
            "est-ce que", subject.french, FrenchVerb("être").present(subject.frenchPerson),
            spot.french,
          ], "?"))
    },
    Pattern("there is", 160) { draw in
      let (noun, spot) = draw.pick(Spot.contents)
      let isMass = noun.number == .mass
      let count = draw.number(1...(["軒", "つ"].contains(noun.counter) ? 3 : 5))
      let phrase =
        isMass
        ? NounPhrase(.bare, noun) : NounPhrase(count == 1 ? .indefinite : .number(count), noun)
      return Phrase(
        englishSentence([
          phrase.isPlural ? "there are" : "there is", isMass ? "some" : "", phrase.english(),
          spot.english,
        ]),
        spot.japanese + "に" + noun.japanese + "が" + phrase.japaneseCount + exist(noun) + "ます。",
        frenchSentence(["il y a", phrase.french(), spot.french]))
    },
    Pattern("there are many", 40) { draw in
      let (noun, spot) = draw.pick(Spot.contents)
      let phrase = NounPhrase(.bare, noun)
      return Phrase(
        englishSentence([
          noun.number == .mass ? "there is a lot of" : "there are many", phrase.english(),
          spot.english,
        ]),
        spot.japanese + "に" + noun.japanese + "がたくさん" + exist(noun) + "ます。",
        frenchSentence(["il y a beaucoup", phrase.french(negated: true), spot.french]))
    },
    Pattern("there is no", 50) { draw in
      let (noun, spot) = draw.pick(Spot.contents)
      let phrase = NounPhrase(.bare, noun)
      return Phrase(
        englishSentence([
          noun.number == .mass ? "there isn't any" : "there aren't any", phrase.english(),
          spot.english,
        ]),
        spot.japanese + "に" + noun.japanese + "は" + exist(noun) + "ません。",
        frenchSentence(["il n'y a pas", phrase.french(negated: true), spot.french]))
    },
    Pattern("is there", 60) { draw in
      let (noun, spot) = draw.pick(Spot.contents + Spot.services)
      let phrase = NounPhrase(noun.number == .mass ? .bare : .indefinite, noun)
      let any = noun.number == .mass ? "is there any" : "is there"
      return Phrase(
        englishSentence([any, phrase.english(), spot.english], "?"),
        spot.japanese + "に" + noun.japanese + "が" + exist(noun) + "ますか。",
        frenchSentence(["est-ce qu'il y a", phrase.french(), spot.french], "?"))
    },
    Pattern("how many", 40) { draw in
      let (noun, spot) = draw.pick(Spot.contents.filter { $0.0.number == .counted })
      return Phrase(
        englishSentence(["how many", noun.englishPlural, "are there", spot.english], "?"),
        spot.japanese + "に" + noun.japanese + "が" + howMany(noun) + exist(noun) + "ますか。",
        frenchSentence(["combien de", noun.frenchPlural, "y a-t-il", spot.french], "?"))
    },
  ]

  /// い of the living, あ り of the rest, before ます.
  private static func exist(_ noun: Noun) -> String {
    ["匹", "羽", "頭", "人"].contains(noun.counter) && noun.english != "fish" ? "い" : "あり"
  }

  static func howMany(_ noun: Noun) -> String {
    noun.counter == "つ" ? "いくつ" : "何" + noun.counter
  }

  private static func located(_ noun: Noun, owned: Bool) -> Person {
    let plural = noun.english == "shoe"
    let phrase = NounPhrase(owned ? .own : .definite, noun, plural: plural)
    return Person(phrase, japanese: (owned ? "私の" : "") + noun.japanese)
  }
}
