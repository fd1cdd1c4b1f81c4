/// Pairs side by side, as flat arrays of indices.
///
/// Time-major: place `t * B + b` holds step t of pair b. Places behind the end of a sequence hold
/// `<eos>`; they are no part of it.
package struct EncodedPairBatch: Equatable, Sendable {
  /// Which pairs of the corpus these are: [B].
  package let pairs: [Int]
  /// The sources, without special symbols: [S, B].
  package let source: [Int32]
  /// The length of each source: [B].
  package let sourceLengths: [Int]
  /// The targets, without special symbols: [T, B].
  package let target: [Int32]
  /// The length of each target: [B].
  package let targetLengths: [Int]

  /// B, the number of pairs.
  package var count: Int { pairs.count }
  /// S, the length of the longest source.
  package var sourceSteps: Int { count == 0 ? 0 : source.count / count }
  /// T, the length of the longest target.
  package var targetSteps: Int { count == 0 ? 0 : target.count / count }
  /// How many symbols are to be predicted: every target's and its `<eos>`.
  package var predictions: Int { targetLengths.reduce(count, +) }
  /// How many places hold nothing but padding, sources and targets together.
  package var padding: Int {
    source.count + target.count - sourceLengths.reduce(0, +) - targetLengths.reduce(0, +)
  }

  /// Puts pairs of a corpus side by side.
  package init(_ indices: [Int], of corpus: [EncodedPair]) {
    pairs = indices
    sourceLengths = indices.map { corpus[$0].source.count }
    targetLengths = indices.map { corpus[$0].target.count }
    source = Self.timeMajor(indices, sourceLengths.max() ?? 0) { corpus[$0].source }
    target = Self.timeMajor(indices, targetLengths.max() ?? 0) { corpus[$0].target }
  }

  private static func timeMajor(
    _ indices: [Int], _ steps: Int, _ sequence: (Int) -> [Int32]
  ) -> [Int32] {
    var places = [Int32](repeating: TokenVocabulary.endIndex, count: steps * indices.count)
    for (column, index) in indices.enumerated() {
      for (step, token) in sequence(index).enumerated() {
        places[step * indices.count + column] = token
      }
    }
    return places
  }

  /// The pair in column `column`, as it was before it was put into the batch.
  package subscript(column: Int) -> EncodedPair {
    EncodedPair(
      source: (0..<sourceLengths[column]).map { source[$0 * count + column] },
      target: (0..<targetLengths[column]).map { target[$0 * count + column] })
  }
}
