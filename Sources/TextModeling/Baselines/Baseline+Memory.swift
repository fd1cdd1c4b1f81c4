extension Baseline {
  /// Bytes that measuring a model of some ranges of a text holds at most.
  package static func mostBytes(
    of kind: Kind, _ text: EncodedText, vocabularySize: Int, training: [Range<Int>],
    validation: [Range<Int>]
  ) -> Int {
    let symbols = training.reduce(0) { $0 + $1.count }
    switch kind {
    case .uniform: return 0
    case .unigram: return 16 * vocabularySize
    case .ngram(let order):
      return NGramModel.mostBytes(order: order, vocabularySize: vocabularySize, symbols: symbols)
    case .compressor(let compressor):
      // A text of words has white space beside its symbols' own bytes.
      let bytesPerSymbol = Double(text.byteCount) / Double(max(text.count, 1)) + 1
      let known = Double(min(symbols, maximumCompressedBytes)) * bytesPerSymbol
      let held = validation.reduce(0.0) { $0 + Double($1.count) * bytesPerSymbol }
      // Spelled out, while arrays grow; both parts together, and as much for the result.
      let whole = Int(known + held)
      return 4 * whole + compressor.mostBytes(for: whole)
    }
  }
}

extension NGramModel {
  /// Bytes of a model learned from so many symbols, at most: those of text that never repeats.
  static func mostBytes(order: Int, vocabularySize: Int, symbols: Int) -> Int {
    let learned = min(symbols, maximumTrainingSymbols)
    var (bytes, possible, growing) = (0, 1.0, 0)
    for _ in 0..<order {
      let contexts = Int(min(possible, Double(learned)))
      possible *= Double(vocabularySize)
      let table = NGramTable.bytes(for: Int(min(possible, Double(learned))))
      // The total and the mass of each context.
      bytes += table + 12 * max(contexts, 1)
      growing = max(growing, table)
    }
    // The largest table and what it grew from.
    return bytes + growing / 2
  }
}

extension NGramTable {
  /// Bytes of a table of so many n-grams, room for more counts with them.
  static func bytes(for count: Int) -> Int {
    var slots = 1 << 10
    while count * 4 > slots * 3 { slots *= 2 }
    return 12 * slots + 8 * count
  }
}

extension Compressor {
  /// Bytes that the library works in beside the text: zlib's windows, or lzma's hash tables and two
  /// links for each of the last 8 MiB (`lzma_easy_encoder_memusage` says 94 MiB).
  fileprivate func mostBytes(for count: Int) -> Int {
    switch self {
    case .zlib: 1 << 19
    case .lzma: (18 << 20) + 10 * min(count, 8 << 20)
    }
  }
}
