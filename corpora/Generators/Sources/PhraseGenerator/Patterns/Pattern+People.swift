extension Pattern {
  /// How people are, what they do for a living, how old they are.
  static let people = [
    Pattern("state", 180) { draw in
      let state = draw.pick(State.all)
      guard let subject = draw.subject(of: state) else { return nil }
      var description = state.description(of: subject)
      description.isNegated = draw.once(in: 4)
      if state.has("v") && !description.isNegated && draw.once(in: 3) {
        description.degree = .very
      } else if state.has("d") && draw.once(in: 3) {
        description.time = Adverbial(["today", "aujourd'hui", "今日"])
      }
      return description.statement
    },
    Pattern("past state", 70) { draw in
      let state = draw.pick(State.all.filter { $0.has("d") })
      guard let subject = draw.subject(of: state) else { return nil }
      var description = state.description(of: subject)
      description.isPast = true
      description.isNegated = draw.once(in: 4)
      description.time = draw.pick(Array(Adverbial.past.prefix(3)))
      return description.statement
    },
    Pattern("state asked", 100) { draw in
      let state = draw.pick(State.all)
      let askedOfSelf = state.has("s") || draw.once(in: 3)
      if askedOfSelf && state.has("t") || state.has("k") { return nil }
      let known = Person.others.filter { $0.has("n") } + Person.yours + Person.others.suffix(3)
      var description = state.description(of: askedOfSelf ? .you : draw.pick(known))
      if state.has("d") && draw.once(in: 3) {
        description.isPast = true
        description.time = Adverbial(["yesterday", "hier", "昨日"])
      }
      return description.question
    },
    Pattern("thought about someone", 50) { draw in
      let state = draw.pick(State.all.filter { !$0.has("s") })
      let description = state.description(
        of: draw.pick(
          Person.others.filter {
            !$0.isSpeaker && (!state.has("k") || !$0.has("f") && !$0.has("c"))
          }))
      return Phrase(
        englishSentence(["I think"] + description.englishStatement),
        description.japanesePlain + "と思います。",
        frenchSentence(["je pense que"] + description.frenchStatement))
    },
    Pattern("profession", 60) { draw in
      let job = draw.pick(professions)
      let adults = Person.others.filter {
        $0.has("a") && !$0.isPlural && !$0.english.contains("teacher")
      }
      let subject = draw.once(in: 5) ? Person.i : draw.pick(adults)
      var description = profession(job, subject)
      description.isNegated = draw.once(in: 4)
      return description.statement
    },
    Pattern("profession asked", 30) { draw in
      let adults = Person.others.filter { $0.has("n") } + Person.yours.filter { $0.has("a") }
      let subject = draw.once(in: 4) ? Person.you : draw.pick(adults)
      return subject.isPlural ? nil : profession(draw.pick(professions), subject).question
    },
    Pattern("age", 50) { draw in
      let children = Person.others.filter { $0.has("c") && !$0.isPlural || $0.has("n") }
      let subject = draw.once(in: 6) ? Person.i : draw.pick(children)
      let years = subject.has("a") ? draw.number(18...39) : draw.number(4...17)
      let french = [FrenchVerb("avoir").present(subject.frenchPerson), frenchNumber(years), "ans"]
      return Phrase(
        englishSentence([subject.english, subject.be, englishNumber(years), "years old"]),
        subject.topic + japaneseNumber(years) + "歳です。",
        frenchSentence([subject.french] + french))
    },
    Pattern("age asked", 16) { draw in
      let known = Person.others.filter { $0.has("n") } + Person.yours + Person.others.suffix(2)
      let subject = draw.once(in: 12) ? Person.you : draw.pick(known)
      if subject.isPlural { return nil }
      return Phrase(
        englishSentence(["how old", subject.be, subject.english], "?"),
        subject.topic + "何歳ですか。",
        frenchSentence(
          [
            "quel âge",
            subject.number == .you ? "avez-vous" : "a " + subject.french,
          ], "?"))
    },
  ]

  private static func profession(_ cells: [String], _ subject: Person) -> Description {
    let forms = cells[1].split(separator: "/").map(String.init)
    return Description(
      subject: subject, english: indefiniteArticle(before: cells[0]) + " " + cells[0],
      french: [forms[subject.gender == .feminine ? forms.count - 1 : 0]],
      japanese: JapanesePredicate(cells[2] + ".の"))
  }

  private static let professions = table(
    """
    doctor         | médecin             | 医者
    teacher        | professeur          | 教師
    student        | étudiant/étudiante  | 学生
    nurse          | infirmier/infirmière | 看護師
    singer         | chanteur/chanteuse  | 歌手
    cook           | cuisinier/cuisinière | 料理人
    police officer | policier/policière  | 警察官
    writer         | écrivain/écrivaine  | 作家
    farmer         | agriculteur/agricultrice | 農家
    actor          | acteur/actrice      | 俳優
    """, columns: 3)
}

extension Draw {
  /// Whose state it is: a feeling of the body only one's own.
  mutating func subject(of state: State) -> Person? {
    if state.has("s") || once(in: 6) { return state.has("t") ? nil : .i }
    return pick(Person.others.filter { !state.has("k") || !$0.has("f") && !$0.has("c") })
  }
}
