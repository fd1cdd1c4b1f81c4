extension Pattern {
  /// What people ask of each other: please do, please don't, could you, may I, let's.
  static let requests = [
    Pattern("please", 36) { draw in
      let clause = Clause(subject: .you, action: draw.pick(Action.tagged("i")), tense: .present)
      return Phrase(
        englishSentence(["please"] + clause.englishInfinitive),
        clause.japanese(\.te) + "ください。",
        frenchSentence(imperative(clause) + [", s'il vous plaît"]).replacing(" ,", with: ","))
    },
    Pattern("please don't", 50) { draw in
      let action = draw.pick(Action.tagged("n"))
      var clause = Clause(subject: .you, action: action, tense: .present, isNegated: true)
      clause.place = draw.place(of: action)
      return Phrase(
        englishSentence(["please don't"] + clause.englishInfinitive),
        // The negation is the verb's: no contrast of its object.
        clause.affirmed.japanese { $0.negativeStem + "ないで" } + "ください。",
        frenchSentence(clause.frenchPredicate + [", s'il vous plaît"])
          .replacing(" ,", with: ","))
    },
    Pattern("could you", 25) { draw in
      let clause = Clause(subject: .you, action: draw.pick(Action.tagged("q")), tense: .present)
      return Phrase(
        englishSentence(["could you"] + clause.englishInfinitive, "?"),
        clause.japanese(\.te) + "いただけますか。",
        frenchSentence(["pourriez-vous"] + clause.frenchInfinitive(), "?"))
    },
    Pattern("may I", 17) { draw in
      let clause = Clause(subject: .i, action: draw.pick(Action.tagged("y")), tense: .present)
      return Phrase(
        englishSentence(["may I"] + clause.englishInfinitive, "?"),
        clause.japanese(\.te) + "もいいですか。",
        frenchSentence(["est-ce que je peux"] + clause.frenchInfinitive(), "?"))
    },
    Pattern("must not", 16) { draw in
      let action = draw.pick(Action.tagged("x"))
      var clause = Clause(subject: .you, action: action, tense: .present)
      clause.place = draw.place(of: action, onceIn: 1)
      return Phrase(
        englishSentence(["you must not"] + clause.englishInfinitive),
        clause.japanese(\.te) + "はいけません。",
        frenchSentence(["vous ne devez pas"] + clause.frenchInfinitive(negated: true)))
    },
    Pattern("let's", 110) { draw in
      var clause = Clause(subject: .us, action: draw.pick(Action.tagged("l")), tense: .present)
      if draw.once(in: 3) { clause.time = draw.time(of: clause.action, from: Adverbial.future) }
      clause.place = draw.place(of: clause.action, onceIn: 3)
      return Phrase(
        englishSentence(["let's"] + clause.englishInfinitive),
        clause.japanese { $0.stem + "ましょう" } + "。", frenchSentence(imperative(clause)))
    },
    Pattern("would you like", 90) { draw in
      let action = draw.pick(Action.tagged("l"))
      var clause = Clause(subject: .you, action: action, tense: .present)
      if draw.once(in: 2) { clause.time = draw.time(of: action, from: Adverbial.future) }
      return Phrase(
        englishSentence(["would you like to"] + clause.englishInfinitive, "?"),
        clause.japanese { $0.stem + "ませんか" } + "。",
        frenchSentence(["voulez-vous"] + clause.frenchInfinitive(), "?"))
    },
  ]

  /// The French imperative of "vous" and "nous"; the reflexive pronoun follows.
  private static func imperative(_ clause: Clause) -> [String] {
    let (verb, person) = (clause.action.frenchVerb, clause.subject.frenchPerson)
    let form = verb.present(person) + (verb.isReflexive ? "-" + person.reflexive : "")
    return [form] + clause.action.frenchRest(clause.subject, negated: false)
      + [clause.place.french, clause.time.french]
  }
}

extension Clause {
  /// The same without its negation.
  var affirmed: Clause {
    var clause = self
    clause.isNegated = false
    return clause
  }
}
