extension Pattern {
  /// Whose something is and who has what.
  static let possessions = [
    Pattern("this is", 110) { draw in
      let noun = draw.pick(belongings)
      let plural = noun.english == "shoe"
      let owner = draw.once(in: 2) ? nil : draw.pick(Person.others.filter { $0.has("n") })
      let phrase = NounPhrase(owner == nil ? .own : .definite, noun, plural: plural)
      let (negated, asked) = (draw.once(in: 4), draw.once(in: 3))
      if negated && asked { return nil }
      let person = asked ? Person.you : .i
      let name = phrase.isPlural ? noun.englishPlural : noun.english
      let thing = owner.map { $0.english + "'s " + name } ?? phrase.english(owner: person)
      let french =
        phrase.french(owner: person) + (owner.map { " de " + $0.french } ?? "")
      let be = phrase.isPlural ? "are" : "is"
      let these = phrase.isPlural ? "these" : "this"
      let japanese = owner?.japanese ?? (asked ? "あなた" : "私")
      let est = phrase.frenchIsPlural ? "sont" : "est"
      return Phrase(
        englishSentence(
          asked ? [be, these, thing] : [these, negated ? be + "n't" : be, thing],
          asked ? "?" : "."),
        "これは" + japanese + "の" + noun.japanese
          + (negated ? "ではありません。" : asked ? "ですか。" : "です。"),
        frenchSentence(
          (asked ? ["est-ce que"] : [])
            + ["ce", negated ? "ne" : "", est, negated ? "pas" : "", french], asked ? "?" : "."))
    },
    Pattern("whose", 21) { draw in
      let noun = draw.pick(belongings)
      let phrase = NounPhrase(.this, noun, plural: noun.english == "shoe")
      let name = phrase.isPlural ? noun.englishPlural : noun.english
      return Phrase(
        englishSentence(
          ["whose", name, phrase.isPlural ? "are these" : "is this"], "?"),
        "これは誰の\(noun.japanese)ですか。",
        frenchSentence(["à qui", phrase.frenchIsPlural ? "sont" : "est", phrase.french()], "?"))
    },
    Pattern("siblings", 50) { draw in
      let noun = draw.pick(
        Noun.list("big brother,little brother,big sister,little sister,son,daughter"))
      let count = draw.number(1...3)
      let people = Person.others.filter {
        $0.has("n") || ["we", "my friend", "the teacher"].contains($0.english)
      }
      let subject = draw.once(in: 3) ? Person.i : draw.pick(people)
      let phrase = NounPhrase(count == 1 ? .indefinite : .number(count), noun)
      let topic = subject.japanese.isEmpty ? "" : subject.japanese + "には"
      return Phrase(
        englishSentence([subject.english, subject.haveOrHas, phrase.english()]),
        topic + noun.japanese + "が" + japaneseNumber(count) + "人います。",
        frenchSentence([
          subject.french, FrenchVerb("avoir").present(subject.frenchPerson), phrase.french(),
        ]))
    },
    Pattern("siblings asked", 12) { draw in
      let noun = draw.pick(
        Noun.list("big brother,little brother,big sister,little sister,son,daughter"))
      let phrase = NounPhrase(.indefinite, noun)
      if draw.once(in: 2) {
        return Phrase(
          englishSentence(["how many", noun.englishPlural, "do you have"], "?"),
          noun.honorific + "は何人いますか。",
          frenchSentence(["combien de", noun.frenchPlural, "avez-vous"], "?"))
      }
      return Phrase(
        englishSentence(["do you have", phrase.english()], "?"), noun.honorific + "はいますか。",
        frenchSentence(["est-ce que vous avez", phrase.french()], "?"))
    },
    Pattern("pets", 70) { draw in
      let action = draw.pick(Action.keeping)
      let (negated, asked) = (draw.once(in: 5), draw.once(in: 4))
      if asked {
        guard let subject = draw.subjectOfQuestion(action) else { return nil }
        return Clause(subject: subject, action: action, tense: .present).question
      }
      guard let subject = draw.subject(of: action) else { return nil }
      if negated {
        return Clause(subject: subject, action: action, tense: .present, isNegated: true).statement
      }
      guard draw.once(in: 2), case .phrase(var phrase) = action.complement else {
        return Clause(subject: subject, action: action, tense: .present).statement
      }
      var counted = action
      phrase.determiner = .number(draw.number(2...4))
      phrase.isPlural = true
      counted.complement = .phrase(phrase)
      counted.japaneseTail += phrase.japaneseCount
      return Clause(subject: subject, action: counted, tense: .present).statement
    },
    Pattern("having", 80) { draw in
      guard var action = Action.having.first else { return nil }
      let (nouns, adjectives) = draw.pick(had)
      let (noun, adjective) = (Noun.named(draw.word(nouns)), Adjective.named(draw.word(adjectives)))
      action.complement = .phrase(NounPhrase(.indefinite, noun, adjective))
      guard let subject = draw.subject(of: action), subject.has("a") else { return nil }
      if subject.isPlural && !["car", "house"].contains(noun.english) { return nil }
      return Clause(subject: subject, action: action, tense: .present).statement
    },
    Pattern("having none", 40) { draw in
      guard var action = Action.having.first else { return nil }
      let noun = draw.pick(
        Noun.list("car,bicycle,camera,computer,watch,umbrella,phone,passport,pen,key"))
      action.complement = .phrase(NounPhrase(.indefinite, noun))
      if draw.once(in: 2) {
        guard let subject = draw.subjectOfQuestion(action), subject.has("a"), !subject.isPlural
        else { return nil }
        return Clause(subject: subject, action: action, tense: .present).question
      }
      guard let subject = draw.subject(of: action), subject.has("a"), !subject.isPlural
      else { return nil }
      return Clause(subject: subject, action: action, tense: .present, isNegated: true).statement
    },
    Pattern("giving", 70) { draw in
      let noun = draw.pick(
        Noun.list("book,watch,bag,umbrella,cake,flower,hat,picture,camera,pen"))
      let phrase = NounPhrase(noun.english == "flower" ? .bare : .indefinite, noun)
      let time = draw.pick([Adverbial.none] + Adverbial.past.filter { $0.has("n") })
      let giver = draw.pick(Person.others.filter { $0.has("n") || $0.has("f") })
      let isMine = draw.once(in: 2)
      let have = FrenchVerb("avoir")
      if isMine {
        let rest = noun.japanese + "をくれました。"
        return Phrase(
          englishSentence([giver.english, "gave me", phrase.english(), time.english]),
          giver.japanese + "が" + japaneseTime(time.japanese, before: rest) + rest,
          frenchSentence([
            giver.french, "me", have.present(giver.frenchPerson), "donné", phrase.french(),
            time.french,
          ]))
      }
      let rest = giver.japanese + "に" + noun.japanese + "をあげました。"
      return Phrase(
        englishSentence(["I gave", giver.english, phrase.english(), time.english]),
        japaneseTime(time.japanese, before: rest) + rest,
        frenchSentence(["j'ai donné", phrase.french(), "à", giver.french, time.french]))
    },
  ]

  private static let had = [
    ("car,house", "new,old,big,small"), ("car,bicycle", "red,blue,white,black,green,new,old"),
    ("coat,umbrella,bag,watch", "new,old,red,blue,white,black,expensive,beautiful"),
    ("camera,computer", "new,old,small,expensive"),
  ]

  private static let belongings = Noun.list(
    "bag,book,umbrella,key,car,hat,coat,phone,watch,bicycle,ticket,pen,chair,glasses,"
      + "shoe,cup,camera,dog,cat,computer,notebook")
}

extension Action {
  /// Keeping animals.
  static let keeping = actions(
    ["have had had", "avoir", "を 飼う", "+dog,+cat,+bird,+horse,+rabbit", "P", ""])

  /// "have", with an object to be set.
  static let having = actions(["have had had", "avoir", "を 持つ", "+car", "P", ""])
}
