/// What one symbol of a sentence is.
package enum PairUnit: String, CaseIterable, Codable, Sendable {
  /// A grapheme cluster: ``TextUnit/character``.
  case character
  /// A Unicode scalar value: ``TextUnit/scalar``.
  case scalar
  /// A byte of the UTF-8 form: ``TextUnit/byte``.
  case byte
  /// What stands between white space, or a punctuation mark where those are split off.
  case word

  /// The unit of texts that is the same; nil for the word.
  package var textUnit: TextUnit? { TextUnit(rawValue: rawValue) }

  /// Whether a vocabulary of this unit may hold the symbol.
  ///
  /// A `character` may be several grapheme clusters to this system's Unicode tables: a vocabulary
  /// that was made by another version stays readable.
  func holds(_ symbol: Symbol) -> Bool {
    guard !symbol.isUnknown else { return false }
    if self == .byte { return symbol.bytes.count == 1 }
    guard let text = String(validating: symbol.bytes, as: UTF8.self) else { return false }
    switch self {
    case .byte, .character: return true
    case .scalar: return text.unicodeScalars.count == 1
    case .word: return !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    }
  }
}
