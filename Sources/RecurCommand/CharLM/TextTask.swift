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
  /// The weights that validation reads where training rounds them, or where their mean is validated
  /// too.
  private let measured: PackedSequenceModel<Float>?
  /// Whether the mean of the weights had the lower loss in the last validation.
  private var prefersAverage = false
  /// The simple models of the table at the end, where they were measured before training.
  private(set) var baselines: [Baseline]?
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
    let measured =
      validation != nil && settings.training.measuresCopy
      ? PackedSequenceModel(trainer.model, trains: false, pool: pool) : nil
    self.measured = measured
    evaluator = validation.map { blocks in
      Evaluator(
        measured ?? trainer.packedModel, batchSize: blocks.batchSize,
        sequenceLength: blocks.sequenceLength, pool: pool)
    }
  }

  func model(_ network: SequenceModel<Float>) -> LanguageModel {
    LanguageModel(
      configuration: settings.architecture, vocabulary: text.vocabulary, network: network,
      warmUp: text.warmUp)
  }

  var fingerprint: TextFingerprint { text.fingerprint }
  var updatesPerEpoch: Int? { batches.blocksPerEpoch }
  var symbolCount: Int? { text.vocabulary.count }
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
    func loss(of model: SequenceModel<Float>) -> Double {
      if let measured { model.parameters.withBlock { measured.update(from: $0, pool: pool) } }
      return evaluator.lossSum(of: blocks) / Double(blocks.predictionCount)
    }
    let raw = loss(of: trainer.model)
    let averaged = trainer.averagedModel.map(loss)
    prefersAverage = averaged.map { $0 < raw } ?? false
    return (raw, averaged, text.wordMeasures(raw))
  }

  var validationWork: Double {
    let symbols = text.split.validation.reduce(0) { $0 + $1.count }
    // Forward only; of the weights and of their mean.
    let passes = settings.training.average == .none ? 0.4 : 0.8
    return passes * Double(symbols) / Double(settings.estimator.symbolsPerUpdate)
  }

  func prepareSummary() { if validates { baselines = measureBaselines() } }

  func samples(using generator: inout RandomGenerator) -> [Sample] {
    settings.sample(
      prefersAverage ? measured ?? trainer.packedModel : trainer.packedModel, text.vocabulary,
      warmUp: text.warmUp, using: &generator)
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
      [model], vocabulary: vocabulary, options: SamplingOptions(), warmUp: warmUp)
    let text = writer.text(sampleLength, using: &generator)
    return [(["“\(visible(text, limit: .max))”"], JSONValue.members(["text": .string(text)]))]
  }
}
