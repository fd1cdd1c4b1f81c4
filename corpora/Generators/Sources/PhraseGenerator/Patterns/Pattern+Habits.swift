extension Pattern {
  /// What people do again and again, do not do, and what they can do.
  static let habits = [
    Pattern("habit", 260) { draw in
      let action = draw.pick(Action.tagged("h"))
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.frequency = draw.time(of: action, from: Adverbial.frequency)
      if !["eat", "drink"].contains(action.verb.base) {
        clause.place = draw.place(of: action, onceIn: 3)
      }
      return clause.statement
    },
    Pattern("habit denied", 130) { draw in
      let action = draw.pick(Action.tagged("g"))
      guard let subject = draw.subject(of: action) else { return nil }
      // "every day" would be denied in part only; without it nobody skips dinner.
      if action.has("E") || action.has("D") { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present, isNegated: true)
      clause.place = action.has("P") ? draw.place(of: action, onceIn: 1) : .none
      return clause.statement
    },
    Pattern("habit asked", 130) { draw in
      let action = draw.pick(Action.tagged("g"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      let isDaily = action.has("M") || action.has("E") || action.has("D")
      if isDaily || action.has("h") && draw.once(in: 2) {
        clause.frequency = draw.time(of: action, from: Adverbial.frequency)
      }
      clause.place = action.has("P") ? draw.place(of: action, onceIn: 1) : .none
      return clause.question
    },
    Pattern("work", 30) { draw in
      let work = Action.tagged("P").filter { $0.has("A") }
      let action = draw.pick(work)
      guard let subject = draw.subject(of: action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: .present)
      clause.place = draw.place(of: action, onceIn: 1)
      return clause.statement
    },
    Pattern("ability", 90) { draw in
      let action = draw.pick(Action.tagged("c"))
      guard let subject = draw.subject(of: action) else { return nil }
      let negated = draw.once(in: 3)
      let well = !negated && draw.once(in: 3)
      let clause = Clause(subject: subject, action: action, tense: .present, isNegated: negated)
      let can = FrenchVerb("savoir").present(subject.frenchPerson)
      return Phrase(
        englishSentence(
          [subject.english, negated ? "can't" : "can"] + clause.englishInfinitive
            + (well ? ["well"] : [])),
        subject.topic + potential(action, subject, well) + politeEnding(past: false, negated) + "。",
        frenchSentence(
          [subject.french, negated ? "ne" : "", can, negated ? "pas" : "", well ? "bien" : ""]
            + clause.frenchInfinitive(negated: negated)))
    },
    Pattern("ability asked", 40) { draw in
      let action = draw.pick(Action.tagged("c"))
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      let clause = Clause(subject: subject, action: action, tense: .present)
      let can = FrenchVerb("savoir").present(subject.frenchPerson)
      return Phrase(
        englishSentence(["can", subject.english] + clause.englishInfinitive, "?"),
        subject.topic + potential(action, subject, false) + "ますか。",
        frenchSentence(
          ["est-ce que", subject.french, can] + clause.frenchInfinitive(), "?"))
    },
  ]

  /// The Japanese verb of being able, without its ending: the object takes が.
  private static func potential(_ action: Action, _ subject: Person, _ well: Bool) -> String {
    var object = action.japaneseRest(subject)
    if object.hasSuffix("を") { object = object.dropLast() + "が" }
    return object + (well ? "上手に" : "") + action.japaneseVerb.potentialStem
  }
}
