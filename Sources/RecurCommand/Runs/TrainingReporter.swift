import Recur
import Terminal

/// A reporter of a training run: progress, a line for each validation, and the log.
final class TrainingReporter {
  private let console: Console
  private let log: EventLog?
  private let bar: ProgressBar
  private let now = ProgressBar.clock()
  private let firstUpdate: Int
  private var lastMilestone = Duration.zero
  private var lastLogged: Duration?

  let settings: TrainSettings
  /// The unit that the amount of work is told in.
  let unit: WorkUnit
  /// Updates of an epoch; nil: the data come once and without end.
  let updatesPerEpoch: Int?
  /// The state of the run.
  private(set) var progress: TrainingSnapshot.Progress
  /// The findings of the last update.
  private(set) var report: UpdateReport?
  private(set) var smoothed: SmoothedLoss
  /// The loss of the last characters of a stream; nil elsewhere.
  private(set) var recent: RecentLoss?

  /// Seconds of the run so far and of the whole run, where its time is given; nil: its end is
  /// counted in updates.
  var timeOfRun: (() -> (used: Double, whole: Double))?

  /// The time from one plain line to the next where nobody watches a terminal.
  private static let milestoneInterval = Duration.seconds(10)
  private static let logInterval = Duration.seconds(1)

  /// A reporter of a run.
  ///
  /// - Parameters:
  ///   - unit: what the amount of work is told in.
  ///   - updatesPerEpoch: updates of an epoch; nil: the data come once and without end.
  ///   - progress: where the run stands.
  ///   - isOnline: whether the mean loss fades by the symbol.
  init(
    _ console: Console, _ log: EventLog?, settings: TrainSettings, unit: WorkUnit,
    updatesPerEpoch: Int?, progress: TrainingSnapshot.Progress, isOnline: Bool
  ) {
    self.console = console
    self.log = log
    self.settings = settings
    self.unit = unit
    self.updatesPerEpoch = updatesPerEpoch
    self.progress = progress
    firstUpdate = progress.updates
    smoothed = isOnline ? SmoothedLoss(charactersPerUpdate: unit.count) : SmoothedLoss()
    recent = updatesPerEpoch == nil ? RecentLoss(charactersPerUpdate: unit.count) : nil
    bar = ProgressBar(console, now: now)
  }

  /// Seconds since training began in this process.
  var seconds: Double { now() / .seconds(1) }

  /// Updates made in this process.
  var newUpdates: Int { progress.updates - firstUpdate }

  /// Units of work per second.
  var rate: Double { Double(unit.work(of: newUpdates)) / max(seconds, 1e-9) }

  /// Takes note of an update.
  func update(
    _ progress: TrainingSnapshot.Progress, _ report: UpdateReport
  ) throws(CommandFailure) {
    self.progress = progress
    self.report = report
    smoothed.observe(report.loss)
    recent?.observe(report.lossSum, count: report.targetCount)
    show()
    let time = now()
    guard let log, lastLogged.map({ time - $0 >= Self.logInterval }) ?? true else { return }
    lastLogged = time
    try log.append(
      "progress",
      place
        + JSONValue.members([
          "training_loss": (recent == nil ? report.loss : smoothed.value).map { .number($0) },
          "recent_loss": recentLoss, "gradient_norm": .number(report.gradientNorm),
          "learning_rate": .number(report.learningRate), unit.rateName: .number(rate),
        ]))
  }

  /// Passes the time while no batch has come.
  func wait() { show() }

  private func show() {
    bar.draw { line(width: $0) }
    let time = now()
    guard time - lastMilestone >= Self.milestoneInterval else { return }
    lastMilestone = time
    if !console.isTerminal { console.note(line(width: nil)) }
  }

  /// Tells of a validation.
  func validation(
    _ progress: TrainingSnapshot.Progress, _ loss: Double, averaged: Double?,
    _ measures: (words: String, members: [JSONValue.Member])?, isBest: Bool
  ) throws(CommandFailure) {
    self.progress = progress
    console.note(validationLine(loss, averaged: averaged, measures?.words, isBest: isBest))
    try log?.append(
      "validation",
      place
        + JSONValue.members([
          "training_loss": trainingLoss, "validation_loss": .number(loss),
          "averaged_validation_loss": averaged.map { .number($0) },
          "bits_per_character": bits(loss),
          "gradient_norm": (report?.gradientNorm).map { .number($0) },
          "learning_rate": (report?.learningRate).map { .number($0) }, "best": .boolean(isBest),
        ]) + (measures?.members ?? []))
  }

  /// Seconds that the whole rest of the run will take, at the rate so far; nil: there is no end.
  var secondsLeft: Double? {
    settings.totalUpdates(perEpoch: updatesPerEpoch).map { total in
      seconds * Double(total - progress.updates) / Double(max(newUpdates, 1))
    }
  }

  /// Tells how a run whose time is given has been laid out.
  func plan(_ words: String, _ members: [JSONValue.Member]) throws(CommandFailure) {
    console.note(words)
    try log?.append("schedule", place + members)
  }

  /// Warns of what the figures of the run show.
  func warn(_ warning: DivergenceWatch.Warning) throws(CommandFailure) {
    console.warn(warning.words)
    try log?.append("warning", place + warning.members)
  }

  /// Shows a piece of the model's work.
  func sample(
    _ sample: (lines: [String], members: [JSONValue.Member])
  ) throws(CommandFailure) {
    for line in sample.lines { console.note("    \(line)") }
    try log?.append("sample", place + sample.members)
  }

  /// Tells of a checkpoint of a stream.
  func saved() {
    guard updatesPerEpoch == nil else { return }
    console.note(line(width: nil) + "  saved")
    lastMilestone = now()
  }

  /// Tells of the end, however it came.
  func end(
    _ progress: TrainingSnapshot.Progress, reason: String, memory: Int
  ) throws(CommandFailure) {
    self.progress = progress
    bar.finish()
    if updatesPerEpoch == nil, newUpdates > 0 { console.note(line(width: nil)) }
    let best = progress.stopping.best
    try log?.append(
      "end",
      place
        + JSONValue.members([
          "training_loss": trainingLoss, "recent_loss": recentLoss,
          "validation_loss": best.map { .number($0) }, "bits_per_character": best.flatMap(bits),
          "influence_limits": progress.influenceLimits.map { .integer($0) },
          unit.rateName: .number(rate), "memory_bytes": .integer(memory),
          "reason": .string(reason),
        ]))
  }

  /// The state of the run as every line of the log tells it.
  private var place: [JSONValue.Member] {
    JSONValue.members([
      "epoch": epoch.map { .number($0) },
      "update": updatesPerEpoch.map { _ in .integer(progress.updates) },
      unit.name: .integer(unit.work(of: progress.updates)), "seconds": .number(seconds),
    ])
  }

  private var trainingLoss: JSONValue? { smoothed.value.map { .number($0) } }

  private var recentLoss: JSONValue? { recent?.value.map { .number($0) } }

  private func bits(_ loss: Double) -> JSONValue? {
    unit.isCharacter ? .number(loss / log2Base) : nil
  }
}
