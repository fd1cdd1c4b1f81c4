/// A noun in three languages.
struct Noun {
  enum Number { case counted, mass, alwaysPlural }

  let english: String  // singular, unless always plural
  let englishPlural: String
  let number: Number
  let french: String
  let frenchPlural: String
  let frenchIsAlwaysPlural: Bool
  let gender: Gender
  let japanese: String
  let honorific: String  // somebody else's: お母さん beside 母
  let counter: String

  /// From the cells of `Noun.table`.
  init(_ cells: [String]) {
    let words = cells[0].split(separator: ":").map(String.init)
    english = words[0]
    let plural = words.count > 1 ? words[1] : Noun.englishPlural(words[0])
    number = plural == "-" ? .mass : plural == "!" ? .alwaysPlural : .counted
    englishPlural = number == .counted ? plural : words[0]
    let parts = cells[1].split(separator: " ").map(String.init)
    let forms = parts.dropLast().joined(separator: " ").split(separator: "/").map(String.init)
    french = forms[0]
    let mark = parts[parts.count - 1]
    frenchIsAlwaysPlural = mark.hasSuffix("p")
    frenchPlural =
      frenchIsAlwaysPlural || forms.count > 1 ? forms[forms.count - 1] : Noun.frenchPlural(french)
    gender = mark.hasPrefix("f") ? .feminine : .masculine
    let names = cells[2].split(separator: "/").map(String.init)
    (japanese, honorific) = (names[0], names[names.count - 1])
    counter = cells[3]
  }

  private static func englishPlural(_ word: String) -> String {
    if ["s", "x", "sh", "ch"].contains(where: word.hasSuffix) { return word + "es" }
    if word.hasSuffix("y") && !"aeou".contains(word.dropLast().suffix(1)) {
      return word.dropLast() + "ies"
    }
    return word + "s"
  }

  private static func frenchPlural(_ word: String) -> String {
    let parts = word.split(separator: " ").map(String.init)
    if ["grand", "grande", "petit", "petite"].contains(parts[0]) && parts.count > 1 {
      return parts.map(frenchPlural).joined(separator: " ")
    }
    if ["s", "x", "z"].contains(where: word.hasSuffix) { return word }
    if word.hasSuffix("al") { return word.dropLast(2) + "aux" }
    return word + (["eau", "eu"].contains(where: word.hasSuffix) ? "x" : "s")
  }
}

extension Noun {
  /// The noun of an English singular.
  static func named(_ english: String) -> Noun {
    guard let noun = byName[english] else { preconditionFailure("Noun: no \(english)") }
    return noun
  }

  /// The nouns of a list of English singulars, a comma between them.
  static func list(_ names: String) -> [Noun] {
    names.split(separator: ",").map { named(String($0)) }
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: Noun.all.map { ($0.english, $0) })
}
