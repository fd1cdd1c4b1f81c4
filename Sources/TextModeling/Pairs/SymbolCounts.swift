/// How often each symbol occurs in the sentences that were counted.
package struct SymbolCounts: Sendable {
  private var counted: [(symbol: Symbol, count: Int)] = []
  private var table = SymbolTable()

  /// No symbols.
  package init() {}

  /// Counts the symbols of a sentence.
  package mutating func add(_ text: String, normalization: TextNormalization) {
    let bytes = Array(normalization.normalize(text).utf8)
    normalization.forEachSymbol(in: bytes) { range in
      if let index = table.index(of: bytes, range) {
        counted[Int(index)].count += 1
      } else {
        table.insert(bytes, range, index: Int32(counted.count))
        counted.append((Symbol(bytes: Array(bytes[range])), 1))
      }
    }
  }

  /// The symbols by falling frequency, ties in code order.
  package var ranked: [(symbol: Symbol, count: Int)] {
    counted.sorted { $0.count != $1.count ? $0.count > $1.count : $0.symbol < $1.symbol }
  }
}
