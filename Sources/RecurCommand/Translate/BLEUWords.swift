import Recur

/// The values of `--bleu-tokenization`.
enum BLEUWords: String, CaseIterable {
  case automatic = "auto"
  case thirteenA = "13a"
  case international = "intl"
  case character = "char"
  case none

  /// The metric for these references.
  func metric(_ references: [String]) -> BLEU {
    switch self {
    case .automatic: BLEU(tokenization: Self.hasNoSpaces(references) ? .character : .thirteenA)
    case .thirteenA: BLEU(tokenization: .thirteenA)
    case .international: BLEU(tokenization: .international)
    case .character: BLEU(tokenization: .character)
    case .none: BLEU(tokenization: .none)
    }
  }

  /// Whether most of the letters belong to scripts that are written without spaces.
  private static func hasNoSpaces(_ texts: [String]) -> Bool {
    var (letters, ideographic) = (0, 0)
    for scalar in texts.lazy.flatMap(\.unicodeScalars) where scalar.properties.isAlphabetic {
      letters += 1
      switch scalar.value {
      case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: ideographic += 1
      default: break
      }
    }
    return ideographic * 2 > letters
  }
}
