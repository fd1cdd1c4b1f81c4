public import SequenceModels
public import SequenceTraining
internal import TensorCore
public import TextModeling

/// The batches of pairs, those of like lengths together and in another order in every epoch.
///
/// An epoch shuffles the pairs, sorts them by the lengths of source and target (within pools of
/// some batches), cuts them into batches, and shuffles the batches. The order depends on seed,
/// epoch, sizes and lengths alone, so that a position is enough to go on from.
///
/// ```swift
/// let batches = try model.batches(of: pairs, batchSize: 32, epochs: 5)
/// let trainer = model.trainer(for: batches)
/// for batch in batches { try trainer.update(batch) }
/// model.network = trainer.model
/// ```
public struct PairBatches: Sequence, IteratorProtocol, Sendable {
  private let pairs: [SequencePair]
  /// B, the number of pairs in a batch; one batch of an epoch may have fewer.
  public let batchSize: Int
  private let poolBatches: Int?
  /// How often the pairs are read.
  public let epochs: Int
  private let seed: UInt64
  /// Where the next batch stands.
  package private(set) var position = StreamBatches.Position()
  /// The batches of the current epoch; empty before its first is asked for.
  private var order: [[Int]] = []

  /// The batches of these pairs; those of the command where nothing else is said.
  ///
  /// - Parameters:
  ///   - pairs: the pairs that are read, in `epochs` passes.
  ///   - batchSize: B, at least 1.
  ///   - poolBatches: how many batches are sorted together: 1 makes every batch a random draw; nil
  ///     sorts all of them, which pads least.
  ///   - seed: what the order is drawn from, beside the epoch.
  /// - Throws: `TextError.tooShort` when there is no pair.
  public init(
    _ pairs: [SequencePair], batchSize: Int, poolBatches: Int? = 20, epochs: Int = 1,
    seed: UInt64 = 123
  ) throws(TextError) {
    precondition(
      batchSize > 0 && (poolBatches ?? 1) > 0 && epochs >= 0,
      "batches of \(batchSize) pairs, pools of \(poolBatches ?? 0) batches, \(epochs) epochs")
    guard !pairs.isEmpty else { throw .tooShort(needed: 1, found: 0) }
    self.pairs = pairs
    self.batchSize = batchSize
    self.poolBatches = poolBatches
    self.epochs = epochs
    self.seed = seed
  }

  /// The number of batches of an epoch, at least 1.
  public var batchesPerEpoch: Int { (pairs.count - 1) / batchSize + 1 }

  /// The number of batches in all.
  public var count: Int { epochs * batchesPerEpoch }

  /// Whether the next batch is the first of an epoch.
  package var isAtEpochStart: Bool { position.block == 0 }

  /// The next batch; nil after the last epoch.
  public mutating func next() -> PairBatch? {
    position.epoch < epochs ? nextBatch() : nil
  }

  /// The next batch, of whatever epoch.
  package mutating func nextBatch() -> PairBatch {
    if order.isEmpty { order = indices(epoch: position.epoch) }
    let batch = batch(order[position.block])
    position.block += 1
    if position.block == batchesPerEpoch {
      position = StreamBatches.Position(epoch: position.epoch + 1)
      order = []
    }
    return batch
  }

  /// Goes on from a position that was read before, of the same pairs, sizes and seed.
  ///
  /// - Throws: `TextError.positionOutOfRange`.
  package mutating func resume(from position: StreamBatches.Position) throws(TextError) {
    guard position.epoch >= 0, position.block >= 0, position.block < batchesPerEpoch else {
      throw .positionOutOfRange(
        epoch: position.epoch, block: position.block, blocksPerEpoch: batchesPerEpoch)
    }
    self.position = position
    order = []
  }

  /// The batches of an epoch, wherever the sequence stands.
  ///
  /// - Complexity: a sort of all pairs.
  public func batches(epoch: Int) -> [PairBatch] { indices(epoch: epoch).map(batch) }

  /// The pairs at `indices`, named by their places in the corpus.
  private func batch(_ indices: [Int]) -> PairBatch {
    PairBatch(indices.map { pairs[$0] }, keys: indices.map { UInt64($0) })
  }

  /// The indices of the pairs of each batch of an epoch.
  private func indices(epoch: Int) -> [[Int]] {
    var generator = RandomGenerator(seed: seed.splitMix() &+ UInt64(epoch))
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
