public import SequenceTraining
internal import TextModeling

/// The batches of sentence pairs, epoch after epoch.
///
/// ```swift
/// let batches = try model.batches(of: pairs, batchSize: 32, epochs: 5)
/// let trainer = model.trainer(for: batches)
/// for batch in batches { try trainer.update(batch) }
/// model.network = trainer.model
/// ```
public struct TranslationBatches: Sequence, Sendable {
  /// How often the pairs are read.
  public let epochs: Int
  private let pairs: PairBatches

  /// The batches of `epochs` passes over `pairs`.
  init(_ pairs: PairBatches, epochs: Int) {
    precondition(epochs >= 0, "batches of \(epochs) epochs")
    self.pairs = pairs
    self.epochs = epochs
  }

  /// The most pairs of a batch.
  public var batchSize: Int { pairs.batchSize }
  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int { pairs.batchesPerEpoch }
  /// The number of batches in all.
  public var count: Int { epochs * batchesPerEpoch }

  /// A walk over the batches from the first one.
  public func makeIterator() -> Iterator { Iterator(pairs: pairs, epochs: epochs) }

  /// A walk over the batches of pairs.
  public struct Iterator: IteratorProtocol {
    fileprivate var pairs: PairBatches
    fileprivate let epochs: Int

    /// The next batch; nil after the last epoch.
    public mutating func next() -> PairBatch? {
      guard pairs.position.epoch < epochs else { return nil }
      let batch: PairBatch = pairs.next()
      return batch
    }
  }
}
