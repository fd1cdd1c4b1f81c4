public import SequenceModels
public import SequenceTraining
internal import TensorCore
public import TextModeling

extension LanguageModel {
  /// The batches of a text, cut into parallel streams.
  ///
  /// - Parameters:
  ///   - text: the text to train on; `string.utf8` or what ``TextFile`` reads.
  ///   - batchSize: B, streams side by side.
  ///   - sequenceLength: T, steps from one update to the next.
  ///   - epochs: how often the text is read.
  /// - Throws: `TextError` for a text too short for one batch, and for a symbol that a model
  ///   without `<unk>` does not know.
  public func batches(
    of text: some Collection<UInt8>, batchSize: Int = 50, sequenceLength: Int = 50, epochs: Int = 1
  ) throws(TextError) -> TextBatches {
    let text = try encode(text, unknown: vocabulary.unknownIndex == nil ? .error : .unk)
    return TextBatches(
      try StreamBatches(
        text, range: 0..<text.count, batchSize: batchSize, sequenceLength: sequenceLength),
      epochs: epochs)
  }

  /// A trainer of the network, for batches of the sizes of `batches`.
  ///
  /// The trainer has a network of its own: take `trainer.model` when it is done.
  ///
  /// - Parameters:
  ///   - method: how the gradient is found.
  ///   - updates: what is done with the gradient.
  ///   - threads: threads that share the work; nil: one for every core.
  /// - Throws: `GradientMethodError` for a method that does not combine with the network.
  public func trainer(
    for batches: TextBatches, method: GradientMethod = .bptt,
    updates: UpdateOptions = UpdateOptions(), threads: Int? = nil
  ) throws(GradientMethodError) -> Trainer<SequenceModel<Float>> {
    try Trainer(
      network, method: method, batchSize: batches.batchSize,
      sequenceLength: batches.sequenceLength, updates: updates,
      threads: threads ?? WorkerPool.processorCount)
  }

  /// Trains the model on a text; it gets the mean of the weights where `updates` asks for one.
  ///
  /// - Parameters:
  ///   - report: receives the findings of every update.
  ///   - text: as the other parameters, of ``batches(of:batchSize:sequenceLength:epochs:)`` and
  ///     ``trainer(for:method:updates:threads:)``.
  /// - Throws: what these two throw, and `TrainingError` for a loss that is not finite; the model
  ///   is then as it was.
  public mutating func train(
    on text: some Collection<UInt8>, batchSize: Int = 50, sequenceLength: Int = 50,
    epochs: Int = 1, method: GradientMethod = .bptt, updates: UpdateOptions = UpdateOptions(),
    threads: Int? = nil, report: (UpdateReport) throws -> Void = { _ in }
  ) throws {
    let batches = try batches(
      of: text, batchSize: batchSize, sequenceLength: sequenceLength, epochs: epochs)
    let trainer = try trainer(for: batches, method: method, updates: updates, threads: threads)
    for batch in batches { try report(trainer.update(batch)) }
    network = trainer.averagedModel ?? trainer.model
    let all = batches.text
    warmUp = vocabulary.warmUp(all, in: 0..<all.count)
  }
}
