/// Something people do: a verb with what completes it.
struct Action {
  let verb: EnglishVerb
  let frenchVerb: FrenchVerb
  var japaneseVerb: JapaneseVerb
  var complement: Complement
  let frenchTail: String  // after the verb: "la cuisine" of "faire la cuisine"
  var japaneseTail: String  // before the verb, after the complement: を, 料理を
  let tags: String
  let places: [Adverbial]

  enum Complement {
    case none
    case phrase(NounPhrase)
    case words(english: String, french: String, japanese: String)
  }

  func has(_ tag: Character) -> Bool { tags.contains(tag) }

  /// What follows the English verb.
  func englishRest(_ owner: Person) -> [String] {
    switch complement {
    case .none: [verb.tail]
    case .phrase(let phrase): [verb.tail, phrase.english(owner: owner)]
    case .words(let english, _, _):
      [verb.tail, english.replacing("{own}", with: owner.possessive)]
    }
  }

  /// What follows the French verb; `%` marks a partitive, which negation makes "de".
  func frenchRest(_ owner: Person, negated: Bool) -> [String] {
    switch complement {
    case .none: return [frenchTail]
    case .phrase(let phrase):
      return [frenchTail, phrase.french(owner: owner, negated: negated)]
    case .words(_, let french, _):
      guard french.hasPrefix("%") else { return [frenchTail, french] }
      let object = french.dropFirst("%de le ".count)
      return negated ? ["de", String(object)] : [String(french.dropFirst())]
    }
  }

  /// What stands before the Japanese verb.
  func japaneseRest(_ owner: Person) -> String {
    switch complement {
    case .none: japaneseTail
    case .phrase(let phrase): phrase.japanese(owner: owner) + japaneseTail
    case .words(_, _, let japanese): japanese + japaneseTail
    }
  }

  /// Whether a participle with "être" agrees: not where the object follows (s'est lavé les mains).
  var participleAgrees: Bool {
    guard frenchVerb.isReflexive, case .words(_, let french, _) = complement else { return true }
    return !french.hasPrefix("les ")
  }
}

extension Action {
  /// One action per complement of a row of the table.
  static func actions(_ cells: [String]) -> [Action] {
    let french = cells[1].split(separator: "+").map { $0.split(separator: " ") }
    let japanese = cells[2].split(separator: " ").map(String.init)
    return cells[3].split(separator: ",").map { text in
      Action(
        verb: EnglishVerb(cells[0]),
        frenchVerb: FrenchVerb(french[0].joined(separator: " ")),
        japaneseVerb: JapaneseVerb(japanese[japanese.count - 1]),
        complement: complement(String(text)),
        frenchTail: french.dropFirst().joined().joined(separator: " "),
        japaneseTail: japanese.dropLast().joined(), tags: cells[4],
        places: cells[5].split(separator: " ").compactMap { Adverbial.places[String($0)] })
    }
  }

  /// `-` nothing, `~` bare, `+` indefinite, `=` definite, `*` own, `**` own and plural, before a
  /// noun; or the words of the three languages with colons between.
  private static func complement(_ text: String) -> Complement {
    if text == "-" { return .none }
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if words.count == 3 {
      return .words(english: words[0], french: words[1], japanese: words[2])
    }
    let isPlural = text.hasPrefix("**")
    let noun = Noun.named(String(text.drop { "~+=*".contains($0) }))
    switch text.prefix(1) {
    case "~": return .phrase(NounPhrase(.bare, noun))
    case "+": return .phrase(NounPhrase(.indefinite, noun))
    case "=": return .phrase(NounPhrase(.definite, noun))
    case "*": return .phrase(NounPhrase(.own, noun, plural: isPlural))
    default: preconditionFailure("Action: no complement \(text)")
    }
  }

  /// The actions with a tag.
  static func tagged(_ tag: Character) -> [Action] { all.filter { $0.has(tag) } }
}
