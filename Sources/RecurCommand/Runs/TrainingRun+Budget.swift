import Recur
import Terminal

// A run whose time is given: its course is laid out over that, anew as its speed changes.
extension TrainingRun {
  /// Takes note of the last update's time, and lays the rest of the run out where that is due.
  func spend(_ reporter: TrainingReporter) throws {
    guard budget != nil else { return }
    let now = elapsed
    budget?.observe(update: now - mark)
    mark = now
    try layOut(reporter)
  }

  /// Lays the rest of the run out where that is due; tells of the first plan of this command.
  func layOut(_ reporter: TrainingReporter) throws {
    guard
      budget?.plan(after: progress.updates, at: mark, warmUp: { settings.warmUp(of: $0) }) ?? false
        || !isLaidOut && budget?.record.stretch != nil,
      let budget
    else { return }
    progress.budget = budget.record
    follow()
    guard !isLaidOut else { return }
    isLaidOut = true
    try reporter.plan(words(of: budget), members(of: budget))
  }

  /// Has the trainer follow the course that the run is on.
  func follow() {
    let (schedule, averaging) = settings.course(perEpoch: task.updatesPerEpoch, progress)
    task.trainer.plan(schedule, averaging: averaging)
  }

  /// Validates a run whose time is over, and saves it, unless it has just been.
  func close(_ reporter: TrainingReporter) throws {
    guard progress.updates > 0, task.validates, progress.validatedUpdate != progress.updates else {
      return
    }
    try validateAndSave(reporter)
  }

  /// `time: 412 updates a second, 73,000 more in the 2:52 left (66.2 epochs); a validation each 9 s`
  private func words(of budget: TimeBudget) -> String {
    guard let pace = budget.record.secondsPerUpdate, let stretch = budget.record.stretch else {
      return ""
    }
    let count = max(0, stretch.end - progress.updates)
    let epochs = Double(count) / Double(task.updatesPerEpoch ?? 1)
    let speed =
      pace < 1
      ? "\(Format.count(1 / pace)) updates a second" : "\(Format.span(pace)) for an update"
    let left = budget.seconds - mark
    var words =
      "time: \(speed), so about \(Format.counted(count, "further update")) "
      + "(\(Format.fixed(epochs, digits: 1)) epochs) in the \(Format.duration(left)) left"
    if task.validates, settings.validateEvery == nil {
      words += "; a validation each \(Format.duration(budget.validationInterval))"
    }
    if budget.reserve > budget.seconds / 4 {
      words += "; \(Format.span(budget.reserve)) of it for the validation at the end"
    }
    return words
  }

  private func members(of budget: TimeBudget) -> [JSONValue.Member] {
    JSONValue.members([
      "minutes": .number(budget.seconds / 60), "used_seconds": .number(mark),
      "seconds_per_update": budget.record.secondsPerUpdate.map { .number($0) },
      "updates": budget.record.stretch.map { .integer($0.end) },
      "share": budget.record.stretch.map { .number($0.share(after: progress.updates)) },
      "warm_up": budget.record.warmUp.map { .integer($0) },
      "validation_interval": .number(budget.validationInterval),
      "closing_seconds": .number(budget.reserve),
    ])
  }
}
