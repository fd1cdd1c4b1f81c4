extension Pattern {
  /// What is going on.
  static let progress = [
    Pattern("progress", 260) { draw in
      let action = draw.pick(Action.tagged("p"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .progressive)
      clause.place = draw.place(of: action)
      if clause.place.english.isEmpty && draw.once(in: 4) { clause.time = now }
      return clause.statement
    },
    Pattern("progress denied", 90) { draw in
      let action = draw.pick(Action.tagged("p"))
      guard let subject = draw.subject(of: action) else { return nil }
      return Clause(subject: subject, action: action, tense: .progressive, isNegated: true)
        .statement
    },
    Pattern("progress asked", 100) { draw in
      let action = draw.pick(Action.tagged("p"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .progressive)
      clause.place = draw.place(of: action, onceIn: 4)
      return clause.question
    },
  ]

  /// What happened.
  static let past = [
    Pattern("past", 320) { draw in
      let action = draw.pick(Action.tagged("d"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .past)
      clause.place = draw.place(of: action, onceIn: 3)
      if !draw.once(in: 4) { clause.time = draw.time(of: action, from: Adverbial.past) }
      return clause.statement
    },
    Pattern("past denied", 130) { draw in
      let action = draw.pick(Action.tagged("z"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .past, isNegated: true)
      clause.time = draw.time(of: action, from: Adverbial.past)
      return clause.statement
    },
    Pattern("past asked", 140) { draw in
      let action = draw.pick(Action.tagged("r"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .past)
      if draw.once(in: 2) { clause.time = draw.time(of: action, from: Adverbial.past) }
      return clause.question
    },
    Pattern("company", 120) { draw in
      let action = draw.pick(together)
      guard let subject = draw.subject(of: action) else { return nil }
      let isFuture = draw.once(in: 3)
      var clause = Clause(subject: subject, action: action, tense: isFuture ? .future : .past)
      clause.company = companion(&draw, of: subject)
      clause.time = draw.time(of: action, from: isFuture ? Adverbial.future : Adverbial.past)
      let isRepeated =
        clause.company.english.contains(subject.english)
        || !subject.japanese.isEmpty && clause.company.japanese.hasPrefix(subject.japanese)
      return isRepeated ? nil : clause.statement
    },
    Pattern("experience", 60) { draw in
      let action = draw.pick(Action.tagged("e"))
      guard let subject = draw.subject(of: action) else { return nil }
      let never = draw.once(in: 2)
      let clause = Clause(subject: subject, action: action, tense: .past)
      let experience = subject.topic + action.japaneseRest(subject) + action.japaneseVerb.past
      return Phrase(
        englishSentence(
          [subject.english, subject.haveOrHas, never ? "never" : "", action.verb.participle]
            + clause.englishAfterVerb),
        experience + (never ? "ことがありません。" : "ことがあります。"),
        frenchSentence(french(clause, never ? "jamais" : "déjà", never)))
    },
    Pattern("experience asked", 30) { draw in
      let action = draw.pick(Action.tagged("e"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      let clause = Clause(subject: subject, action: action, tense: .past)
      let experience = subject.topic + action.japaneseRest(subject) + action.japaneseVerb.past
      return Phrase(
        englishSentence(
          [capitalised(subject.haveOrHas), subject.english, "ever", action.verb.participle]
            + clause.englishAfterVerb, "?"),
        experience + "ことがありますか。",
        frenchSentence(["est-ce que"] + french(clause, "déjà", false), "?"))
    },
  ]

  /// What will happen, and what is planned.
  static let future = [
    Pattern("future", 220) { draw in
      let action = draw.pick(Action.tagged("f"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future)
      clause.time = draw.time(of: action, from: Adverbial.future)
      clause.place = draw.place(of: action, onceIn: 5)
      return clause.statement
    },
    Pattern("future denied", 70) { draw in
      let action = draw.pick(Action.tagged("f").filter { $0.has("z") })
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future, isNegated: true)
      clause.time = draw.time(of: action, from: Adverbial.future)
      return clause.statement
    },
    Pattern("future asked", 90) { draw in
      let action = draw.pick(Action.tagged("f"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future)
      clause.time = draw.time(of: action, from: Adverbial.future)
      return clause.question
    },
    Pattern("plan", 130) { draw in
      let action = draw.pick(Action.tagged("f"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future)
      clause.time = draw.time(of: action, from: Adverbial.future)
      return Phrase(
        englishSentence([subject.english, subject.be, "going to"] + clause.englishInfinitive),
        clause.japanese(\.dictionary) + "つもりです。",
        frenchSentence(
          [subject.french, FrenchVerb("aller").present(subject.frenchPerson)]
            + clause.frenchInfinitive()))
    },
  ]

  static let now = Adverbial(["now", "maintenant", "今"])

  /// What people like to do with somebody.
  static let together = Action.tagged("w").filter {
    $0.has("l") && $0.verb.tail.isEmpty && $0.englishRest(.i) != ["", "home"]
      && ["play", "go", "walk", "swim", "have", "visit", "travel", "watch", "dance", "make"]
        .contains($0.verb.base)
  }

  /// "with" somebody: own friends, a name, or the speaker's family.
  static func companion(_ draw: inout Draw, of owner: Person) -> Adverbial {
    let family = "mother,father,big brother,little sister,son"
    let isOwn = owner.isSpeaker && draw.once(in: 2)
    // Names go with people of the speaker's acquaintance; one's wife goes out with her friends.
    let knows = owner.isSpeaker || owner.has("n") || owner.has("c")
    if isOwn || !knows || draw.once(in: 2) {
      let noun = Noun.named(isOwn ? draw.word(family) : "friend")
      let phrase = NounPhrase(.own, noun, plural: !isOwn)
      return Adverbial([
        "with " + phrase.english(owner: owner), "avec " + phrase.french(owner: owner),
        phrase.japanese(owner: owner) + "と",
      ])
    }
    let name = draw.pick(Person.others.filter { $0.has("n") })
    return Adverbial(["with " + name.english, "avec " + name.french, name.japanese + "と"])
  }

  /// The French past with an adverb between auxiliary and participle.
  private static func french(_ clause: Clause, _ adverb: String, _ negated: Bool) -> [String] {
    var words = clause.french
    words.insert(adverb, at: 2)
    if negated { words.insert("ne", at: 1) }
    return words
  }
}
