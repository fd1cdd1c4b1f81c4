import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import TextModeling

/// A model, what trains it, and where that stands: what runs over a text and over a stream have in common.
final class ModelTraining {
  let settings: TrainSettings
  let vocabulary: Vocabulary
  let pool: WorkerPool
  let trainer: Trainer<SequenceModel<Float>>
  var progress: TrainingSnapshot.Progress
  private(set) var lastReport: UpdateReport?
  private let options: [String: [String]]

  /// - Parameters:
  ///   - model: drawn anew, or that of the checkpoint.
  ///   - updates: what the settings say of updates, for a run of this length.
  ///   - options: what a checkpoint remembers of the command line.
  ///   - snapshot: where to go on; nil: from the beginning, with `generator` for the samples.
  /// - Throws: `CommandFailure` for a trainer that does not go with the model, `TrainingError` for a snapshot that
  ///   does not fit.
  init(
    _ model: SequenceModel<Float>, settings: TrainSettings, updates: UpdateOptions,
    vocabulary: Vocabulary,
    options: [String: [String]], generator: RandomGenerator, snapshot: TrainingSnapshot?
  ) throws {
    self.settings = settings
    self.vocabulary = vocabulary
    self.options = options
    let pool = WorkerPool(threads: settings.threads)
    self.pool = pool
    let estimator = settings.estimator
    trainer = try Trainer(
      model, method: settings.method, batchSize: estimator.batchSize,
      sequenceLength: estimator.sequenceLength, updates: updates, precision: estimator.precision,
      pool: pool)
    progress = snapshot?.progress ?? TrainingSnapshot.Progress(generator: generator)
    guard let snapshot else { return }
    try trainer.restore(
      TrainerSnapshot(
        updateCount: progress.updates, parameters: model.parameters,
        optimizer: OptimizerState(
          step: progress.optimizerSteps, vectors: snapshot.optimizerVectors),
        state: snapshot.state, estimator: snapshot.estimator))
  }

  /// One update.
  ///
  /// - Throws: `TrainingError` for a loss that is not finite, before anything has changed.
  func update(_ batch: Batch) throws(TrainingError) -> UpdateReport {
    let report = try trainer.update(batch)
    lastReport = report
    progress.updates += 1
    progress.normClips += report.normWasClipped ? 1 : 0
    progress.valueClips += report.clippedValues
    return report
  }

  /// The model with all that is needed to go on.
  func checkpoint(
    _ text: TextFingerprint, pending: [UInt8] = []
  ) throws(CheckpointError) -> Checkpoint {
    let snapshot = trainer.snapshot()
    progress.optimizerSteps = snapshot.optimizer.step
    var checkpoint = try LanguageModel(
      configuration: settings.architecture, vocabulary: vocabulary, network: trainer.model
    ).checkpoint()
    try TrainingSnapshot(
      options: options, text: text, kernels: KernelSet.active.name, progress: progress,
      state: snapshot.state, optimizerVectors: snapshot.optimizer.vectors,
      estimator: snapshot.estimator, pending: pending
    ).add(to: &checkpoint)
    return checkpoint
  }

  /// A model with a weight that is not finite is never saved.
  func requireFiniteParameters() throws(TrainingError) {
    let squares = trainer.model.parameters.withBlock { $0.sumOfSquares }
    guard squares.isFinite else { throw notFinite(.nan) }
  }

  /// The error for a loss that is not finite.
  func notFinite(_ loss: Double) -> TrainingError {
    .notFinite(
      update: progress.updates, loss: loss, gradientNorm: lastReport?.gradientNorm ?? .nan)
  }

  /// A text of the model as it is.
  func sample() -> String {
    var generator = TextGenerator(
      trainer.packedModel, vocabulary: vocabulary, options: SamplingOptions())
    return generator.text(settings.sampleLength, using: &progress.generator)
  }
}
