import Recur
import Terminal

/// A text as what a language model is trained on: its batches, epoch after epoch, and the part of
/// it that is held out.
final class TextTask: TrainingTask {
  let settings: CharLMSettings
  let text: TrainingText
  let memory: TrainingMemory
  let trainer: Trainer<SequenceModel<Float>>
  private let pool: WorkerPool
  private let validation: EvaluationBlocks?
  private let evaluator: Evaluator<Float>?
  /// The weights that validation reads where training rounds them.
  private let exactModel: PackedSequenceModel<Float>?
  private var batches: StreamBatches
  private var batch: Batch

  /// A task from the beginning of `text`.
  ///
  /// - Throws: `GradientMethodError` for a method that does not go with the model.
  init(
    _ network: SequenceModel<Float>, settings: CharLMSettings, text: TrainingText,
    batches: StreamBatches, memory: TrainingMemory
  ) throws(GradientMethodError) {
    self.settings = settings
    self.text = text
    self.memory = memory
    self.batches = batches
    batch = Batch(steps: batches.sequenceLength, batchSize: batches.batchSize)
    let pool = WorkerPool(threads: settings.training.threads)
    self.pool = pool
    let trainer = try settings.trainer(
      of: network, updatesPerEpoch: batches.blocksPerEpoch, pool: pool)
    self.trainer = trainer
    validation = text.validationBlocks(settings)
    let exactModel =
      validation == nil || settings.training.precision == .exact
      ? nil : PackedSequenceModel(trainer.model, trains: false, pool: pool)
    self.exactModel = exactModel
    evaluator = validation.map { blocks in
      Evaluator(
        exactModel ?? trainer.packedModel, batchSize: blocks.batchSize,
        sequenceLength: blocks.sequenceLength, pool: pool)
    }
  }

  var model: LanguageModel {
    LanguageModel(
      configuration: settings.architecture, vocabulary: text.vocabulary, network: trainer.model,
      warmUp: text.warmUp)
  }

  var fingerprint: TextFingerprint { text.fingerprint }
  var updatesPerEpoch: Int? { batches.blocksPerEpoch }
  var symbolCount: Int { text.vocabulary.count }
  var validates: Bool { validation != nil }
  var isOnline: Bool { settings.method.isForward }
  var dropout: Double? { settings.method.isForward ? nil : settings.architecture.dropout }
  var position: StreamBatches.Position { batches.position }

  func resume(from position: StreamBatches.Position) throws {
    try batches.resume(from: position)
  }

  func next() -> Batch? {
    batches.next(into: &batch)
    return batch
  }

  func isCheckpointDue(after update: Int) -> Bool {
    position.block.isMultiple(of: settings.validateEvery)
  }

  func validate() -> Validation? {
    guard let blocks = validation, let evaluator else { return nil }
    if let exactModel {
      trainer.model.parameters.withBlock { exactModel.update(from: $0, pool: pool) }
    }
    let loss = evaluator.lossSum(of: blocks) / Double(blocks.predictionCount)
    return (loss, text.wordMeasures(loss))
  }

  func samples(using generator: inout RandomGenerator) -> [Sample] {
    settings.sample(
      trainer.packedModel, text.vocabulary, warmUp: text.warmUp, using: &generator)
  }
}

extension CharLMSettings {
  /// A text that the model writes; none of length 0.
  func sample(
    _ model: PackedSequenceModel<Float>, _ vocabulary: Vocabulary, warmUp: [Int32] = [],
    using generator: inout RandomGenerator
  ) -> [TextTask.Sample] {
    guard sampleLength > 0 else { return [] }
    var writer = TextGenerator(
      model, vocabulary: vocabulary, options: SamplingOptions(), warmUp: warmUp)
    let text = writer.text(sampleLength, using: &generator)
    return [(["“\(visible(text, limit: .max))”"], JSONValue.members(["text": .string(text)]))]
  }
}
