/// Finds the index of a symbol from its bytes within a text, without allocating for short ones.
struct SymbolTable: Sendable {
  /// Symbols of one byte, -1 where there is none: [256].
  private var single = [Int32](repeating: -1, count: 256)
  /// Symbols of 2 to 7 bytes, keyed by their bytes and length in one word.
  private var short: [UInt64: Int32] = [:]
  private var long: [[UInt8]: Int32] = [:]

  init() {}

  /// The table of a vocabulary's symbols, each at its place.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)`` where there are none, one is no symbol of
  ///   the unit, or one stands at two places.
  init(_ symbols: [Symbol], unit: TextUnit) throws(TextError) {
    guard !symbols.isEmpty else { throw .inconsistentVocabulary(.noSymbols) }
    for (place, symbol) in symbols.enumerated() {
      guard unit.holds(symbol) else { throw .inconsistentVocabulary(.notOneSymbol(index: place)) }
      if let first = index(of: symbol.bytes, symbol.bytes.indices) {
        throw .inconsistentVocabulary(.duplicate(symbol, first: Int(first), second: place))
      }
      insert(symbol.bytes, symbol.bytes.indices, index: Int32(place))
    }
    if unit == .bytePair, let byte = single.firstIndex(of: -1) {
      throw .inconsistentVocabulary(.missingByte(UInt8(byte)))
    }
  }

  /// The index of the symbol that stands at `range` of `bytes`, nil when it is not in the table.
  func index(of bytes: [UInt8], _ range: Range<Int>) -> Int32? {
    switch range.count {
    case 1:
      let index = single[Int(bytes[range.lowerBound])]
      return index < 0 ? nil : index
    case 2...7: return short[Self.key(bytes, range)]
    default: return long[Array(bytes[range])]
    }
  }

  /// Gives the symbol at `range` of `bytes` an index.
  mutating func insert(_ bytes: [UInt8], _ range: Range<Int>, index: Int32) {
    switch range.count {
    case 1: single[Int(bytes[range.lowerBound])] = index
    case 2...7: short[Self.key(bytes, range)] = index
    default: long[Array(bytes[range])] = index
    }
  }

  private static func key(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var key = UInt64(range.count)
    for offset in range { key = key << 8 | UInt64(bytes[offset]) }
    return key
  }
}
