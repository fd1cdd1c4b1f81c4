/// A Japanese verb by its dictionary form; an ichidan verb is marked with a 1: 食べる1.
struct JapaneseVerb {
  let dictionary: String
  private let kind: Kind

  private enum Kind { case ichidan, godan, suru, kuru }

  init(_ text: String) {
    if text.hasSuffix("1") {
      (dictionary, kind) = (String(text.dropLast()), .ichidan)
    } else {
      dictionary = text
      kind = text.hasSuffix("する") ? .suru : text.hasSuffix("来る") ? .kuru : .godan
    }
  }

  /// The stem before ます and たい.
  var stem: String {
    switch kind {
    case .ichidan, .kuru: dropping(1)
    case .suru: dropping(2) + "し"
    case .godan: dropping(1) + row.i
    }
  }

  /// The stem before ない; 買う takes わ.
  var negativeStem: String {
    switch kind {
    case .ichidan, .kuru: dropping(1)
    case .suru: dropping(2) + "し"
    case .godan: dropping(1) + row.a
    }
  }

  /// The form in て; 行く is the one exception of its row.
  var te: String {
    switch kind {
    case .ichidan, .kuru: dropping(1) + "て"
    case .suru: dropping(2) + "して"
    case .godan: dropping(1) + (dictionary.hasSuffix("行く") ? "って" : row.te)
    }
  }

  /// The plain past.
  var past: String { te.dropLast() + (te.hasSuffix("で") ? "だ" : "た") }

  /// The stem of "can do" before ます.
  var potentialStem: String {
    switch kind {
    case .ichidan, .kuru: dropping(1) + "られ"
    case .suru: dropping(2) + "でき"
    case .godan: dropping(1) + row.e
    }
  }

  /// The polite form: ます, ません, ました, ませんでした, or these after ている.
  func polite(_ tense: Tense, negated: Bool = false) -> String {
    (tense == .progressive ? te + "い" : stem) + politeEnding(past: tense == .past, negated)
  }

  /// The plain form: 食べる, 食べない, 食べた, 食べなかった, or these of ている.
  func plain(_ tense: Tense, negated: Bool = false) -> String {
    switch (tense, negated) {
    case (.progressive, _): te + (negated ? "いない" : "いる")
    case (.past, false): past
    case (.past, true): negativeStem + "なかった"
    case (_, false): dictionary
    case (_, true): negativeStem + "ない"
    }
  }

  private func dropping(_ count: Int) -> String { String(dictionary.dropLast(count)) }

  private var row: (a: String, i: String, e: String, te: String) {
    switch dictionary.suffix(1) {
    case "う": ("わ", "い", "え", "って")
    case "く": ("か", "き", "け", "いて")
    case "ぐ": ("が", "ぎ", "げ", "いで")
    case "す": ("さ", "し", "せ", "して")
    case "つ": ("た", "ち", "て", "って")
    case "ぶ": ("ば", "び", "べ", "んで")
    case "む": ("ま", "み", "め", "んで")
    case "る": ("ら", "り", "れ", "って")
    default: preconditionFailure("JapaneseVerb: no row of \(dictionary)")
    }
  }
}

/// ます in its four forms.
func politeEnding(past: Bool, _ negated: Bool) -> String {
  negated ? (past ? "ませんでした" : "ません") : (past ? "ました" : "ます")
}
