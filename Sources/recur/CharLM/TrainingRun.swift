import ModelFiles
import SequenceModels
import SequenceTraining
import TensorCore
import TextModeling

/// One training run: updates, validations, samples and checkpoints, from where it stands to its end.
final class TrainingRun: TrainingLoop {
  typealias Ending = TrainingEnding

  let settings: TrainSettings
  let text: TrainingText
  let output: ModelOutput
  let totalUpdates: Int
  let updatesPerEpoch: Int
  private(set) var progress: TrainingSnapshot.Progress
  private let options: [String: [String]]
  private let pool: WorkerPool
  private let trainer: Trainer<Float>
  private let validation: EvaluationBlocks?
  private let evaluator: Evaluator<Float>?
  private var batches: StreamBatches
  private var lastReport: UpdateReport?
  private var savedUpdate: Int?

  /// A run over `text`.
  ///
  /// - Parameters:
  ///   - model: drawn anew, or that of the checkpoint.
  ///   - options: what a checkpoint remembers of the command line.
  ///   - snapshot: where to go on; nil: from the beginning, with `generator` for the samples.
  init(
    _ model: SequenceModel<Float>, settings: TrainSettings, text: TrainingText,
    batches: StreamBatches, output: ModelOutput, options: [String: [String]],
    generator: RandomGenerator, snapshot: TrainingSnapshot?
  ) throws {
    self.settings = settings
    self.text = text
    self.output = output
    self.options = options
    self.batches = batches
    updatesPerEpoch = batches.blocksPerEpoch
    let (all, isTooMany) = settings.epochs.multipliedReportingOverflow(by: batches.blocksPerEpoch)
    totalUpdates = min(isTooMany ? .max : all, settings.updates ?? .max)
    pool = WorkerPool(threads: settings.threads)
    trainer = Trainer(model, options: settings.trainer, pool: pool)
    progress = snapshot?.progress ?? TrainingSnapshot.Progress(generator: generator)
    progress.stopping.patience = settings.patience
    validation = text.validationBlocks(settings)
    evaluator = validation.map { [trainer, pool] blocks in
      Evaluator(
        trainer.packedModel, batchSize: blocks.batchSize, sequenceLength: blocks.sequenceLength,
        pool: pool)
    }
    if let snapshot { try restore(snapshot, parameters: model.parameters) }
  }

  /// Whether this run, or the one it goes on with, has saved anything.
  var hasSaved: Bool { savedUpdate != nil }

  /// Whether there is text to validate on.
  var validates: Bool { validation != nil }

  private func restore(_ snapshot: TrainingSnapshot, parameters: Tensor<Float>) throws {
    try batches.resume(from: progress.position)
    var optimizerState = OptimizerState<Float>(
      for: settings.trainer.optimizer, parameterCount: parameters.count)
    optimizerState.step = progress.optimizerSteps
    optimizerState.vectors = snapshot.optimizerVectors
    try trainer.restore(
      parameters: parameters, optimizerState: optimizerState, state: snapshot.state,
      updates: progress.updates)
    savedUpdate = progress.updates
  }

  private lazy var inputs = [Int32](
    repeating: 0, count: batches.batchSize * batches.sequenceLength)
  private lazy var targets = inputs

  func advance(_ reporter: TrainingReporter) throws {
    if try update(&inputs, &targets, reporter) { try validateAndSave(reporter) }
  }

  /// One update; returns whether a validation is due after it.
  private func update(
    _ inputs: inout [Int32], _ targets: inout [Int32], _ reporter: TrainingReporter
  ) throws -> Bool {
    if batches.isAtEpochStart { trainer.resetState() }
    let start = batches.position
    let endsEpoch = batches.next(inputs: &inputs, targets: &targets)
    let report = try trainer.update(
      Batch(tokens: inputs, targets: targets),
      progress: TrainingProgress(
        totalUpdates: totalUpdates,
        epoch: Double(start.epoch) + Double(start.block) / Double(updatesPerEpoch)))
    lastReport = report
    progress.updates += 1
    progress.position = batches.position
    progress.normClips += report.normWasClipped ? 1 : 0
    progress.valueClips += report.clippedValues
    try reporter.update(progress, report)
    return endsEpoch || batches.position.block.isMultiple(of: settings.validateEvery)
      || progress.updates == totalUpdates
  }

  /// Validates, shows a sample, and saves.
  private func validateAndSave(_ reporter: TrainingReporter) throws {
    var isBest = true
    if let loss = try validationLoss() {
      progress.validationLoss = loss
      progress.validatedUpdate = progress.updates
      isBest = progress.stopping.observe(loss)
      if isBest { progress.bestUpdate = progress.updates }
      try reporter.validation(progress, loss: loss, isBest: isBest, report: lastReport)
    }
    try requireFiniteParameters()
    if settings.sampleLength > 0 { try reporter.sample(sample(), progress) }
    try save(best: isBest)
  }

  /// Saves a run that stops between two validations.
  func stop(_ ending: Ending, _ reporter: TrainingReporter) throws -> Ending {
    guard savedUpdate != progress.updates else { return ending }
    try requireFiniteParameters()
    // Before the first validation the latest is the best there is; it takes no part in the search for the best.
    try save(best: progress.stopping.best == nil)
    return ending
  }

  private func save(best: Bool) throws {
    if settings.trainer.backpropagationLength ?? 0 > settings.trainer.sequenceLength {
      // The window that overlaps is not part of a checkpoint: a run that goes on must not know it either.
      try trainer.restore(
        parameters: trainer.model.parameters, optimizerState: trainer.optimizerState,
        state: trainer.state, updates: trainer.updates)
    }
    progress.optimizerSteps = trainer.optimizerState.step
    let model = LanguageModel(
      architecture: settings.architecture, vocabulary: text.vocabulary, model: trainer.model)
    var checkpoint = try model.checkpoint()
    try TrainingSnapshot(
      options: options, text: text.fingerprint, kernels: KernelSet.active.name, progress: progress,
      state: trainer.state, optimizerVectors: trainer.optimizerState.vectors
    ).add(to: &checkpoint)
    try output.save(checkpoint, best: best || !validates, latest: validates)
    savedUpdate = progress.updates
  }

  /// The loss on the validation text in nats, nil if there is none.
  private func validationLoss() throws(TrainingError) -> Double? {
    guard var blocks = validation, let evaluator else { return nil }
    evaluator.resetState()
    var inputs = [Int32](repeating: 0, count: blocks.batchSize * blocks.sequenceLength)
    var targets = inputs
    var sum = 0.0
    while blocks.next(inputs: &inputs, targets: &targets) > 0 {
      sum += evaluator.lossSum(Batch(tokens: inputs, targets: targets))
    }
    let loss = sum / Double(blocks.predictionCount)
    guard loss.isFinite else { throw notFinite(loss) }
    return loss
  }

  /// A model with a weight that is not finite is never saved.
  private func requireFiniteParameters() throws(TrainingError) {
    let squares = trainer.model.parameters.withBlock { $0.sumOfSquares }
    guard squares.isFinite else { throw notFinite(.nan) }
  }

  private func notFinite(_ loss: Double) -> TrainingError {
    .notFinite(
      update: progress.updates, loss: loss, gradientNorm: lastReport?.gradientNorm ?? .nan)
  }

  private func sample() -> String {
    var generator = TextGenerator(
      trainer.packedModel, vocabulary: text.vocabulary, options: SamplingOptions())
    var decoder = StreamingTextDecoder(vocabulary: text.vocabulary)
    var sample = ""
    generator.write(settings.sampleLength, after: [], using: &progress.generator) { symbol in
      sample += decoder.append(symbol)
      return true
    }
    return sample + decoder.finish()
  }
}
