/// Something is so: a topic, "to be" or "to have" in French, a Japanese predicate.
struct Description {
  var subject: Person
  var english: String
  var french: [String]  // in agreement, after the verb
  var frenchVerb = FrenchVerb("être")
  var japanese: JapanesePredicate
  var isPast = false
  var isNegated = false
  var degree = Degree.none
  var time = Adverbial.none

  /// How much: very, a little, too.
  enum Degree { case none, very, little, too }

  private var be: String {
    let be = isPast ? subject.wasOrWere : subject.be
    return isNegated ? (isPast ? be + "n't" : subject.beNot) : be
  }

  private var degrees: (english: String, french: String, japanese: String) {
    switch degree {
    case .none: ("", "", "")
    case .very: ("very", "très", "とても")
    case .little: ("a little", "un peu", "少し")
    case .too: ("too", "trop", "")
    }
  }

  var englishStatement: [String] {
    [subject.english, be, degrees.english, english, time.english]
  }

  var englishQuestion: [String] {
    [isPast ? subject.wasOrWere : subject.be, subject.english, english, time.english]
  }

  var frenchStatement: [String] {
    let person = subject.frenchPerson
    let verb = isPast ? frenchVerb.imperfect(person) : frenchVerb.present(person)
    return [subject.french] + (isNegated ? ["ne", verb, "pas"] : [verb])
      + [degrees.french] + french + [time.french]
  }

  /// The sentence without 。; a time is the topic where there is no other.
  var japaneseStatement: String {
    let words =
      degree == .too
      ? japanese.tooMuch + "すぎ" + politeEnding(past: isPast, false)
      : degrees.japanese + japanese.polite(past: isPast, negated: isNegated)
    return japaneseOpening(before: words) + words
  }

  /// Before と思います.
  var japanesePlain: String {
    let words = degrees.japanese + japanese.plain(past: isPast)
    return japaneseOpening(before: words) + words
  }

  private func japaneseOpening(before words: String) -> String {
    if time.japanese.isEmpty { return subject.topic }
    if subject.topic.isEmpty { return time.japaneseTopic }
    return subject.topic + japaneseTime(time.japanese, before: words)
  }

  var statement: Phrase {
    Phrase(
      englishSentence(englishStatement), japaneseStatement + "。", frenchSentence(frenchStatement))
  }

  var question: Phrase {
    Phrase(
      englishSentence(englishQuestion, "?"), japaneseStatement + "か。",
      frenchSentence(["est-ce que"] + frenchStatement, "?"))
  }
}

extension Person {
  /// A thing as the subject of a sentence.
  init(_ phrase: NounPhrase, japanese: String) {
    let french = phrase.frenchIsPlural ? "ils" : "il"
    self.init([
      phrase.english(), phrase.isPlural ? "p their" : "3 its", phrase.french(),
      french + (phrase.noun.gender == .feminine ? " f" : " m"), japanese, "",
    ])
  }
}
