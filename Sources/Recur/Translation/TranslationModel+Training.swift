public import SequenceModels
public import SequenceTraining
internal import TensorCore
public import TextModeling

extension TranslationModel {
  /// The batches of pairs, those of like lengths together and in another order in every epoch.
  ///
  /// - Parameters:
  ///   - pairs: the pairs to train on; symbols that the model does not know become `<unk>`.
  ///   - batchSize: the most pairs of a batch.
  ///   - epochs: how often the pairs are read.
  ///   - seed: the order is drawn from it.
  /// - Throws: `TextError.tooShort` for no pairs.
  public func batches(
    of pairs: [SentencePair], batchSize: Int = 50, epochs: Int = 1, seed: UInt64 = 123
  ) throws(TextError) -> PairBatches {
    try PairBatches(
      vocabulary.encode(pairs, unknown: .unk), batchSize: batchSize, epochs: epochs, seed: seed)
  }

  /// A trainer of the network, for batches of the sizes of `batches`.
  ///
  /// The trainer has a network of its own: take `trainer.model` when it is done.
  ///
  /// - Parameters:
  ///   - updates: what is done with the gradient.
  ///   - threads: threads that share the work; nil: one for every core.
  public func trainer(
    for batches: PairBatches, updates: UpdateOptions = UpdateOptions(), threads: Int? = nil
  ) -> Trainer<EncoderDecoder<Float>> {
    Trainer(
      network, batchSize: batches.batchSize, updates: updates,
      threads: threads ?? WorkerPool.processorCount)
  }

  /// Trains the model on pairs; it gets the mean of the weights where `updates` asks for one.
  ///
  /// - Parameters:
  ///   - report: receives the findings of every update.
  ///   - pairs: as the other parameters, of ``batches(of:batchSize:epochs:seed:)`` and
  ///     ``trainer(for:updates:threads:)``.
  /// - Throws: what these two throw, and `TrainingError` for a loss that is not finite; the model
  ///   is then as it was.
  public mutating func train(
    on pairs: [SentencePair], batchSize: Int = 50, epochs: Int = 1, seed: UInt64 = 123,
    updates: UpdateOptions = UpdateOptions(), threads: Int? = nil,
    report: (UpdateReport) throws -> Void = { _ in }
  ) throws {
    let batches = try batches(of: pairs, batchSize: batchSize, epochs: epochs, seed: seed)
    let trainer = trainer(for: batches, updates: updates, threads: threads)
    for batch in batches { try report(trainer.update(batch)) }
    network = trainer.averagedModel ?? trainer.model
  }
}
