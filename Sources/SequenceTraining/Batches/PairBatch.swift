public import SequenceModels
internal import TensorCore

/// Pairs that are trained side by side.
public struct PairBatch: TrainingBatch {
  /// The pairs, without start and end symbols.
  public var pairs: [SequencePair]
  /// A name for each pair, such as its index in the corpus: its dropout masks and the draws of scheduled sampling are
  /// made from it, so that they do not depend on the batch it is in.
  public var keys: [UInt64]

  /// A batch; without `keys` the pairs are named by their place in it.
  public init(_ pairs: [SequencePair], keys: [UInt64]? = nil) {
    precondition(
      keys == nil || keys?.count == pairs.count, "\(pairs.count) pairs, \(keys?.count ?? 0) keys")
    self.pairs = pairs
    self.keys = keys ?? pairs.indices.map { UInt64($0) }
  }

  /// Predictions that count: every target symbol and the end of every target.
  public var predictions: Int { pairs.reduce(0) { $0 + $1.predictions } }
}

/// The order in which the pairs of a corpus are trained: another one in every epoch, pairs of like lengths together.
///
/// The pairs are shuffled; every `bucketBatches` batches of them are sorted by length and cut into batches, and the
/// batches
/// are shuffled. With `bucketBatches` 1 every batch is a random draw.
package struct PairOrder: Sendable {
  /// The length of each target, then of its source, in one number that sorts fast.
  private let lengths: [UInt64]
  package let batchSize: Int
  package let bucketBatches: Int
  package let seed: UInt64

  package init(_ pairs: [SequencePair], batchSize: Int, bucketBatches: Int = 20, seed: UInt64) {
    precondition(
      batchSize > 0 && bucketBatches > 0, "batches of \(batchSize), buckets of \(bucketBatches)")
    lengths = pairs.map { UInt64($0.target.count) << 32 | UInt64($0.source.count) }
    self.batchSize = batchSize
    self.bucketBatches = bucketBatches
    self.seed = seed
  }

  /// Batches of an epoch; the last pairs make a smaller one.
  package var batchCount: Int { (lengths.count + batchSize - 1) / batchSize }

  /// The indices of the pairs of each batch of epoch `epoch`; the same for the same seed and epoch.
  package func batches(epoch: Int) -> [[Int]] {
    var mixer = SplitMix64(state: seed)
    var generator = RandomGenerator(seed: mixer.next() &+ UInt64(epoch))
    let shuffled = shuffle(Array(lengths.indices), &generator)
    var batches: [[Int]] = []
    for first in stride(from: 0, to: shuffled.count, by: batchSize * bucketBatches) {
      let bucket = shuffled[first..<min(first + batchSize * bucketBatches, shuffled.count)]
        .sorted { (lengths[$0], $0) < (lengths[$1], $1) }
      for start in stride(from: 0, to: bucket.count, by: batchSize) {
        batches.append(Array(bucket[start..<min(start + batchSize, bucket.count)]))
      }
    }
    return shuffle(batches, &generator)
  }

  /// A random order (Fisher and Yates 1938); the standard library does not promise that its own stays the same.
  private func shuffle<Element>(
    _ elements: [Element], _ generator: inout RandomGenerator
  ) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, generator.index(below: last + 1))
    }
    return elements
  }
}
