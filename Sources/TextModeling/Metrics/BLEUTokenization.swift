/// What the words of BLEU are, with sacreBLEU's names and rules (Post 2018).
public enum BLEUTokenization: String, CaseIterable, Codable, Sendable {
  /// The tokenisation of NIST's mteval-v13a, for languages in Latin script: ASCII punctuation is
  /// split off, `.` and `,` not between digits, `-` only after a digit; four entities are replaced.
  case thirteenA = "13a"
  /// That of mteval-v14: Unicode's punctuation but between digits, and its symbols, are split off.
  case international = "intl"
  /// Every Unicode scalar but white space; for Japanese and Chinese without a word segmenter.
  case character = "char"
  /// What stands between white space.
  case none

  /// That for the script of some references: `character` where most of their letters are written
  /// without spaces, or else `thirteenA`.
  package init(for references: [String]) {
    var (letters, ideographic) = (0, 0)
    for scalar in references.lazy.flatMap(\.unicodeScalars) where scalar.properties.isAlphabetic {
      letters += 1
      switch scalar.value {
      case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: ideographic += 1
      default: break
      }
    }
    self = ideographic * 2 > letters ? .character : .thirteenA
  }

  /// The tokens of a text.
  func tokens(of text: ScalarString) -> [ScalarString] {
    var scalars = text
    while let last = scalars.last, last.isPythonWhitespace { scalars.removeLast() }
    switch self {
    case .none: break
    case .character: return scalars.filter { !$0.isPythonWhitespace }.map { [$0] }
    case .thirteenA: scalars = Self.thirteenA(scalars)
    case .international: scalars = Self.international(scalars)
    }
    return scalars.splitAtWhitespace()
  }

  private static func thirteenA(_ scalars: ScalarString) -> ScalarString {
    var text = scalars
    for (written, meant) in replacements { text.replace(written.scalarString, with: meant) }
    text = [" "] + text + [" "]
    text = text.spacing { isSplitASCII($0) }
    text = text.spacing(startsWithSpace: false, { !$0.isASCIIDigit }, { $0 == "." || $0 == "," })
    text = text.spacing(startsWithSpace: true, { $0 == "." || $0 == "," }, { !$0.isASCIIDigit })
    return text.spacing(startsWithSpace: false, \.isASCIIDigit, { $0 == "-" })
  }

  private static let replacements: [(String, ScalarString)] = [
    ("<skipped>", []), ("-\n", []), ("\n", [" "]), ("&quot;", ["\""]), ("&amp;", ["&"]),
    ("&lt;", ["<"]), ("&gt;", [">"]),
  ]

  /// ASCII punctuation and symbols but `'`, `,`, `-` and `.`.
  private static func isSplitASCII(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "!"..."&", "("..."+", "/", ":"..."@", "["..."`", "{"..."~": true
    default: false
    }
  }

  private static func international(_ scalars: ScalarString) -> ScalarString {
    scalars
      .spacing(startsWithSpace: false, { !$0.isNumber }, \.isPunctuation)
      .spacing(startsWithSpace: true, \.isPunctuation, { !$0.isNumber })
      .spacing(\.isSymbol)
  }
}

extension Array where Element == Unicode.Scalar {
  /// With a space on both sides of each scalar that is `isolated`.
  fileprivate func spacing(_ isolated: (Unicode.Scalar) -> Bool) -> ScalarString {
    flatMap { isolated($0) ? [" ", $0, " "] : [$0] }
  }

  /// With a space between every two neighbours of these kinds and one before or else after them,
  /// found from left to right; a scalar is part of one find only, as in a substitution by regular
  /// expression.
  fileprivate func spacing(
    startsWithSpace: Bool, _ first: (Unicode.Scalar) -> Bool, _ second: (Unicode.Scalar) -> Bool
  ) -> ScalarString {
    var spaced: ScalarString = []
    spaced.reserveCapacity(count + count / 4)
    var place = 0
    while place < count {
      guard place + 1 < count, first(self[place]), second(self[place + 1]) else {
        spaced.append(self[place])
        place += 1
        continue
      }
      let (left, right) = (self[place], self[place + 1])
      spaced += startsWithSpace ? [" ", left, " ", right] : [left, " ", right, " "]
      place += 2
    }
    return spaced
  }

  /// Puts `replacement` in the place of every occurrence of `target`.
  fileprivate mutating func replace(_ target: ScalarString, with replacement: ScalarString) {
    guard let lead = target.first, contains(lead) else { return }
    var replaced: ScalarString = []
    var place = 0
    while place < count {
      if self[place...].starts(with: target) {
        replaced += replacement
        place += target.count
      } else {
        replaced.append(self[place])
        place += 1
      }
    }
    self = replaced
  }
}
