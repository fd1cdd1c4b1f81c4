/// The symbols that a model knows, each with an index from 0.
///
/// Symbols stand in order of falling frequency, ties in code order, and `<unk>` last: a smaller cap
/// gives a prefix of the larger vocabulary, and the same text always the same indices. Symbols are
/// told apart by their bytes, so that decoding an encoded text gives back its bytes (see
/// ``Symbol``).
///
/// Byte pairs stand in the order in which they were learned, the 256 bytes first, so that here too a
/// smaller cap gives a prefix; there is never an `<unk>`.
///
/// Of words alone decoding gives back less: all that is no white space, and the ends of lines as
/// LF. Within a line the white space between words is one space, beside punctuation marks what the
/// text that the vocabulary was made of has there most often; at both ends of a line there is none.
public struct Vocabulary: Sendable {
  /// What one symbol is.
  public let unit: TextUnit
  /// The symbols by index, ``Symbol/unknown`` among them where there is an ``unknownIndex``.
  public let symbols: [Symbol]
  /// The index of `<unk>`, the last one; nil when every symbol of the text is held.
  public let unknownIndex: Int32?
  /// The white space beside punctuation marks when words are joined; of the unit `word` alone.
  let spacing: PunctuationSpacing
  let table: SymbolTable

  /// How many symbols there are, `<unk>` included.
  public var count: Int { symbols.count }

  /// The vocabulary of these symbols, in this order, `<unk>` added at the end when asked for.
  ///
  /// A symbol of unit `character` may be several grapheme clusters to this system's Unicode
  /// tables: a vocabulary that was made by another version stays readable.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)``.
  public init(
    unit: TextUnit, symbols known: [Symbol], includesUnknown: Bool
  ) throws(TextError) {
    try self.init(
      unit: unit, symbols: known, includesUnknown: includesUnknown, spacing: PunctuationSpacing())
  }

  /// The vocabulary of these symbols with a spacing of punctuation marks.
  init(
    unit: TextUnit, symbols known: [Symbol], includesUnknown: Bool, spacing: PunctuationSpacing
  ) throws(TextError) {
    table = try SymbolTable(known, unit: unit)
    self.unit = unit
    symbols = includesUnknown ? known + [.unknown] : known
    unknownIndex = includesUnknown ? Int32(known.count) : nil
    self.spacing = spacing
  }

  /// The vocabulary of a text.
  ///
  /// - Parameters:
  ///   - bytes: the text; UTF-8 unless the unit is the byte.
  ///   - maximumSize: the most symbols to hold, `<unk>` counted; the most frequent stay. At least
  ///     2. When the cap leaves a symbol out, there is an `<unk>`. Of byte pairs at least 256, and
  ///     where none is given 256 and the square root of the number of bytes.
  ///   - includesUnknown: whether there is an `<unk>` in any case.
  /// - Throws: ``TextError/invalidUTF8(path:byteOffset:line:)``, ``TextError/emptyText``,
  ///   ``TextError/maximumSizeTooSmall(found:minimum:)``.
  /// - Complexity: one pass over the bytes, memory in proportion to the distinct symbols.
  public init(
    of bytes: [UInt8], unit: TextUnit, maximumSize: Int? = nil, includesUnknown: Bool = false
  ) throws(TextError) {
    let minimum = unit == .bytePair ? 256 : 2
    if let maximumSize, maximumSize < minimum {
      throw .maximumSizeTooSmall(found: maximumSize, minimum: minimum)
    }
    if unit != .byte { try UTF8Sequence.validate(bytes) }
    var counts = SymbolCounts()
    counts.add(bytes, unit: unit)
    var ranked = counts.ranked
    guard !ranked.isEmpty else { throw .emptyText }
    if unit == .bytePair {
      try self.init(
        unit: unit,
        symbols: BytePairs.symbols(
          of: ranked, size: maximumSize ?? BytePairs.size(bytes: bytes.count)),
        includesUnknown: false)
      return
    }
    var hasUnknown = includesUnknown
    if let maximumSize, ranked.count + (hasUnknown ? 1 : 0) > maximumSize {
      hasUnknown = true
      ranked.removeLast(ranked.count - (maximumSize - 1))
    }
    try self.init(
      unit: unit, symbols: ranked.map(\.symbol), includesUnknown: hasUnknown,
      spacing: unit == .word ? PunctuationSpacing(of: bytes) : PunctuationSpacing())
  }

  /// The vocabulary of a text in memory: see ``init(of:unit:maximumSize:includesUnknown:)``.
  public init(
    of text: String, unit: TextUnit, maximumSize: Int? = nil, includesUnknown: Bool = false
  ) throws(TextError) {
    try self.init(
      of: Array(text.utf8), unit: unit, maximumSize: maximumSize, includesUnknown: includesUnknown)
  }
}

extension Vocabulary: Equatable {
  /// Whether unit, symbols, their order, `<unk>` and the spacing are the same.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.unit == right.unit && left.symbols == right.symbols && left.spacing == right.spacing
  }
}
