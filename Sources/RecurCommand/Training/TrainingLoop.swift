import Recur
import SequenceTraining
import TensorCore
import Terminal

/// Why a training run ended.
enum TrainingEnding: String {
  case complete, patience, time, interrupted
}

/// A run that makes updates, validates and saves, until its end or until it is stopped.
protocol TrainingLoop: AnyObject {
  var progress: TrainingSnapshot.Progress { get }
  /// Updates in all.
  var totalUpdates: Int { get }
  var output: ModelOutput { get }
  /// Whether there is something to validate on, and so a best model beside the latest.
  var validates: Bool { get }
  /// Whether this run, or the one it goes on with, has saved anything.
  var hasSaved: Bool { get }

  /// Makes an update, and validates and saves where that is due: a run that goes on must not miss the validation.
  func advance(_ reporter: TrainingReporter) throws

  /// Saves a run that ends between two validations.
  func stop(_ ending: TrainingEnding, _ reporter: TrainingReporter) throws -> TrainingEnding
}

extension TrainingLoop {
  /// Trains until the end.
  ///
  /// - Parameter maximumSeconds: after so much time the run saves and stops.
  /// - Throws: `TrainingError` for a loss that is not finite; what saving and logging throw.
  func run(_ reporter: TrainingReporter, maximumSeconds: Double?) throws -> TrainingEnding {
    while progress.updates < totalUpdates {
      if progress.stopping.shouldStop { return .patience }
      if Interrupt.isRequested { return try stop(.interrupted, reporter) }
      if let maximumSeconds, reporter.seconds >= maximumSeconds { return try stop(.time, reporter) }
      try advance(reporter)
    }
    return .complete
  }

  /// Trains until the end, with Control-C taken over, and says how it ended.
  ///
  /// - Throws: `CommandFailure`: 130 after Control-C, and what else ended the run, with what is left of it.
  func train(_ reporter: TrainingReporter, maximumSeconds: Double?) throws -> TrainingEnding {
    Interrupt.install()
    let ending: TrainingEnding
    do {
      ending = try run(reporter, maximumSeconds: maximumSeconds)
    } catch {
      try? reporter.end(progress, reason: "failed", memory: MemoryMeter.liveBytes)
      throw CommandFailure(
        training: error, kept: validates ? [output.path, output.latestPath] : [output.path],
        hasSaved: hasSaved)
    }
    try reporter.end(progress, reason: ending.rawValue, memory: MemoryMeter.liveBytes)
    if ending == .interrupted {
      throw Interrupt.failure(saved: "saved, to go on with '--resume \(visible(output.path))'")
    }
    return ending
  }

  /// What is said of the end of a run that was not interrupted; `isNew`: whether it made an update.
  func note(_ ending: TrainingEnding, isNew: Bool, _ console: Console) {
    switch ending {
    case .patience:
      console.note(
        "stopped early: \(progress.stopping.sinceBest) validations without a better one")
    case .time: console.note("stopped after --max-seconds")
    case .complete where !isNew:
      console.note("nothing left to train; more with --epochs or --updates")
    case .complete, .interrupted: break
    }
  }

  /// Where the model is, and what to do with it next.
  func noteSaved(next command: String, _ console: Console) {
    let path = visible(output.path)
    console.note(
      validates
        ? "saved: \(path) is the best model, \(visible(output.latestPath)) the latest"
        : "saved: \(path)")
    console.note("next: recur \(command) \(path)")
  }
}
