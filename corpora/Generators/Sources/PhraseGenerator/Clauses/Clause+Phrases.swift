extension Clause {
  /// The statement.
  var statement: Phrase {
    Phrase(englishSentence(englishStatement), japanese + "。", frenchSentence(french))
  }

  /// The question that yes or no answers.
  var question: Phrase {
    Phrase(
      englishSentence(englishQuestion, "?"), japanese + "か。",
      frenchSentence(["est-ce que"] + french, "?"))
  }

  /// A question with a word for what is not known; `asked` holds the Japanese word.
  func question(_ english: String, _ french: String) -> Phrase {
    Phrase(
      englishSentence([english] + englishQuestion, "?"), japanese + "か。",
      frenchSentence([french + " est-ce que"] + self.french, "?"))
  }

  /// The French infinitive with all that follows it: "me lever tôt demain".
  func frenchInfinitive(negated: Bool = false) -> [String] {
    (action.frenchVerb.isReflexive ? [subject.frenchPerson.reflexive] : [])
      + [action.frenchVerb.infinitive] + action.frenchRest(subject, negated: negated)
      + [company.french, place.french, time.french]
  }

  /// The English base form with all that follows it.
  var englishInfinitive: [String] { [action.verb.base] + englishAfterVerb }

  /// What follows the English verb.
  var englishAfterVerb: [String] {
    action.englishRest(subject) + [company.english, place.english, time.english]
  }
}
