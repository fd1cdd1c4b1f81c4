import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// One training run on pairs: updates, validations, samples and checkpoints, from where it stands to its end.
final class TranslationRun: TrainingLoop {
  let settings: TranslateSettings
  let pairs: TrainingPairs
  let output: ModelOutput
  let totalUpdates: Int
  let updatesPerEpoch: Int
  private(set) var progress: TrainingSnapshot.Progress
  private let options: [String: [String]]
  private let pool: WorkerPool
  private let trainer: Trainer<EncoderDecoder<Float>>
  private let meter: TranslationMeter
  /// The weights that validation reads where training rounds them.
  private let exactModel: PackedEncoderDecoder<Float>?
  /// What is translated at each validation, and shown.
  private let translated: TrainingPairs.Part
  /// How validation translates.
  let greedy: TranslationDecoding
  private var batches: PairBatches
  private var lastReport: UpdateReport?
  private var savedUpdate: Int?

  /// Symbols that a translation may be longer than the longest target trained on.
  private static let extraLength = 10

  /// A run over `pairs`.
  ///
  /// - Parameters:
  ///   - model: drawn anew, or that of the checkpoint.
  ///   - options: what a checkpoint remembers of the command line.
  ///   - snapshot: where to go on; nil: from the beginning.
  init(
    _ model: EncoderDecoder<Float>, settings: TranslateSettings, pairs: TrainingPairs,
    output: ModelOutput, options: [String: [String]], generator: RandomGenerator,
    snapshot: TrainingSnapshot?
  ) throws {
    self.settings = settings
    self.pairs = pairs
    self.output = output
    self.options = options
    batches = try pairs.batches(settings)
    updatesPerEpoch = batches.batchesPerEpoch
    let (all, isTooMany) = settings.epochs.multipliedReportingOverflow(by: updatesPerEpoch)
    totalUpdates = min(isTooMany ? .max : all, settings.updates ?? .max)
    pool = WorkerPool(threads: settings.threads)
    let steps = pairs.steps
    trainer = Trainer(
      model, batchSize: settings.batchSize, sourceSteps: steps.source, targetSteps: steps.target,
      updates: settings.optimization.updateOptions(
        totalUpdates: totalUpdates, updatesPerEpoch: updatesPerEpoch),
      sampling: settings.sampling, precision: settings.precision.products, pool: pool)
    exactModel =
      settings.precision == .exact ? nil : PackedEncoderDecoder(model, trains: false, pool: pool)
    meter = TranslationMeter(
      exactModel ?? trainer.packedModel, vocabulary: pairs.vocabulary, pool: pool)
    greedy = .greedy(maximumLength: steps.target - 1 + Self.extraLength)
    translated =
      pairs.validation.count > 0
      ? pairs.validation.spread(settings.validationSample) : pairs.training.spread(settings.samples)
    progress = snapshot?.progress ?? TrainingSnapshot.Progress(generator: generator)
    progress.stopping.patience = settings.patience
    if let snapshot { try restore(snapshot, parameters: model.parameters) }
  }

  var hasSaved: Bool { savedUpdate != nil }

  var validates: Bool { pairs.validation.count > 0 }

  private func restore(_ snapshot: TrainingSnapshot, parameters: Tensor<Float>) throws {
    try batches.resume(
      from: PairBatches.Position(epoch: progress.position.epoch, batch: progress.position.block))
    try trainer.restore(
      TrainerSnapshot(
        updateCount: progress.updates, parameters: parameters,
        optimizer: OptimizerState(
          step: progress.optimizerSteps, vectors: snapshot.optimizerVectors)))
    savedUpdate = progress.updates
  }

  func advance(_ reporter: TrainingReporter) throws {
    let report = try trainer.update(batches.next())
    lastReport = report
    progress.updates += 1
    progress.position = StreamBatches.Position(
      epoch: batches.position.epoch, block: batches.position.batch)
    progress.normClips += report.normWasClipped ? 1 : 0
    progress.valueClips += report.clippedValues
    try reporter.update(progress, report)
    let isDue = settings.validateEvery.map { batches.position.batch.isMultiple(of: $0) } ?? false
    if batches.isAtEpochStart || isDue || progress.updates == totalUpdates {
      try validateAndSave(reporter)
    }
  }

  /// Validates, shows some translations, and saves.
  private func validateAndSave(_ reporter: TrainingReporter) throws {
    var isBest = true
    // Of a model with a weight that is not finite nothing can be measured, and it is never saved.
    try requireFiniteParameters()
    if let exactModel {
      trainer.model.parameters.withBlock { exactModel.update(from: $0, pool: pool) }
    }
    let found = meter.translate(translated, greedy, bleu: settings.bleu)
    if validates {
      let loss = meter.loss(pairs.validation)
      guard loss.isFinite else { throw notFinite(loss) }
      progress.validationLoss = loss
      progress.validatedUpdate = progress.updates
      isBest = progress.stopping.observe(loss)
      if isBest { progress.bestUpdate = progress.updates }
      try reporter.validation(
        progress, loss: loss, isBest: isBest, report: lastReport,
        measures: (found.scores.words, found.scores.members))
    }
    for index in 0..<min(settings.samples, found.pairs.count) {
      try reporter.sample(found, index, progress)
    }
    try save(best: isBest)
  }

  func stop(_ ending: TrainingEnding, _ reporter: TrainingReporter) throws -> TrainingEnding {
    guard savedUpdate != progress.updates else { return ending }
    try requireFiniteParameters()
    // Before the first validation the latest is the best there is; it takes no part in the search for the best.
    try save(best: progress.stopping.best == nil)
    return ending
  }

  private func save(best: Bool) throws {
    progress.optimizerSteps = trainer.optimizerState.step
    var checkpoint = try TranslationModel(
      vocabulary: pairs.vocabulary, network: trainer.model
    ).checkpoint()
    try TrainingSnapshot(
      options: options, text: pairs.fingerprint, kernels: KernelSet.active.name,
      progress: progress, state: Tensor(zeros: [0]),
      optimizerVectors: trainer.optimizerState.vectors
    ).add(to: &checkpoint)
    try output.save(checkpoint, best: best || !validates, latest: validates)
    savedUpdate = progress.updates
  }

  private func requireFiniteParameters() throws(TrainingError) {
    let squares = trainer.model.parameters.withBlock { $0.sumOfSquares }
    guard squares.isFinite else { throw notFinite(.nan) }
  }

  private func notFinite(_ loss: Double) -> TrainingError {
    .notFinite(
      update: progress.updates, loss: loss, gradientNorm: lastReport?.gradientNorm ?? .nan)
  }
}

extension TrainingReporter {
  /// A translation of the model at this point.
  func sample(
    _ found: TranslationMeter.Translations, _ index: Int, _ progress: TrainingSnapshot.Progress
  ) throws(EventLogFailure) {
    let (source, target) = (found.pairs[index].source, found.references[index])
    let output = found.hypotheses[index]
    let isRight = isExactMatch(output, target)
    try sample(
      [
        "\(isRight ? "✓" : "✗") \(visible(source))",
        "  → \(visible(output))" + (isRight ? "" : "  instead of  \(visible(target))"),
      ],
      [
        .init(name: "source", value: .string(source)),
        .init(name: "reference", value: .string(target)),
        .init(name: "text", value: .string(output)),
      ], progress)
  }
}
