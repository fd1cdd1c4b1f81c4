/// Grammatical gender.
enum Gender { case masculine, feminine }

/// Joins words into a French sentence: elision, contraction, a capital first, and a space before
/// a mark other than the full stop.
func frenchSentence(_ parts: [String], _ mark: String = ".") -> String {
  capitalised(frenchText(parts)) + (mark == "." ? "" : " ") + mark
}

/// The words of `parts`, each of which may hold several, with elision (j'ai, l'eau, qu'il) and
/// contraction (du, des, au, aux).
func frenchText(_ parts: [String]) -> String {
  let words = parts.joined(separator: " ").split(separator: " ").map(String.init)
  // Elision comes first: "de le hôtel" is "de l'hôtel", no longer an article to contract with.
  let elided = words.reversed().reduce(into: [String]()) { text, word in
    if let next = text.last, elides(word, before: next) {
      text[text.count - 1] = word.dropLast() + "'" + next
    } else {
      text.append(word)
    }
  }
  return elided.reversed().reduce(into: [String]()) { text, word in
    if let last = text.last, let merged = contractions[last + " " + word] {
      text[text.count - 1] = merged
    } else {
      text.append(word)
    }
  }.joined(separator: " ")
}

/// Whether the word is pronounced with a vowel first; "huit", "onze" and "oui" behave as if it were
/// not.
func beginsInVowel(_ word: String) -> Bool {
  let letters = word.lowercased().prefix { $0.isLetter }
  guard let first = letters.first, !["huit", "onze", "oui"].contains(letters) else { return false }
  return "aeiouhéèêâîôœ".contains(first) || letters == "y"
}

private func elides(_ word: String, before next: String) -> Bool {
  if word == "si" { return next == "il" || next == "ils" }
  let short = ["je", "le", "la", "de", "ne", "que", "me", "te", "se", "ce"]
  return short.contains(word) && beginsInVowel(next)
}

private let contractions = [
  "de le": "du", "de les": "des", "à le": "au", "à les": "aux",
]

/// The number in words, 1 to 69 and whole hundreds; "une" is left to the noun phrase.
func frenchNumber(_ number: Int) -> String {
  let small = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
  ]
  if number < small.count { return small[number] }
  if number >= 100 { return number < 200 ? "cent" : small[number / 100] + " cents" }
  let tens = ["vingt", "trente", "quarante", "cinquante", "soixante"][number / 10 - 2]
  switch number % 10 {
  case 0: return tens
  case 1: return tens + " et un"
  default: return tens + "-" + small[number % 10]
  }
}
