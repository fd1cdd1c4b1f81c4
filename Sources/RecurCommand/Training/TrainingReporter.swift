import Recur
import SequenceTraining
import Terminal
import TextModeling

/// What a training run shows while it works: the progress bar, a line for each validation, and the log.
final class TrainingReporter {
  private let console: Console
  private let log: EventLog?
  private let bar: ProgressBar
  private let now = ProgressBar.clock()
  private let epochs: Int
  private let totalUpdates: Int
  private let updatesPerEpoch: Int
  private let charactersPerUpdate: Int
  private let firstUpdate: Int
  /// What the amount of work is told in.
  var unit = WorkUnit.characters
  private var smoothed: SmoothedLoss
  private var lastMilestone = Duration.zero
  private var lastLogged: Duration?

  /// Where nobody watches a terminal, a plain line every so often.
  private static let milestoneInterval = Duration.seconds(10)
  private static let logInterval = Duration.seconds(1)

  init(
    console: Console, log: EventLog?, epochs: Int, totalUpdates: Int, updatesPerEpoch: Int,
    charactersPerUpdate: Int, firstUpdate: Int, smoothed: SmoothedLoss = SmoothedLoss()
  ) {
    self.smoothed = smoothed
    self.console = console
    self.log = log
    self.epochs = epochs
    self.totalUpdates = totalUpdates
    self.updatesPerEpoch = updatesPerEpoch
    self.charactersPerUpdate = charactersPerUpdate
    self.firstUpdate = firstUpdate
    bar = ProgressBar(console, now: now)
  }

  /// Seconds since training began in this process.
  var seconds: Double { now() / .seconds(1) }

  /// The work of so many updates.
  private func work(_ updates: Int) -> Int {
    unit.perEpoch.map { updates * $0 / updatesPerEpoch } ?? updates * charactersPerUpdate
  }

  /// `epoch 3/50`, or `epoch 2.4/50` within one.
  private func label(_ updates: Int) -> String {
    let epoch = Double(updates) / Double(updatesPerEpoch)
    let number =
      epoch == epoch.rounded() ? Format.fixed(epoch, digits: 0) : Format.fixed(epoch, digits: 1)
    return "epoch \(number)/\(epochs)"
  }

  private func snapshot(
    _ progress: TrainingSnapshot.Progress, _ report: UpdateReport
  ) -> ProgressSnapshot {
    let done = progress.updates - firstUpdate
    let left = Double(totalUpdates - progress.updates) / Double(max(done, 1))
    return ProgressSnapshot(
      label: label(progress.updates), fraction: Double(progress.updates) / Double(totalUpdates),
      rate: Double(work(done)) / max(seconds, 1e-9), unit: unit.abbreviation,
      secondsLeft: seconds * left,
      trainingLoss: smoothed.value, validationLoss: progress.validationLoss,
      gradientNorm: report.gradientNorm)
  }

  /// After an update.
  func update(_ progress: TrainingSnapshot.Progress, _ report: UpdateReport) throws(EventLogFailure)
  {
    smoothed.observe(report.loss)
    bar.update(snapshot(progress, report))
    let time = now()
    if time - lastMilestone >= Self.milestoneInterval {
      lastMilestone = time
      bar.milestone(snapshot(progress, report))
    }
    guard let log, lastLogged.map({ time - $0 >= Self.logInterval }) ?? true else { return }
    lastLogged = time
    let rate = snapshot(progress, report).rate ?? 0
    try log.append(
      "progress",
      [
        "epoch": .number(Double(progress.updates) / Double(updatesPerEpoch)),
        "update": .integer(progress.updates),
        unit.name: .integer(work(progress.updates)),
        "seconds": .number(seconds), "training_loss": .number(report.loss),
        "gradient_norm": .number(report.gradientNorm),
        "learning_rate": .number(report.learningRate), unit.rateName: .number(rate),
      ])
  }

  /// After a validation.
  ///
  /// - Parameter measures: what else was measured, in words and for the log; nil: the loss in bits.
  func validation(
    _ progress: TrainingSnapshot.Progress, loss: Double, isBest: Bool, report: UpdateReport?,
    measures: (words: String, members: [JSONValue.Member])? = nil
  ) throws(EventLogFailure) {
    let bits = loss / log2Base
    let words = measures?.words ?? "\(Format.loss(bits)) bits per character"
    let training = smoothed.value.map { "training \(Format.loss($0))  " } ?? ""
    let label = label(progress.updates)
    let width = "epoch \(epochs).0/\(epochs)".count
    let padded = label + String(repeating: " ", count: max(0, width - label.count))
    console.note(
      "\(padded)  \(Format.duration(seconds))  \(training)validation \(Format.loss(loss)) nats, "
        + "\(words)\(isBest ? "  best" : "")")
    try log?.append(
      "validation",
      [
        "epoch": .number(Double(progress.updates) / Double(updatesPerEpoch)),
        "update": .integer(progress.updates),
        unit.name: .integer(work(progress.updates)),
        "seconds": .number(seconds), "training_loss": smoothed.value.map { .number($0) },
        "validation_loss": .number(loss),
        "bits_per_character": unit.isCharacter ? .number(bits) : nil,
        "gradient_norm": (report?.gradientNorm).map { .number($0) },
        "learning_rate": (report?.learningRate).map { .number($0) }, "best": .boolean(isBest),
      ], measures?.members ?? [])
  }

  /// A sample of the model at this point.
  func sample(_ text: String, _ progress: TrainingSnapshot.Progress) throws(EventLogFailure) {
    try sample(
      ["“\(visible(text, limit: .max))”"], [.init(name: "text", value: .string(text))], progress)
  }

  /// A sample in several lines.
  func sample(
    _ lines: [String], _ members: [JSONValue.Member], _ progress: TrainingSnapshot.Progress
  ) throws(EventLogFailure) {
    for line in lines { console.note("    \(line)") }
    try log?.append(
      "sample",
      [
        "epoch": .number(Double(progress.updates) / Double(updatesPerEpoch)),
        "update": .integer(progress.updates),
        unit.name: .integer(work(progress.updates)),
        "seconds": .number(seconds),
      ], members)
  }

  /// At the end, however it came.
  func end(
    _ progress: TrainingSnapshot.Progress, reason: String, memory: Int
  ) throws(EventLogFailure) {
    bar.finish()
    let best = progress.stopping.best
    try log?.append(
      "end",
      [
        "epoch": .number(Double(progress.updates) / Double(updatesPerEpoch)),
        "update": .integer(progress.updates),
        unit.name: .integer(work(progress.updates)),
        "seconds": .number(seconds), "training_loss": smoothed.value.map { .number($0) },
        "validation_loss": best.map { .number($0) },
        "bits_per_character": unit.isCharacter ? best.map { .number($0 / log2Base) } : nil,
        unit.rateName: .number(
          Double(work(progress.updates - firstUpdate)) / max(seconds, 1e-9)),
        "memory_bytes": .integer(memory), "reason": .string(reason),
      ])
  }

  /// Removes the progress bar, when something is about to end the run.
  func stop() { bar.finish() }
}
