import SequenceTraining
import Terminal
import TextModeling

/// What training on a stream shows while it works.
final class StreamReporter {
  private let console: Console
  private let log: EventLog?
  private let now = ProgressBar.clock()
  private let firstCharacters: Int
  private var smoothed: SmoothedLoss
  private var recent: RecentLoss
  private var characters: Int
  private var gradientNorm = 0.0
  private var lastDrawn: Duration?
  private var lastMilestone = Duration.zero
  private var lastLogged: Duration?

  /// Characters over which the loss is shown beside the one that fades.
  static let recentCharacters = 10_000
  /// Where nobody watches a terminal, a plain line every so often.
  private static let milestoneInterval = Duration.seconds(10)
  private static let logInterval = Duration.seconds(1)

  /// - Parameter characters: trained on before.
  init(console: Console, log: EventLog?, charactersPerUpdate: Int, characters: Int) {
    self.console = console
    self.log = log
    self.characters = characters
    firstCharacters = characters
    smoothed = SmoothedLoss(charactersPerUpdate: charactersPerUpdate)
    recent = RecentLoss(
      characters: Self.recentCharacters, charactersPerUpdate: charactersPerUpdate)
  }

  /// Seconds since training began in this process.
  var seconds: Double { now() / .seconds(1) }

  private var rate: Double { Double(characters - firstCharacters) / max(seconds, 1e-9) }

  /// `1,234,567 characters  0:35  12.3k chars/s  loss 1.7820 (2.571 bits)  last 10,000: 1.7911`
  private var line: String {
    var parts = [
      "\(Format.grouped(characters)) characters", Format.duration(seconds),
      "\(Format.count(rate)) chars/s",
    ]
    if let loss = smoothed.value {
      parts.append(
        "loss \(Format.loss(loss)) (\(Format.fixed(loss / log2Base, digits: 3)) bits)")
    }
    if let loss = recent.value {
      let count = min(characters - firstCharacters, Self.recentCharacters)
      parts.append("last \(Format.grouped(count)): \(Format.loss(loss))")
    }
    return parts.joined(separator: "  ")
  }

  /// After an update.
  func update(_ characters: Int, _ report: UpdateReport) throws(EventLogFailure) {
    self.characters = characters
    gradientNorm = report.gradientNorm
    smoothed.observe(report.loss)
    recent.observe(report.lossSum, count: report.targetCount)
    show()
    let time = now()
    guard let log, lastLogged.map({ time - $0 >= Self.logInterval }) ?? true else { return }
    lastLogged = time
    try log.append(
      "progress",
      [
        "characters": .integer(characters), "seconds": .number(seconds),
        "training_loss": smoothed.value.map { .number($0) },
        "recent_loss": recent.value.map { .number($0) },
        "gradient_norm": .number(report.gradientNorm),
        "learning_rate": .number(report.learningRate), "characters_per_second": .number(rate),
      ])
  }

  /// While the stream is silent.
  func wait() { show() }

  private func show() {
    let time = now()
    if console.isTerminal {
      guard lastDrawn.map({ time - $0 >= ProgressBar.interval }) ?? true else { return }
      lastDrawn = time
      console.drawTransientLine(String(line.prefix(max(0, console.width - 1))))
    } else if time - lastMilestone >= Self.milestoneInterval {
      lastMilestone = time
      console.note(line)
    }
  }

  /// After a checkpoint.
  func saved(_ characters: Int) throws(EventLogFailure) {
    console.note(line + "  saved")
    lastMilestone = now()
  }

  /// A sample of the model at this point.
  func sample(_ text: String, _ characters: Int) throws(EventLogFailure) {
    console.note("    “\(visible(text, limit: .max))”")
    try log?.append(
      "sample",
      [
        "characters": .integer(characters), "seconds": .number(seconds), "text": .string(text),
      ])
  }

  /// At the end, however it came.
  func end(_ characters: Int, reason: String, memory: Int) throws(EventLogFailure) {
    console.clearTransientLine()
    if characters > firstCharacters { console.note(line) }
    try log?.append(
      "end",
      [
        "characters": .integer(characters), "seconds": .number(seconds),
        "training_loss": smoothed.value.map { .number($0) },
        "recent_loss": recent.value.map { .number($0) },
        "characters_per_second": .number(rate), "memory_bytes": .integer(memory),
        "reason": .string(reason),
      ])
  }
}
