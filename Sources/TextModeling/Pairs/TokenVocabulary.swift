/// The symbols of one side of the pairs, each with an index.
///
/// Index 0 is `<unk>`, 1 `<bos>`, 2 `<eos>`; the others follow by falling frequency, ties in code
/// order, so that a smaller limit gives a prefix of the larger vocabulary. There is no symbol for
/// padding: a batch says how long each of its sequences is.
public struct TokenVocabulary: Sendable {
  /// Stands for every symbol that is not held.
  public static let unknownIndex: Int32 = 0
  /// What the decoder reads before the first symbol.
  public static let startIndex: Int32 = 1
  /// What the decoder predicts after the last symbol.
  public static let endIndex: Int32 = 2
  /// How many special symbols there are.
  package static let specialCount = 3

  /// What one symbol is.
  public let unit: TextUnit
  /// The symbols without the special ones: index `i` is `symbols[i - 3]`.
  public let symbols: [Symbol]
  let table: SymbolTable

  /// How many indices there are.
  public var count: Int { symbols.count + Self.specialCount }

  /// The vocabulary of these symbols in this order.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)``; indices in it are those of `symbols`.
  public init(unit: TextUnit, symbols: [Symbol]) throws(TextError) {
    table = try SymbolTable(symbols, unit: unit)
    self.unit = unit
    self.symbols = symbols
  }

  /// The vocabulary of counted symbols.
  /// - Parameters:
  ///   - minimumCount: the fewest occurrences of a symbol that is held, at least 1.
  ///   - maximumSize: the most symbols, the special ones counted; nil for no bound. At least 4.
  /// - Throws: ``TextError/emptyText`` when there is no symbol, ``TextError/tooRare(minimumCount:)``
  ///   when none is frequent enough, ``TextError/maximumSizeTooSmall(found:minimum:)``.
  package init(
    unit: TextUnit, counts: SymbolCounts, minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws(TextError) {
    precondition(minimumCount >= 1, "vocabulary: minimum count \(minimumCount)")
    let minimum = Self.specialCount + (unit == .bytePair ? 256 : 1)
    if let maximumSize, maximumSize < minimum {
      throw .maximumSizeTooSmall(found: maximumSize, minimum: minimum)
    }
    let bound = maximumSize.map { $0 - Self.specialCount } ?? .max
    if unit == .bytePair {
      guard !counts.isEmpty else { throw .emptyText }
      let ranked = counts.ranked
      let size = BytePairs.size(bytes: ranked.reduce(0) { $0 + $1.count * $1.symbol.bytes.count })
      try self.init(
        unit: unit,
        symbols: BytePairs.symbols(of: ranked, size: min(bound, size), minimumCount: minimumCount))
      return
    }
    let ranked = counts.ranked.prefix { $0.count >= minimumCount }.prefix(bound)
    guard !ranked.isEmpty else {
      throw counts.isEmpty ? .emptyText : .tooRare(minimumCount: minimumCount)
    }
    try self.init(unit: unit, symbols: ranked.map(\.symbol))
  }

  /// The index of a symbol, nil when it is not held.
  public func index(of symbol: Symbol) -> Int32? {
    find(symbol.bytes, symbol.bytes.indices)
  }

  /// The index of the symbol at `range` of `bytes`, nil when it is not held.
  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int32? {
    table.index(of: bytes, range).map { $0 + Int32(Self.specialCount) }
  }

  /// The symbol of an index: ``Symbol/unknown`` for `<unk>`, nil for `<bos>` and `<eos>`.
  /// - Precondition: the index is in `0 ..< count`.
  public func symbol(at index: Int32) -> Symbol? {
    precondition(index >= 0 && Int(index) < count, "symbol \(index), vocabulary of \(count)")
    if index == Self.unknownIndex { return .unknown }
    return Int(index) < Self.specialCount ? nil : symbols[Int(index) - Self.specialCount]
  }

  /// The symbol of an index as a person should see it, special ones as `<unk>`, `<bos>`, `<eos>`.
  /// - Precondition: the index is in `0 ..< count`.
  public func name(of index: Int32) -> String {
    symbol(at: index)?.description ?? (index == Self.startIndex ? "<bos>" : "<eos>")
  }
}

extension TokenVocabulary: Equatable {
  /// Whether unit, symbols and their order are the same.
  public static func == (left: TokenVocabulary, right: TokenVocabulary) -> Bool {
    left.unit == right.unit && left.symbols == right.symbols
  }
}

extension TokenVocabulary: Codable {
  /// Writes `unit` and `symbols` without the special ones: strings, integers for bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Vocabulary.CodingKeys.self)
    try container.encode(symbols, of: unit)
  }

  /// Reads what ``encode(to:)`` wrote.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)``, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Vocabulary.CodingKeys.self)
    let (unit, symbols) = try container.decodeSymbols()
    try self.init(unit: unit, symbols: symbols)
  }
}
