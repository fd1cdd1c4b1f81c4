import Foundation

/// How a sentence becomes symbols and symbols become a sentence: the same in training and use.
///
/// White space at both ends is dropped, then come the options. Everything that is needed to do the
/// same again is in the value, so that a checkpoint that holds it needs nothing else.
public struct TextNormalization: Equatable, Codable, Sendable {
  /// What one symbol is.
  public var unit: TextUnit
  /// Whether letters become small ones, by Unicode's default mapping, which knows no language.
  public var lowercases: Bool
  /// Whether punctuation marks become words of their own; only words are affected.
  public var splitsPunctuation: Bool
  /// Whether the text is brought into Unicode's composed form, NFC, so that "é" is one scalar.
  public var composes: Bool
  /// Where white space stands beside punctuation marks when words are joined again.
  package var spacing = PunctuationSpacing()

  /// How sentences are taken apart; what is not said is left as it is but for NFC.
  public init(
    unit: TextUnit = .character, lowercases: Bool = false, splitsPunctuation: Bool = false,
    composes: Bool = true
  ) {
    self.unit = unit
    self.lowercases = lowercases
    self.splitsPunctuation = splitsPunctuation
    self.composes = composes
  }

  private enum CodingKeys: String, CodingKey {
    case unit
    case lowercases = "lowercase"
    case splitsPunctuation = "split_punctuation"
    case composes = "nfc"
    case spacing
  }

  /// Whether words and punctuation marks are told apart.
  var marksPunctuation: Bool { unit == .word && splitsPunctuation }

  /// The text whose symbols are taken.
  public func normalize(_ text: String) -> String {
    var text = text
    if lowercases { text = text.lowercased() }
    if composes, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      text = text.composedForm
    }
    let scalars = text.unicodeScalars
    guard
      let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// The symbols of a text, which need not be normalised.
  public func symbols(of text: String) -> [Symbol] {
    let bytes = Array(normalize(text).utf8)
    var symbols: [Symbol] = []
    forEachSymbol(in: bytes) { symbols.append(Symbol(bytes: Array(bytes[$0]))) }
    return symbols
  }

  /// Calls `body` with the byte range of every symbol of a normalised text, in order.
  func forEachSymbol<Failure: Error>(
    in bytes: [UInt8], _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    if unit != .word {
      try unit.forEachSymbol(in: bytes, body)
    } else {
      for range in bytes.words(splitsPunctuation: splitsPunctuation) {
        try body(range)
      }
    }
  }

  /// The text of symbols; ``Symbol/unknown`` is written as U+FFFD.
  ///
  /// With `character`, `scalar` and `byte` this is the inverse of ``symbols(of:)`` on normalised
  /// text, ill-formed bytes becoming U+FFFD. Words are joined by single spaces; split punctuation
  /// marks stand as ``spacing`` says.
  public func text(of symbols: [Symbol]) -> String {
    guard unit == .word else {
      return String(decoding: symbols.flatMap(\.spelling), as: UTF8.self)
    }
    let words = symbols.map { String(decoding: $0.spelling, as: UTF8.self) }
    return splitsPunctuation ? spacing.join(words) : words.joined(separator: " ")
  }
}
