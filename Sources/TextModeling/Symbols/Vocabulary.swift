/// The symbols that a model knows, each with an index from 0.
///
/// Symbols stand in order of falling frequency, ties in code order, and `<unk>` last: a smaller cap
/// gives a prefix of the larger vocabulary, and the same text always the same indices. Symbols are
/// told apart by their bytes, so that decoding an encoded text gives back its bytes (see
/// ``Symbol``).
package struct Vocabulary: Sendable {
  /// What one symbol is.
  package let unit: TextUnit
  /// The symbols by index, ``Symbol/unknown`` among them where there is an ``unknownIndex``.
  package let symbols: [Symbol]
  /// The index of `<unk>`, the last one; nil when every symbol of the text is held.
  package let unknownIndex: Int32?
  let table: SymbolTable

  /// How many symbols there are, `<unk>` included.
  package var count: Int { symbols.count }

  /// The vocabulary of these symbols, in this order, `<unk>` added at the end when asked for.
  ///
  /// A symbol of unit `character` may be several grapheme clusters to this system's Unicode
  /// tables: a vocabulary that was made by another version stays readable.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)``.
  package init(unit: TextUnit, symbols known: [Symbol], includesUnknown: Bool) throws(TextError) {
    guard !known.isEmpty else { throw .inconsistentVocabulary(.noSymbols) }
    var indices: [Symbol: Int] = [:]
    for (index, symbol) in known.enumerated() {
      guard Self.isOneSymbol(symbol, of: unit) else {
        throw .inconsistentVocabulary(.notOneSymbol(index: index))
      }
      if let first = indices.updateValue(index, forKey: symbol) {
        throw .inconsistentVocabulary(.duplicate(symbol, first: first, second: index))
      }
    }
    self.unit = unit
    symbols = includesUnknown ? known + [.unknown] : known
    unknownIndex = includesUnknown ? Int32(known.count) : nil
    table = SymbolTable(known)
  }

  /// The vocabulary of a text.
  ///
  /// - Parameters:
  ///   - bytes: the text; UTF-8 unless the unit is the byte.
  ///   - maximumSize: the most symbols to hold, `<unk>` counted; the most frequent stay. At least
  ///     2. When the cap leaves a symbol out, there is an `<unk>`.
  ///   - includesUnknown: whether there is an `<unk>` in any case.
  /// - Throws: ``TextError/invalidUTF8(path:byteOffset:line:)``, ``TextError/emptyText``,
  ///   ``TextError/maximumSizeTooSmall(found:minimum:)``.
  /// - Complexity: one pass over the bytes, memory in proportion to the distinct symbols.
  package init(
    of bytes: [UInt8], unit: TextUnit, maximumSize: Int? = nil, includesUnknown: Bool = false
  ) throws(TextError) {
    if let maximumSize, maximumSize < 2 {
      throw .maximumSizeTooSmall(found: maximumSize, minimum: 2)
    }
    if unit != .byte { try UTF8Sequence.validate(bytes) }
    var ranked = Self.countedSymbols(of: bytes, unit: unit)
    guard !ranked.isEmpty else { throw .emptyText }
    ranked.sort { $0.count != $1.count ? $0.count > $1.count : $0.symbol < $1.symbol }
    var hasUnknown = includesUnknown
    if let maximumSize, ranked.count + (hasUnknown ? 1 : 0) > maximumSize {
      hasUnknown = true
      ranked.removeLast(ranked.count - (maximumSize - 1))
    }
    try self.init(unit: unit, symbols: ranked.map(\.symbol), includesUnknown: hasUnknown)
  }

  /// The vocabulary of a text in memory: see ``init(of:unit:maximumSize:includesUnknown:)``.
  package init(
    of text: String, unit: TextUnit, maximumSize: Int? = nil, includesUnknown: Bool = false
  ) throws(TextError) {
    try self.init(
      of: Array(text.utf8), unit: unit, maximumSize: maximumSize, includesUnknown: includesUnknown)
  }

  private static func countedSymbols(
    of bytes: [UInt8], unit: TextUnit
  ) -> [(symbol: Symbol, count: Int)] {
    var counted: [(symbol: Symbol, count: Int)] = []
    var table = SymbolTable()
    SymbolScanner.forEachSymbol(in: bytes, unit: unit) { range in
      if let index = table.index(of: bytes, range) {
        counted[Int(index)].count += 1
      } else {
        table.insert(bytes, range, index: Int32(counted.count))
        counted.append((Symbol(bytes: Array(bytes[range])), 1))
      }
    }
    return counted
  }

  private static func isOneSymbol(_ symbol: Symbol, of unit: TextUnit) -> Bool {
    guard !symbol.isUnknown else { return false }
    switch unit {
    case .byte: return symbol.bytes.count == 1
    case .scalar:
      return UTF8Sequence(at: 0, in: symbol.bytes) == .scalar(length: symbol.bytes.count)
    case .character: return UTF8Sequence.firstDefect(in: symbol.bytes) == nil
    }
  }
}

extension Vocabulary: Equatable {
  /// Whether unit, symbols, their order and `<unk>` are the same.
  package static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.unit == right.unit && left.symbols == right.symbols
  }
}
