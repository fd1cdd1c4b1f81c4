/// What stands before a noun.
enum Determiner {
  case bare  // tea, apples; du thé, des pommes
  case generic  // I like tea; j'aime le thé
  case indefinite, definite, this
  case own  // of the sentence's subject; Japanese says nothing
  case number(Int)
}

/// A noun with its determiner and perhaps an adjective.
struct NounPhrase {
  var determiner: Determiner
  var noun: Noun
  var isPlural: Bool
  var adjective: Adjective?

  /// - Parameter isPlural: for a counted noun; the others know their number.
  init(_ determiner: Determiner, _ noun: Noun, plural: Bool = false, _ adjective: Adjective? = nil)
  {
    (self.determiner, self.noun, self.adjective) = (determiner, noun, adjective)
    switch determiner {
    case .number(let count): isPlural = count > 1
    case .bare, .generic: isPlural = noun.number != .mass
    default: isPlural = plural || noun.number == .alwaysPlural
    }
  }

  /// Whether the French noun is plural; "fruit" is where English has no plural.
  var frenchIsPlural: Bool { isPlural || noun.frenchIsAlwaysPlural }

  func english(owner: Person? = nil) -> String {
    let name = isPlural ? noun.englishPlural : noun.english
    let rest = [adjective?.english, name].compactMap(\.self).joined(separator: " ")
    switch determiner {
    case .bare, .generic: return rest
    case .indefinite: return isPlural ? rest : indefiniteArticle(before: rest) + " " + rest
    case .definite: return "the " + rest
    case .this: return (isPlural ? "these " : "this ") + rest
    case .own: return (owner?.possessive ?? "my") + " " + rest
    case .number(let count): return englishNumber(count) + " " + rest
    }
  }

  /// - Parameter negated: under "ne ... pas", where "un", "du" and "des" become "de".
  func french(owner: Person? = nil, negated: Bool = false) -> String {
    let name = frenchIsPlural ? noun.frenchPlural : noun.french
    let (gender, plural) = (noun.gender, frenchIsPlural)
    let before = adjective?.frenchIsBefore ?? false
    let form = adjective?.french(gender, plural: plural, before: before ? name : nil) ?? ""
    let rest = form.isEmpty ? name : before ? form + " " + name : name + " " + form
    let article = plural ? "les" : gender == .feminine ? "la" : "le"
    switch determiner {
    case .bare, .indefinite:
      if negated || (plural && before) { return "de " + rest }
      if case .bare = determiner { return "de \(article) \(rest)" }
      return (plural ? "des" : gender == .feminine ? "une" : "un") + " " + rest
    case .generic, .definite: return article + " " + rest
    case .this:
      let masculine = beginsInVowel(rest) ? "cet" : "ce"
      return (plural ? "ces" : gender == .feminine ? "cette" : masculine) + " " + rest
    case .own:
      return (owner?.frenchPerson ?? .je).possessive(gender, plural: plural, before: rest)
        + " " + rest
    case .number(let count):
      let one = gender == .feminine ? "une" : "un"
      return (count == 1 ? one : frenchNumber(count)) + " " + rest
    }
  }

  /// Without a particle and without the counter of a number.
  func japanese(owner: Person? = nil) -> String {
    let isOwn = if case .own = determiner { true } else { false }
    let name = isOwn && !(owner?.isSpeaker ?? true) ? noun.honorific : noun.japanese
    let this = if case .this = determiner { "この" } else { "" }
    return this + (adjective?.japanese.attributive ?? "") + name
  }

  /// The counted number (二匹), empty without one.
  var japaneseCount: String {
    guard case .number(let count) = determiner else { return "" }
    return japaneseNumber(count) + noun.counter
  }
}

extension FrenchPerson {
  /// "mon", "ma", "mes" and so on; a feminine noun that begins in a vowel takes "mon".
  func possessive(_ gender: Gender, plural: Bool, before word: String) -> String {
    let row = [
      ["mon", "ma", "mes"], ["son", "sa", "ses"], ["notre", "notre", "nos"],
      ["votre", "votre", "vos"], ["leur", "leur", "leurs"],
    ][rawValue]
    if plural { return row[2] }
    return row[gender == .feminine && !beginsInVowel(word) ? 1 : 0]
  }
}
