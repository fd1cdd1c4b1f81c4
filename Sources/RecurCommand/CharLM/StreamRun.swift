import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// Training on a text without end, as it comes: updates and, at a schedule, checkpoints, in constant memory.
final class StreamRun {
  /// Why a run ended.
  enum Ending: String {
    case complete, ended, time, interrupted
  }

  let training: ModelTraining
  let output: ModelOutput
  /// Updates after which it ends; nil: none.
  let totalUpdates: Int?
  private var reader: StreamReader
  private var symbols: SymbolStream
  private var savedUpdate: Int?
  private let isResumed: Bool

  /// How long the run waits for bytes before it looks whether it is to stop.
  private static let patience: Int32 = 50

  /// What stands in a checkpoint of a stream in the place of a text's fingerprint.
  static let fingerprint = TextFingerprint(bytes: 0, checksum: "stream")

  /// - Parameters:
  ///   - reader: where the text comes from.
  ///   - snapshot: where to go on; what it had read and not yet used comes first.
  init(
    _ training: ModelTraining, output: ModelOutput, reader: StreamReader = StreamReader(),
    snapshot: TrainingSnapshot?
  ) {
    self.training = training
    self.output = output
    self.reader = reader
    totalUpdates = training.settings.updates
    symbols = SymbolStream(vocabulary: training.vocabulary, pending: snapshot?.pending)
    isResumed = snapshot != nil
    savedUpdate = snapshot.map { _ in training.progress.updates }
  }

  /// Characters trained on in all.
  var characters: Int { training.progress.updates * charactersPerUpdate }

  /// Symbols met in this run that the vocabulary does not hold.
  var unknownCount: Int { symbols.unknownCount }

  /// Whether this run, or the one it goes on with, has saved anything.
  var hasSaved: Bool { savedUpdate != nil }

  var charactersPerUpdate: Int { training.settings.estimator.sequenceLength }

  /// Trains until the text or the run ends, and saves.
  ///
  /// - Throws: `TrainingError` for a loss that is not finite; `SystemFailure` for a text that cannot be read; what
  ///   saving and logging throw.
  func run(_ reporter: StreamReporter, maximumSeconds: Double?) throws -> Ending {
    var batch = Batch(steps: charactersPerUpdate, batchSize: 1)
    while true {
      if let ending = ending(reporter, maximumSeconds) { return try stop(ending, reporter) }
      guard symbols.count <= charactersPerUpdate else {
        try update(&batch, reporter)
        continue
      }
      switch try reader.read(waiting: Self.patience) {
      case .bytes: symbols.append(reader.piece)
      case .nothing: reporter.wait()
      case .end:
        // Control-C ends the writer of a pipe too.
        return try stop(Interrupt.isRequested ? .interrupted : .ended, reporter)
      }
    }
  }

  private func ending(_ reporter: StreamReporter, _ maximumSeconds: Double?) -> Ending? {
    if Interrupt.isRequested { return .interrupted }
    if let maximumSeconds, reporter.seconds >= maximumSeconds { return .time }
    if let totalUpdates, training.progress.updates >= totalUpdates { return .complete }
    return nil
  }

  private func update(_ batch: inout Batch, _ reporter: StreamReporter) throws {
    symbols.take(inputs: &batch.tokens, targets: &batch.targets)
    let report = try training.update(batch)
    try reporter.update(characters, report)
    let interval = training.settings.saveEvery
    if characters / interval > (characters - charactersPerUpdate) / interval {
      if training.settings.sampleLength > 0 {
        try reporter.sample(training.sample(), characters)
      }
      try save()
      try reporter.saved(characters)
    }
  }

  private func stop(_ ending: Ending, _ reporter: StreamReporter) throws -> Ending {
    if training.progress.updates == 0, !isResumed, ending == .ended {
      throw CommandFailure(
        .unusableData,
        "standard input ended after \(symbols.count) symbols; at least \(charactersPerUpdate + 1) are "
          + "needed for an update")
    }
    // Also where no update was made since: what was read must not be lost.
    try save()
    return ending
  }

  private func save() throws {
    try training.requireFiniteParameters()
    let checkpoint = try training.checkpoint(Self.fingerprint, pending: symbols.pending)
    try output.save(checkpoint, best: true, latest: false)
    savedUpdate = training.progress.updates
  }
}
