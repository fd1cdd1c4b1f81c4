/// Someone doing something at some time: a statement or a question in three languages.
struct Clause {
  var subject: Person
  var action: Action
  var tense: Tense
  var isNegated = false
  var frequency = Adverbial.none
  var place = Adverbial.none
  var company = Adverbial.none  // with whom
  var time = Adverbial.none
  var asked = ""  // the Japanese question word and its particle, after the topic

  // MARK: English

  /// "My mother does not drink coffee": the words in the order of a statement.
  var englishStatement: [String] {
    [subject.english] + (frequency.has("x") && tense == .present ? [frequency.english] : [])
      + englishPredicate + englishEnd
  }

  /// "Does my mother drink coffee": the auxiliary first.
  var englishQuestion: [String] {
    let verb = action.verb
    let opening: [String] =
      switch tense {
      case .present: [subject.doOrDoes, subject.english, middle, verb.base]
      case .past: ["did", subject.english, verb.base]
      case .future: ["will", subject.english, verb.base]
      case .progressive: [subject.be, subject.english, verb.progressive]
      }
    return opening + action.englishRest(subject) + englishEnd
  }

  private var middle: String { frequency.has("x") ? frequency.english : "" }

  private var englishPredicate: [String] {
    let verb = action.verb
    let words: [String] =
      switch (tense, isNegated) {
      case (.present, false): [subject.number == .third ? verb.third : verb.base]
      case (.present, true): [subject.doOrDoes + "n't", verb.base]
      case (.past, false): [verb.past]
      case (.past, true): ["didn't", verb.base]
      case (.future, false): ["will", verb.base]
      case (.future, true): ["won't", verb.base]
      case (.progressive, false): [subject.be, verb.progressive]
      case (.progressive, true): [subject.beNot, verb.progressive]
      }
    return words + action.englishRest(subject)
  }

  private var englishEnd: [String] {
    [company.english, place.english, frequency.has("x") ? "" : frequency.english, time.english]
  }

  // MARK: French

  /// "ma mère ne boit pas de café"; with "est-ce que" before it, the question.
  var french: [String] { [subject.french] + frenchPredicate }

  /// The words after the subject.
  var frenchPredicate: [String] {
    let (verb, person) = (action.frenchVerb, subject.frenchPerson)
    let rest = action.frenchRest(subject, negated: isNegated)
    let often = frequency.has("x") ? [frequency.french] : []
    let end = [
      company.french, place.french, frequency.has("x") ? "" : frequency.french, time.french,
    ]
    let (ne, pas) = isNegated ? (["ne"], ["pas"]) : ([], [])
    let reflexive = verb.isReflexive ? [person.reflexive] : []
    switch tense {
    case .present, .progressive:
      return ne + reflexive + [verb.present(person)] + pas + often + rest + end
    case .future:
      return ne + reflexive + [verb.future(person)] + pas + rest + end
    case .past:
      return ne + reflexive + frenchPast(pas) + rest + end
    }
  }

  private func frenchPast(_ pas: [String]) -> [String] {
    let verb = action.frenchVerb
    let auxiliary = FrenchVerb(verb.usesBeing ? "être" : "avoir").present(subject.frenchPerson)
    let agrees = verb.usesBeing && action.participleAgrees
    let participle =
      agrees
      ? verb.participle(subject.gender, plural: subject.isPlural) : verb.participle
    return [auxiliary] + pas + [participle]
  }

  // MARK: Japanese

  /// The sentence up to the verb, then the verb in `ending`.
  func japanese(_ ending: (JapaneseVerb) -> String) -> String {
    var object = action.japaneseRest(subject)
    // What is denied contrasts with something: a habit its object, anything else its time. With a
    // topic before it, a second は would be too much.
    if isNegated && tense == .present && subject.topic.isEmpty && object.hasSuffix("を") {
      object = object.dropLast() + "は"
    }
    let body = company.japanese + place.japanese + object + ending(action.japaneseVerb)
    let rest = asked + japaneseTime(frequency.japanese, before: body) + body
    if isNegated && subject.topic.isEmpty && !time.japanese.isEmpty {
      return time.japaneseTopic + rest
    }
    return subject.topic + japaneseTime(time.japanese, before: rest) + rest
  }

  /// The polite sentence; some verbs of lasting states say the present with ている.
  var japanese: String {
    let lasts = tense == .present && action.has("P")
    return japanese { $0.polite(lasts ? .progressive : tense, negated: isNegated) }
  }
}

extension FrenchPerson {
  /// The reflexive pronoun.
  var reflexive: String { ["me", "se", "nous", "vous", "se"][rawValue] }
}

extension Adverbial {
  /// A time as the topic: 明日は, 日曜日は.
  var japaneseTopic: String {
    (japanese.hasSuffix("に") ? String(japanese.dropLast()) : japanese) + "は"
  }

  func has(_ tag: Character) -> Bool { tags.contains(tag) }
}
