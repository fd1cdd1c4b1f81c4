internal import TensorCore

/// A cursor over encoded pairs in batches of like lengths, in another order in every epoch.
///
/// An epoch shuffles the pairs, sorts them by the lengths of source and target (within pools of
/// `poolBatches` batches), cuts them into batches, and shuffles the batches. The order depends on
/// seed, epoch, sizes and lengths alone, so that a position is enough to go on from.
package struct PairBatches: Sendable {
  /// Where the cursor stands; all that is needed to go on from there over the same pairs.
  package struct Position: Codable, Equatable, Sendable {
    /// How many epochs are complete.
    package var epoch: Int
    /// How many batches of the current epoch are given out, `0 ..< batchesPerEpoch`.
    package var batch: Int

    /// A position; `Position()` is the beginning.
    package init(epoch: Int = 0, batch: Int = 0) {
      self.epoch = epoch
      self.batch = batch
    }
  }

  /// The pairs that are read.
  package let pairs: [EncodedPair]
  /// B, the number of pairs in a batch; one batch of an epoch may have fewer.
  package let batchSize: Int
  /// How many batches are sorted together; nil for all of them, which pads least. 1 makes every
  /// batch a random draw.
  package let poolBatches: Int?
  /// What the order is drawn from, beside the epoch.
  package let seed: UInt64
  /// Where the cursor stands.
  package private(set) var position = Position()
  /// The batches of the current epoch; empty before its first is asked for.
  private var order: [[Int]] = []

  /// Batches that are sorted by length together where nobody says otherwise: most of the padding is
  /// gone, and batches stay random.
  package static let standardPoolBatches = 20

  /// The batches of these pairs.
  /// - Throws: ``TextError/tooShort(needed:found:)`` when there is no pair.
  package init(
    _ pairs: [EncodedPair], batchSize: Int, poolBatches: Int? = nil, seed: UInt64
  ) throws(TextError) {
    precondition(
      batchSize > 0 && (poolBatches ?? 1) > 0,
      "batches of \(batchSize) pairs, pools of \(poolBatches ?? 0) batches")
    guard !pairs.isEmpty else { throw .tooShort(needed: 1, found: 0) }
    self.pairs = pairs
    self.batchSize = batchSize
    self.poolBatches = poolBatches
    self.seed = seed
  }

  /// How many batches an epoch has, at least 1.
  package var batchesPerEpoch: Int { (pairs.count - 1) / batchSize + 1 }

  /// Whether the next batch is the first of an epoch.
  package var isAtEpochStart: Bool { position.batch == 0 }

  /// The indices of the pairs of the next batch; the cursor moves on.
  package mutating func nextIndices() -> [Int] {
    if order.isEmpty { order = batches(epoch: position.epoch) }
    let batch = order[position.batch]
    position.batch += 1
    if position.batch == batchesPerEpoch {
      position = Position(epoch: position.epoch + 1)
      order = []
    }
    return batch
  }

  /// Goes on from a position that was read before, of the same pairs, sizes and seed.
  /// - Throws: ``TextError/positionOutOfRange(epoch:block:blocksPerEpoch:)``.
  package mutating func resume(from position: Position) throws(TextError) {
    guard position.epoch >= 0, position.batch >= 0, position.batch < batchesPerEpoch else {
      throw .positionOutOfRange(
        epoch: position.epoch, block: position.batch, blocksPerEpoch: batchesPerEpoch)
    }
    self.position = position
    order = []
  }

  /// The indices of the pairs of each batch of an epoch.
  /// - Complexity: a sort of all pairs.
  package func batches(epoch: Int) -> [[Int]] {
    var mixer = SplitMix64(state: seed)
    var generator = RandomGenerator(seed: mixer.next() &+ UInt64(epoch))
    var shuffled = Array(pairs.indices)
    generator.shuffle(&shuffled)
    let (poolSize, overflows) = batchSize.multipliedReportingOverflow(
      by: poolBatches ?? batchesPerEpoch)
    var batches: [[Int]] = []
    for pool in cut(shuffled[...], into: overflows ? pairs.count : poolSize) {
      // Equal lengths keep the order of the shuffle, whatever the sort does with them.
      let sorted = pool.enumerated().sorted { left, right in
        let (one, other) = (pairs[left.element], pairs[right.element])
        return (one.source.count, one.target.count, left.offset)
          < (other.source.count, other.target.count, right.offset)
      }.map(\.element)
      batches += cut(sorted[...], into: batchSize).map { Array($0) }
    }
    generator.shuffle(&batches)
    return batches
  }

  private func cut(_ indices: ArraySlice<Int>, into size: Int) -> [ArraySlice<Int>] {
    stride(from: 0, to: indices.count, by: size).map { indices.dropFirst($0).prefix(size) }
  }
}
