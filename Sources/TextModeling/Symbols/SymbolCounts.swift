/// How often each symbol occurs in the texts that were counted.
package struct SymbolCounts: Sendable {
  private var counted: [(symbol: Symbol, count: Int)] = []
  private var table = SymbolTable()

  /// No symbols.
  package init() {}

  /// Counts the symbols of a sentence.
  package mutating func add(_ text: String, normalization: TextNormalization) {
    let bytes = Array(normalization.normalize(text).utf8)
    normalization.forEachSymbol(in: bytes) { add(bytes, $0) }
  }

  /// Counts the symbols of a text, which must be well-formed UTF-8 unless the unit is the byte.
  mutating func add(_ bytes: [UInt8], unit: TextUnit) {
    unit.forEachSymbol(in: bytes) { add(bytes, $0) }
  }

  private mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    if let index = table.index(of: bytes, range) {
      counted[Int(index)].count += 1
    } else {
      table.insert(bytes, range, index: Int32(counted.count))
      counted.append((Symbol(bytes: Array(bytes[range])), 1))
    }
  }

  /// Whether no symbol was counted.
  var isEmpty: Bool { counted.isEmpty }

  /// The symbols by falling frequency, ties in code order.
  package var ranked: [(symbol: Symbol, count: Int)] {
    counted.sorted { $0.count != $1.count ? $0.count > $1.count : $0.symbol < $1.symbol }
  }
}
