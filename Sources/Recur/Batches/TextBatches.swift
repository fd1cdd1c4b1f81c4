public import SequenceTraining
public import TextModeling

/// The batches of a text, epoch after epoch: parallel streams that go on from batch to batch.
///
/// ```swift
/// let batches = try model.batches(of: text, batchSize: 16, sequenceLength: 50, epochs: 2)
/// let trainer = try model.trainer(for: batches)
/// for batch in batches { try trainer.update(batch) }
/// model.network = trainer.model
/// ```
public struct TextBatches: Sequence, IteratorProtocol, Sendable {
  /// How often the text is read.
  public let epochs: Int
  private var blocks: StreamBatches

  /// The batches of `epochs` passes over the text that `blocks` read, such as the part of a
  /// `TextSplit` that trains.
  public init(_ blocks: StreamBatches, epochs: Int) {
    precondition(epochs >= 0, "batches of \(epochs) epochs")
    self.blocks = blocks
    self.epochs = epochs
  }

  /// The text that is read.
  package var text: EncodedText { blocks.text }
  /// B, the number of streams side by side.
  public var batchSize: Int { blocks.batchSize }
  /// T, the number of steps of a batch.
  public var sequenceLength: Int { blocks.sequenceLength }
  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int { blocks.blocksPerEpoch }
  /// The number of batches in all.
  public var count: Int { epochs * batchesPerEpoch }

  /// The next batch; nil after the last epoch.
  public mutating func next() -> Batch? {
    guard blocks.position.epoch < epochs else { return nil }
    var batch = Batch(steps: sequenceLength, batchSize: batchSize)
    blocks.next(into: &batch)
    return batch
  }
}
