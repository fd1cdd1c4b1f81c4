extension Pattern {
  /// What people want, must, need not and like to do.
  static let wishes = [
    Pattern("wish", 110) { draw in
      let action = draw.pick(Action.tagged("w"))
      let negated = draw.once(in: 3)
      var clause = Clause(subject: .i, action: action, tense: .present, isNegated: negated)
      if !negated && draw.once(in: 3) {
        clause.time = draw.time(of: action, from: Adverbial.future)
      }
      let want = negated ? ["je ne veux pas"] : ["je veux"]
      return Phrase(
        englishSentence([negated ? "I don't want to" : "I want to"] + clause.englishInfinitive),
        clause.japanese { $0.stem + (negated ? "たくないです" : "たいです") } + "。",
        frenchSentence(want + clause.frenchInfinitive(negated: negated)))
    },
    Pattern("duty", 140) { draw in
      let action = draw.pick(Action.tagged("m"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future)
      if draw.once(in: 2) { clause.time = draw.time(of: action, from: Adverbial.future) }
      return Phrase(
        englishSentence(
          [subject.english, subject.haveOrHas, "to"] + clause.englishInfinitive),
        clause.japanese { $0.negativeStem + "なければなりません" } + "。",
        frenchSentence(
          [subject.french, FrenchVerb("devoir").present(subject.frenchPerson)]
            + clause.frenchInfinitive()))
    },
    Pattern("duty asked", 40) { draw in
      let action = draw.pick(Action.tagged("m"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future)
      clause.time = draw.time(of: action, from: Adverbial.future)
      return Phrase(
        englishSentence(
          [subject.doOrDoes, subject.english, "have to"] + clause.englishInfinitive, "?"),
        clause.japanese { $0.negativeStem + "なければなりませんか" } + "。",
        frenchSentence(
          ["est-ce que", subject.french, FrenchVerb("devoir").present(subject.frenchPerson)]
            + clause.frenchInfinitive(), "?"))
    },
    Pattern("no duty", 60) { draw in
      let action = draw.pick(Action.tagged("m"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .future, isNegated: true)
      clause.time = draw.time(of: action, from: Adverbial.future)
      let obliged = FrenchVerb("obliger").participle(subject.gender, plural: subject.isPlural)
      return Phrase(
        englishSentence(
          [subject.english, subject.doOrDoes + "n't have to"] + clause.englishInfinitive),
        clause.japanese { $0.negativeStem + "なくてもいいです" } + "。",
        frenchSentence(
          [
            subject.french, "ne", FrenchVerb("être").present(subject.frenchPerson), "pas",
            obliged, "de",
          ] + clause.frenchInfinitive()))
    },
    Pattern("pleasure", 120) { draw in
      let action = draw.pick(Action.tagged("k"))
      guard let subject = draw.subject(of: action) else { return nil }
      let negated = draw.once(in: 4)
      let clause = Clause(subject: subject, action: action, tense: .present)
      return Phrase(
        englishSentence(
          [
            subject.english, negated ? subject.doOrDoes + "n't like" : likes(subject),
            action.verb.progressive,
          ] + clause.englishAfterVerb),
        clause.japanese(\.dictionary) + "のが好き" + (negated ? "ではありません。" : "です。"),
        frenchSentence(
          [subject.french] + aime(subject, negated: negated) + clause.frenchInfinitive()))
    },
    Pattern("pleasure asked", 50) { draw in
      let action = draw.pick(Action.tagged("k"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      let clause = Clause(subject: subject, action: action, tense: .present)
      return Phrase(
        englishSentence(
          [subject.doOrDoes, subject.english, "like", action.verb.progressive]
            + clause.englishAfterVerb, "?"),
        clause.japanese(\.dictionary) + "のが好きですか。",
        frenchSentence(
          ["est-ce que", subject.french] + aime(subject, negated: false)
            + clause.frenchInfinitive(), "?"))
    },
  ]

  static func likes(_ subject: Person) -> String { subject.number == .third ? "likes" : "like" }

  /// "aimer" with its negation.
  static func aime(_ subject: Person, negated: Bool) -> [String] {
    let verb = FrenchVerb("aimer").present(subject.frenchPerson)
    return negated ? ["ne", verb, "pas"] : [verb]
  }
}
