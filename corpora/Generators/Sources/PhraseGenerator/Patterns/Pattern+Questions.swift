extension Pattern {
  /// What, where, when, who, with whom, why.
  static let asked = [
    Pattern("what", 110) { draw in
      let tense = draw.pick([Tense.past, .past, .progressive, .future])
      let verbs = ["eat", "drink", "buy", "read", "watch", "study", "write", "make", "learn"]
      let tag: Character = tense == .past ? "d" : tense == .progressive ? "p" : "f"
      var action = draw.pick(
        Action.tagged(tag).filter { verbs.contains($0.verb.base) && $0.japaneseTail == "を" })
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      if action.japaneseVerb.dictionary == "飲む" && action.verb.base == "eat" { return nil }
      var clause = Clause(subject: subject, action: action, tense: tense)
      if tense != .progressive && draw.once(in: 2) {
        let times = tense == .past ? Adverbial.past : Adverbial.future
        clause.time = draw.time(of: action, from: times)
      }
      action.complement = .none
      clause.action = action
      clause.action.japaneseTail = ""
      clause.asked = "何を"
      return clause.question("what", "que")
    },
    Pattern("where", 100) { draw in
      let tense = draw.pick([Tense.past, .past, .present])
      let tag: Character = tense == .past ? "d" : "g"
      let action = draw.pick(
        Action.tagged(tag).filter {
          $0.places.count > 1 && !$0.has("C")
            && (tense == .past || !["eat", "drink"].contains($0.verb.base))
        })
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: tense)
      if tense == .past && draw.once(in: 3) {
        clause.time = draw.time(of: action, from: Adverbial.past)
      }
      clause.asked = "どこで"
      return clause.question("where", "où")
    },
    Pattern("where bought", 20) { draw in
      let things = Noun.list("hat,bag,coat,watch,umbrella,camera,bicycle,shirt,dress,book")
      let phrase = NounPhrase(.this, draw.pick(things))
      let (english, french, asked) = draw.pick([
        ("where", "où", "どこで"), ("when", "quand", "いつ"),
      ])
      return Phrase(
        englishSentence([english, "did you buy", phrase.english()], "?"),
        phrase.japanese() + "は" + asked + "買いましたか。",
        frenchSentence([french, "est-ce que vous avez acheté", phrase.french()], "?"))
    },
    Pattern("where to", 40) { draw in
      let tense = draw.pick([Tense.past, .future])
      var action = draw.pick(Action.all.filter { $0.verb.base == "go" && $0.japaneseTail == "に" })
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      action.complement = .none
      action.japaneseTail = ""
      var clause = Clause(subject: subject, action: action, tense: tense)
      let times = tense == .past ? Adverbial.past : Adverbial.future
      clause.time = draw.pick(times)
      clause.asked = "どこに"
      return clause.question("where", "où")
    },
    Pattern("when", 70) { draw in
      let tense = draw.pick([Tense.past, .future])
      let action = draw.pick(
        Action.tagged(tense == .past ? "r" : "f").filter { $0.has("L") && !$0.has("P") })
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(subject: subject, action: action, tense: tense)
      clause.asked = "いつ"
      return clause.question("when", "quand")
    },
    Pattern("who", 70) { draw in
      let tense = draw.pick([Tense.past, .progressive])
      let action = draw.pick(
        Action.tagged(tense == .past ? "d" : "p").filter { !isOwn($0.complement) })
      var clause = Clause(subject: .who, action: action, tense: tense)
      clause.place = draw.place(of: action, onceIn: 3)
      return Phrase(
        englishSentence(clause.englishStatement, "?"), clause.japanese + "か。",
        frenchSentence(clause.french, "?"))
    },
    Pattern("with whom", 50) { draw in
      let action = draw.pick(together)
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      let tense = draw.pick([Tense.past, .future])
      var clause = Clause(subject: subject, action: action, tense: tense)
      clause.asked = "誰と"
      return Phrase(
        englishSentence(["who"] + clause.englishQuestion + ["with"], "?"),
        clause.japanese + "か。",
        frenchSentence(["avec qui est-ce que"] + clause.french, "?"))
    },
    Pattern("why", 50) { draw in
      let isPast = draw.once(in: 2)
      let action = draw.pick(isPast ? Action.tagged("z").filter { $0.has("L") } : whyNow)
      guard let subject = draw.subjectOfQuestion(action) else { return nil }
      var clause = Clause(
        subject: subject, action: action, tense: isPast ? .past : .progressive, isNegated: isPast)
      clause.asked = "どうして"
      let negated = ["why didn't", subject.english] + clause.englishInfinitive
      return Phrase(
        englishSentence(isPast ? negated : ["why"] + clause.englishQuestion, "?"),
        clause.japanese { $0.plain(clause.tense, negated: isPast) } + "のですか。",
        frenchSentence(["pourquoi est-ce que"] + clause.french, "?"))
    },
  ]

  private static let whyNow = Action.tagged("p").filter {
    ["cry", "laugh", "run", "wait", "sleep", "study", "work", "cook", "look", "dance", "clean"]
      .contains($0.verb.base)
  }

  private static func isOwn(_ complement: Action.Complement) -> Bool {
    switch complement {
    case .phrase(let phrase): if case .own = phrase.determiner { true } else { false }
    case .words(let english, _, _): english.contains("{own}")
    case .none: false
    }
  }
}
