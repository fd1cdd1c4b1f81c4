/// What one symbol of a text is.
package enum TextUnit: String, CaseIterable, Codable, Sendable {
  /// A grapheme cluster, what a reader calls a character: Swift's `Character`. CR LF is one.
  case character
  /// A Unicode scalar value.
  case scalar
  /// A byte of the UTF-8 form; the only unit that takes text that is not UTF-8.
  case byte
}

/// What encoding does with a symbol that the vocabulary does not hold.
package enum UnknownPolicy: String, CaseIterable, Codable, Sendable {
  /// Stop with ``TextError/unknownSymbol(_:offset:line:column:)``.
  case error
  /// Leave the symbol out.
  case skip
  /// Put `<unk>` in its place; an error where the vocabulary has no `<unk>`.
  case unk
}
