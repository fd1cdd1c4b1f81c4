import Foundation
import Recur
import Terminal

// A run as its command conducts it: what is said before it, while it works, and at its end.
extension TrainingRun {
  /// Shows the plan, trains until the end with Control-C taken over, and says how it ended.
  ///
  /// - Parameters:
  ///   - given: the words of this command line alone.
  ///   - memory: what the run holds, and the most at any time.
  /// - Throws: `CommandFailure`: 130 after Control-C, and what else ended the run, with the files
  ///   that are left of it.
  func conduct(
    _ given: Arguments, _ console: Console, log: EventLog?, memory: PlannedMemory
  ) throws {
    let plan = task.plan
    for line in lines(of: plan, memory: memory.peak) { console.note(line) }
    console.note()
    try log?.append("plan", members(of: plan, memory: memory))
    let reporter = TrainingReporter(
      console, log, settings: settings, unit: plan.unit, updatesPerEpoch: task.updatesPerEpoch,
      progress: progress, isOnline: task.isOnline)
    let before = progress.updates
    let ending = try train(reporter, plan, maximumSeconds: given[TrainSettings.maxSeconds])
    note(ending, isNew: progress.updates > before, console)
    if let table = try task.summary(progress, best: output.path) {
      console.note()
      try console.print(table)
      try console.flush()
      console.note()
    }
    for remark in task.remarks { console.note(remark) }
    if !isEndless { console.note("clipping: \(clippingWords)") }
    if let count = progress.influenceLimits {
      console.note("influence: passed its limit \(Format.grouped(count)) times")
    }
    if let failure = divergence(reporter) { throw self.failure(failure) }
    noteSaved(plan, console)
  }

  private func train(
    _ reporter: TrainingReporter, _ plan: TrainingPlan, maximumSeconds: Double?
  ) throws -> TrainingEnding {
    Interrupt.install()
    let ending: TrainingEnding
    do {
      ending = try train(reporter, maximumSeconds: maximumSeconds)
    } catch {
      try? reporter.end(progress, reason: "failed", memory: MemoryMeter.liveBytes)
      throw failure(error)
    }
    let hasDiverged = ending != .interrupted && divergence(reporter) != nil
    if ending != .interrupted, !hasDiverged, let loss = lastLoss(reporter),
      let warning = watch.observe(finalLoss: loss)
    {
      try reporter.warn(warning)
    }
    try reporter.end(
      progress, reason: hasDiverged ? "diverged" : ending.rawValue, memory: MemoryMeter.liveBytes)
    guard ending != .interrupted else {
      throw Interrupt.failure(saved: "saved, to go on with '\(resumption(plan))'")
    }
    return ending
  }

  /// The loss at the end: of the last validation, or without one the mean of the last batches.
  private func lastLoss(_ reporter: TrainingReporter) -> Double? {
    progress.validationLoss ?? reporter.smoothed.value
  }

  /// The failure of a run that has learned nothing: after an epoch, and more than a few updates,
  /// its model, the best where there is one, is worse than uniform guessing.
  private func divergence(_ reporter: TrainingReporter) -> CommandFailure? {
    guard let updatesPerEpoch = task.updatesPerEpoch,
      progress.updates >= max(updatesPerEpoch, DivergenceWatch.fewUpdates),
      let loss = progress.stopping.best ?? lastLoss(reporter), watch.isWorse(loss)
    else { return nil }
    return CommandFailure(.unusableData, watch.words(ofModel: loss))
  }

  /// The failure that ended the run, with the files that are left of it.
  private func failure(_ error: any Error) -> CommandFailure {
    let failure = CommandFailure(ending: error)
    let paths = task.validates ? [output.path, output.latestPath] : [output.path]
    let kept = paths.filter { FileManager.default.fileExists(atPath: $0) && hasSaved }
    let words =
      kept.isEmpty
      ? "nothing was saved yet" : "kept: \(kept.map { visible($0) }.joined(separator: ", "))"
    return CommandFailure(failure.exitCode, "\(failure.message)\n\(words)")
  }

  private func resumption(_ plan: TrainingPlan) -> String {
    "\(plan.input)--resume \(visible(output.path))"
  }

  /// Tells of the end of a run that was not interrupted; `isNew`: whether it made an update.
  private func note(_ ending: TrainingEnding, isNew: Bool, _ console: Console) {
    switch ending {
    case .patience:
      console.note(
        "stopped early: \(progress.stopping.sinceBest) validations without a better one")
    case .time: console.note("stopped after --max-seconds")
    case .ended: console.note("the text ended")
    case .complete where !isNew && !isEndless:
      console.note("nothing left to train; more with --epochs or --updates")
    case .complete, .interrupted: break
    }
  }

  /// Tells where the model is and what to do with it next.
  private func noteSaved(_ plan: TrainingPlan, _ console: Console) {
    let path = visible(output.path)
    let more =
      task.validates
      ? " is the best model, \(visible(output.latestPath)) the latest"
      : isEndless ? ", to go on with '\(resumption(plan))'" : ""
    console.note("saved: \(path)\(more)")
    console.note("next: recur \(plan.next) \(path)")
  }

  /// The share of updates in which clipping bound: `the norm limit bound 3.1% of 1,230 updates`.
  private var clippingWords: String {
    guard progress.updates > 0 else { return "" }
    let clipping = settings.optimization.clipping
    var parts: [String] = []
    if clipping.norm != nil {
      let share = Double(progress.normClips) / Double(progress.updates)
      parts.append(
        "the norm limit bound \(Format.percent(share, digits: 1)) of "
          + "\(Format.grouped(progress.updates)) updates")
    }
    if clipping.value != nil {
      let elements = Double(progress.updates) * Double(task.trainer.model.layout.count)
      parts.append(
        "the value limit bound "
          + "\(Format.percent(Double(progress.valueClips) / elements, digits: 2)) "
          + "of the gradient's elements")
    }
    return parts.isEmpty ? "off" : parts.joined(separator: ", ")
  }
}
