import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import TextModeling

/// One training run over a text: updates, validations, samples and checkpoints, from where it stands to its end.
final class TrainingRun: TrainingLoop {
  typealias Ending = TrainingEnding

  let training: ModelTraining
  let text: TrainingText
  let output: ModelOutput
  let totalUpdates: Int
  let updatesPerEpoch: Int
  private let validation: EvaluationBlocks?
  private let evaluator: Evaluator<Float>?
  /// The weights that validation reads where training rounds them.
  private let exactModel: PackedSequenceModel<Float>?
  private var batches: StreamBatches
  private var savedUpdate: Int?

  /// A run over `text`, from the `snapshot` that `training` stands at.
  init(
    _ training: ModelTraining, text: TrainingText, batches: StreamBatches, output: ModelOutput,
    snapshot: TrainingSnapshot?
  ) throws {
    let settings = training.settings
    self.training = training
    self.text = text
    self.output = output
    self.batches = batches
    updatesPerEpoch = batches.blocksPerEpoch
    totalUpdates = settings.totalUpdates(perEpoch: updatesPerEpoch)
    training.progress.stopping.patience = settings.patience
    validation = text.validationBlocks(settings)
    let (trainer, pool) = (training.trainer, training.pool)
    let exactModel =
      validation == nil || settings.estimator.precision == .full
      ? nil : PackedSequenceModel(trainer.model, trains: false, pool: pool)
    self.exactModel = exactModel
    evaluator = validation.map { blocks in
      Evaluator(
        exactModel ?? trainer.packedModel, batchSize: blocks.batchSize,
        sequenceLength: blocks.sequenceLength, pool: pool)
    }
    guard snapshot != nil else { return }
    try self.batches.resume(from: training.progress.position)
    savedUpdate = training.progress.updates
  }

  var settings: TrainSettings { training.settings }
  var progress: TrainingSnapshot.Progress { training.progress }

  /// Whether this run, or the one it goes on with, has saved anything.
  var hasSaved: Bool { savedUpdate != nil }

  /// Whether there is text to validate on.
  var validates: Bool { validation != nil }

  private lazy var batch = Batch(steps: batches.sequenceLength, batchSize: batches.batchSize)

  func advance(_ reporter: TrainingReporter) throws {
    if try update(&batch, reporter) { try validateAndSave(reporter) }
  }

  /// One update; returns whether a validation is due after it.
  private func update(_ batch: inout Batch, _ reporter: TrainingReporter) throws -> Bool {
    let endsEpoch = batches.next(into: &batch)
    let report = try training.update(batch)
    training.progress.position = batches.position
    try reporter.update(progress, report)
    return endsEpoch || batches.position.block.isMultiple(of: settings.validateEvery)
      || progress.updates == totalUpdates
  }

  /// Validates, shows a sample, and saves.
  private func validateAndSave(_ reporter: TrainingReporter) throws {
    var isBest = true
    if let loss = try validationLoss() {
      training.progress.validationLoss = loss
      training.progress.validatedUpdate = progress.updates
      isBest = training.progress.stopping.observe(loss)
      if isBest { training.progress.bestUpdate = progress.updates }
      try reporter.validation(
        progress, loss: loss, isBest: isBest, report: training.lastReport,
        measures: text.wordMeasures(loss))
    }
    try training.requireFiniteParameters()
    if settings.sampleLength > 0 { try reporter.sample(training.sample(), progress) }
    try save(best: isBest)
  }

  /// Saves a run that stops between two validations.
  func stop(_ ending: Ending, _ reporter: TrainingReporter) throws -> Ending {
    guard savedUpdate != progress.updates else { return ending }
    try training.requireFiniteParameters()
    // Before the first validation the latest is the best there is; it takes no part in the search for the best.
    try save(best: progress.stopping.best == nil)
    return ending
  }

  private func save(best: Bool) throws {
    let checkpoint = try training.checkpoint(text.fingerprint)
    try output.save(checkpoint, best: best || !validates, latest: validates)
    savedUpdate = progress.updates
  }

  /// The loss on the validation text in nats, nil if there is none.
  private func validationLoss() throws(TrainingError) -> Double? {
    guard let blocks = validation, let evaluator else { return nil }
    if let exactModel {
      training.trainer.model.parameters.withBlock {
        exactModel.update(from: $0, pool: training.pool)
      }
    }
    let loss = evaluator.lossSum(of: blocks) / Double(blocks.predictionCount)
    guard loss.isFinite else { throw training.notFinite(loss) }
    return loss
  }
}
