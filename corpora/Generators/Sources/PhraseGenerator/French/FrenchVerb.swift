/// The subject's person and number, as far as verbs and possessives need it.
enum FrenchPerson: Int { case je, il, nous, vous, ils }

/// The forms of a French verb.
struct FrenchVerb {
  let infinitive: String  // without "se"
  let isReflexive: Bool
  let participle: String
  private let presents: [String]  // by FrenchPerson
  private let futureStem: String

  /// The verb of an infinitive, "se" before it where it is reflexive.
  init(_ text: String) {
    isReflexive = text.hasPrefix("se ") || text.hasPrefix("s'")
    infinitive = isReflexive ? String(text.dropFirst(text.hasPrefix("se ") ? 3 : 2)) : text
    if let forms = Self.irregular[infinitive] {
      (presents, participle, futureStem) = (Array(forms[..<5]), forms[5], forms[6])
      return
    }
    let stem = String(infinitive.dropLast(2))
    switch infinitive.suffix(2) {
    case "er":
      let strong = Self.strongStem(stem)
      presents = [
        strong + "e", strong + "e", Self.softStem(stem) + "ons", stem + "ez", strong + "ent",
      ]
      participle = stem + "é"
      futureStem = stem.hasSuffix("ér") || stem.hasSuffix("ét") ? infinitive : strong + "er"
    case "ir":
      presents = ["is", "it", "issons", "issez", "issent"].map { stem + $0 }
      (participle, futureStem) = (stem + "i", infinitive)
    case "re":
      presents = ["s", "", "ons", "ez", "ent"].map { stem + $0 }
      (participle, futureStem) = (stem + "u", stem + "r")
    default: preconditionFailure("FrenchVerb: no conjugation of \(text)")
    }
  }

  func present(_ person: FrenchPerson) -> String { presents[person.rawValue] }

  func future(_ person: FrenchPerson) -> String {
    futureStem + ["ai", "a", "ons", "ez", "ont"][person.rawValue]
  }

  func imperfect(_ person: FrenchPerson) -> String {
    let stem = infinitive == "être" ? "ét" : String(present(.nous).dropLast(3))
    // The "ge" and "ç" of "mangeons" and "commençons" are spelt before a and o only.
    return stem + ["ais", "ait", "ions", "iez", "aient"][person.rawValue]
  }

  /// Whether the past is formed with "être".
  var usesBeing: Bool {
    isReflexive
      || ["aller", "venir", "partir", "sortir", "rentrer", "arriver", "rester"]
        .contains(infinitive)
  }

  /// The participle in agreement with a subject.
  func participle(_ gender: Gender, plural: Bool) -> String {
    participle + (gender == .feminine ? "e" : "") + (plural ? "s" : "")
  }

  /// The stem of stressed endings: achèt-, préfèr-, nettoi-.
  private static func strongStem(_ stem: String) -> String {
    if stem.hasSuffix("oy") || stem.hasSuffix("uy") || stem.hasSuffix("ay") {
      return stem.dropLast() + "i"
    }
    let (vowel, consonant) = (stem.dropLast().suffix(1), stem.suffix(1))
    let isOpen = vowel == "e" || vowel == "é"
    return isOpen && !"aeiouyé".contains(consonant) ? stem.dropLast(2) + "è" + consonant : stem
  }

  /// The stem before "ons": mange-, commenç-.
  private static func softStem(_ stem: String) -> String {
    if stem.hasSuffix("g") { return stem + "e" }
    return stem.hasSuffix("c") ? stem.dropLast() + "ç" : stem
  }
}
