import Foundation

/// What a simple model of the same text reaches: the scale on which a loss is read.
package struct Baseline: Equatable, Sendable {
  /// The model.
  package enum Kind: Hashable, Sendable {
    /// Every symbol of the vocabulary equally probable.
    case uniform
    /// Symbols by their training frequency, one added to every count.
    case unigram
    /// ``NGramModel`` of this order.
    case ngram(order: Int)
    /// Compressed bytes that the validation text adds behind the training text:
    /// `C(training + validation) - C(training)`, of which the last
    /// ``Baseline/maximumCompressedBytes`` of training text. zlib sees no further back than 32 KiB.
    case compressor(Compressor)
  }

  /// The compressors get no more training text than this, its end, which bounds their time; LZMA
  /// could look back twice as far.
  package static let maximumCompressedBytes = 1 << 22

  /// The model.
  package let kind: Kind
  /// Nats for each symbol of the validation text.
  package let natsPerSymbol: Double

  /// Bits for each symbol of the validation text.
  package var bitsPerSymbol: Double { natsPerSymbol / log(2) }

  /// Learns the training ranges and measures the validation ranges, simplest model first.
  ///
  /// As a recurrent model does, the statistical baselines only read the first symbol of a range and
  /// predict the others; compressors pay for every symbol. A compressor that the system does not
  /// have is left out. Without a prediction in `validation` the result is empty.
  /// - Parameters:
  ///   - order: that of the n-gram model, at least 1.
  ///   - leavingOut: what is not measured: more would be held than there is room for
  ///     (``mostBytes(of:_:training:validation:)``).
  package static func measure(
    _ text: EncodedText, vocabulary: Vocabulary, training: [Range<Int>], validation: [Range<Int>],
    order: Int = 5, compressors: [Compressor] = Compressor.allCases,
    leavingOut: Set<Kind> = []
  ) -> [Baseline] {
    guard validation.contains(where: { $0.count > 1 }) else { return [] }
    var baselines = [
      Baseline(kind: .uniform, natsPerSymbol: log(Double(vocabulary.count))),
      Baseline(
        kind: .unigram,
        natsPerSymbol: unigram(text, vocabulary.count, training: training, validation: validation)),
    ]
    if !leavingOut.contains(.ngram(order: order)) {
      let nats = NGramModel(
        order: order, vocabularySize: vocabulary.count, training: training, of: text
      ).crossEntropy(of: text, in: validation)
      baselines.append(Baseline(kind: .ngram(order: order), natsPerSymbol: nats))
    }
    let compressors = compressors.filter { !leavingOut.contains(.compressor($0)) }
    guard !compressors.isEmpty else { return baselines }
    let known = bytes(of: training, text, vocabulary, last: maximumCompressedBytes)
    let whole = known + bytes(of: validation, text, vocabulary, last: .max)
    let symbols = validation.reduce(0) { $0 + $1.count }
    for compressor in compressors {
      guard let before = compressor.compressedCount(of: known),
        let after = compressor.compressedCount(of: whole)
      else { continue }
      let bits = 8 * Double(after - before) / Double(symbols)
      baselines.append(Baseline(kind: .compressor(compressor), natsPerSymbol: bits * log(2)))
    }
    return baselines
  }

  private static func unigram(
    _ text: EncodedText, _ vocabularySize: Int, training: [Range<Int>], validation: [Range<Int>]
  ) -> Double {
    var counts = [Int](repeating: 1, count: vocabularySize)
    for range in training {
      for offset in range { counts[Int(text[offset])] += 1 }
    }
    let total = Double(counts.reduce(0, +))
    let nats = counts.map { log(total / Double($0)) }
    var sum = 0.0
    var predictions = 0
    for range in validation where range.count > 1 {
      for offset in range.dropFirst() { sum += nats[Int(text[offset])] }
      predictions += range.count - 1
    }
    return sum / Double(predictions)
  }

  /// The last bytes of some ranges, in the order of the text.
  private static func bytes(
    of ranges: [Range<Int>], _ text: EncodedText, _ vocabulary: Vocabulary, last limit: Int
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    // A symbol has at least one byte, so `limit` symbols are enough.
    for range in lastSymbols(limit, of: ranges) {
      var joiner = WordJoiner(spacing: vocabulary.spacing)
      for offset in range {
        bytes.append(contentsOf: vocabulary.spelling(of: text[offset], &joiner))
      }
    }
    return Array(bytes.suffix(limit))
  }
}

extension Baseline.Kind: CustomStringConvertible {
  /// The name in a table: `uniform`, `unigram`, `5-gram`, `zlib`, `lzma`.
  package var description: String {
    switch self {
    case .uniform: "uniform"
    case .unigram: "unigram"
    case .ngram(let order): "\(order)-gram"
    case .compressor(let compressor): compressor.rawValue
    }
  }
}

/// The part of some ranges that is their last `limit` symbols.
func lastSymbols(_ limit: Int, of ranges: [Range<Int>]) -> [Range<Int>] {
  var left = limit
  var kept: [Range<Int>] = []
  for range in ranges.reversed() where left > 0 {
    let length = min(left, range.count)
    kept.append(range.upperBound - length..<range.upperBound)
    left -= length
  }
  return kept.reversed()
}
