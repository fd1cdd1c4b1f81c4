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
    if let budget {
      reporter.timeOfRun = { [self] in (elapsed, budget.seconds) }
      try task.prepareSummary()
    }
    let before = progress.updates
    let resumption = resumption(plan, log: given[TrainSettings.log])
    let ending = try train(
      reporter, resumption: resumption, maximumSeconds: given[TrainSettings.maxSeconds])
    note(ending, isNew: progress.updates > before, resumption: resumption, console)
    // All is saved. The table may take long, and a signal is no longer waited for.
    output.files.release()
    Interrupt.uninstall()
    if Interrupt.isRequested {
      throw Interrupt.failure(saved: "trained to the end, saved: \(visible(output.path))")
    }
    let summary = try task.summary(progress, best: output.path)
    if given[TrainSettings.json] {
      try console.print(JSONValue.object(members(of: summary)).text)
    } else if let summary {
      console.note()
      try console.print(summary.table)
      try console.flush()
      console.note()
    }
    for remark in task.remarks { console.note(remark) }
    if !isEndless { console.note("clipping: \(clippingWords)") }
    if let words = task.updatesPerEpoch.flatMap({
      course.verdict(
        updatesPerEpoch: $0, dropout: task.dropout,
        more: budget == nil ? TrainSettings.epochs : TrainSettings.minutes)
    }) {
      console.note("the curve: \(words)")
    }
    if let count = progress.influenceLimits {
      console.note("influence: passed its limit \(Format.counted(count, "time"))")
    }
    if let failure = divergence(reporter) { throw self.failure(failure) }
    noteSaved(plan, resumption: resumption, console)
  }

  /// The results at the end for JSON.
  private func members(of summary: Task.Summary?) -> [JSONValue.Member] {
    JSONValue.members([
      "model": .string(output.path),
      "latest": task.validates ? .string(output.latestPath) : nil,
      "updates": .integer(progress.updates),
      "best_validation_loss": progress.stopping.best.map { .number($0) },
      "best_update": progress.bestUpdate.map { .integer($0) },
      "validation_loss": progress.validationLoss.map { .number($0) },
    ]) + (summary?.members ?? [])
  }

  private func train(
    _ reporter: TrainingReporter, resumption: String, maximumSeconds: Double?
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
      throw Interrupt.failure(saved: "saved, to go on with:\n\(resumption)")
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

  /// The whole command that goes on with the run.
  private func resumption(_ plan: TrainingPlan, log: String?) -> String {
    "recur \(plan.command) --resume \(shellWord(output.path))"
      + (log.map { " --log \(shellWord($0))" } ?? "")
  }

  /// Tells of the end of a run that was not interrupted; `isNew`: whether it made an update.
  private func note(
    _ ending: TrainingEnding, isNew: Bool, resumption: String, _ console: Console
  ) {
    switch ending {
    case .patience:
      console.note(
        "stopped early: \(Format.counted(progress.stopping.sinceBest, "validation")) without a better "
          + "one")
    case .time: console.note("stopped after --max-seconds; to go on: \(resumption)")
    case .ended: console.note("the text ended")
    case .complete where budget != nil && progress.updates == 0:
      console.warn(
        "--minutes was over before the first update: the model is as it was drawn; more with '\(resumption) --minutes X'"
      )
    case .complete where budget != nil && !isNew:
      console.note("nothing left to train: the time is over; more with --minutes")
    case .complete where !isNew && !isEndless:
      console.note("nothing left to train; more with --epochs or --updates")
    case .complete, .interrupted: break
    }
  }

  /// Tells where the model is and what to do with it next.
  private func noteSaved(_ plan: TrainingPlan, resumption: String, _ console: Console) {
    let path = visible(output.path)
    let more =
      task.validates
      ? " is the best model, \(visible(output.latestPath)) the latest"
      : isEndless ? ", to go on with '\(resumption)'" : ""
    console.note("saved: \(path)\(more)")
    console.note("next: recur \(plan.next) \(shellWord(output.path))")
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
          + Format.counted(progress.updates, "update"))
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
