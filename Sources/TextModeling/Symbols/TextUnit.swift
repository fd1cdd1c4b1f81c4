/// What one symbol of a text is.
public enum TextUnit: String, CaseIterable, Codable, Sendable {
  /// A grapheme cluster, what a reader calls a character: Swift's `Character`. CR LF is one.
  case character
  /// A Unicode scalar value.
  case scalar
  /// A byte of the UTF-8 form; the only unit that takes text that is not UTF-8.
  case byte
  /// A word between white space, a punctuation mark, or the end of a line.
  case word
  /// A frequent sequence of bytes, learned from the text by byte-pair encoding.
  case bytePair = "bpe"

  /// The name of one symbol: `word`.
  public var symbolName: String { self == .bytePair ? "token" : rawValue }

  /// Whether a symbol is most often several characters, so that a loss says little without their
  /// number.
  package var spansCharacters: Bool { self == .word || self == .bytePair }

  /// Whether a vocabulary of this unit may hold the symbol.
  ///
  /// A `character` may be several grapheme clusters to this system's Unicode tables: a vocabulary
  /// that was made by another version stays readable.
  func holds(_ symbol: Symbol) -> Bool {
    guard !symbol.isUnknown else { return false }
    switch self {
    case .byte: return symbol.bytes.count == 1
    case .bytePair: return true
    case .scalar:
      return UTF8Sequence(at: 0, in: symbol.bytes) == .scalar(length: symbol.bytes.count)
    case .character: return UTF8Sequence.firstDefect(in: symbol.bytes) == nil
    case .word:
      guard let text = String(validating: symbol.bytes, as: UTF8.self) else { return false }
      return symbol == .lineEnd || !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    }
  }
}

/// What encoding does with a symbol that the vocabulary does not hold.
public enum UnknownPolicy: String, CaseIterable, Codable, Sendable {
  /// Stop with ``TextError/unknownSymbol(_:offset:line:column:)``.
  case error
  /// Leave the symbol out.
  case skip
  /// Put `<unk>` in its place; an error where the vocabulary has no `<unk>`.
  case unk
}
