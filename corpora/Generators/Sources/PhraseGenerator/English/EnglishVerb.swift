/// The forms of an English verb, with the words that always follow it: "get ... up".
struct EnglishVerb {
  let base: String
  let past: String
  let participle: String
  let tail: String

  /// A verb from its base, past and past participle, then what follows: `get got got up`.
  init(_ words: String) {
    let words = words.split(separator: " ").map(String.init)
    precondition(words.count >= 3, "EnglishVerb: three forms, not \(words)")
    (base, past, participle) = (words[0], words[1], words[2])
    tail = words[3...].joined(separator: " ")
  }

  /// The present of the third person singular.
  var third: String {
    if base == "have" { return "has" }
    if ["s", "x", "sh", "ch", "o"].contains(where: base.hasSuffix) { return base + "es" }
    return endsInConsonantY ? base.dropLast() + "ies" : base + "s"
  }

  /// The present participle; a short last syllable doubles its consonant, and so
  /// does "travel", as in Britain.
  var progressive: String {
    if ["swim", "run", "get", "sit", "put", "travel"].contains(base) {
      return base + base.suffix(1) + "ing"
    }
    let dropsE = base.hasSuffix("e") && !base.hasSuffix("ee")
    return (dropsE ? String(base.dropLast()) : base) + "ing"
  }

  private var endsInConsonantY: Bool {
    base.hasSuffix("y") && !["ay", "ey", "oy", "uy"].contains(where: base.hasSuffix)
  }
}
