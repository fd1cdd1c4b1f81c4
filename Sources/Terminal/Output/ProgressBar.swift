/// Shows a long task on standard error: one redrawn line on a terminal, plain lines elsewhere.
package final class ProgressBar {
  private let console: Console
  private let now: () -> Duration
  private var lastDrawn: Duration?

  /// The least time between two drawings.
  package static let interval = Duration.milliseconds(100)

  /// - Parameters:
  ///   - console: whose standard error is drawn on.
  ///   - now: the time since some fixed moment.
  package init(_ console: Console, now: @escaping () -> Duration = ProgressBar.clock()) {
    self.console = console
    self.now = now
  }

  /// Whether drawing now would show; spares the caller the work of measuring when it would not.
  package var isDue: Bool {
    guard console.isTerminal, !console.isQuiet else { return false }
    guard let lastDrawn else { return true }
    return now() - lastDrawn >= Self.interval
  }

  /// Redraws the line on a terminal, at most ten times a second. Nothing elsewhere. `snapshot` is
  /// only taken when it will be drawn.
  package func update(_ snapshot: @autoclosure () -> ProgressSnapshot) {
    draw { snapshot().line(width: $0) }
  }

  /// Redraws a line of the caller's, likewise; `line` is given the columns there are.
  package func draw(_ line: (_ width: Int) -> String) {
    guard isDue else { return }
    lastDrawn = now()
    console.drawTransientLine(line(console.width))
  }

  /// Writes a plain line where there is no terminal: the caller decides at which steps. Nothing on
  /// a terminal.
  package func milestone(_ snapshot: @autoclosure () -> ProgressSnapshot) {
    guard !console.isTerminal else { return }
    console.note(snapshot().plainLine)
  }

  /// Removes the line.
  package func finish() {
    console.clearTransientLine()
  }

  /// A clock that never goes back, starting now.
  package static func clock() -> () -> Duration {
    let start = ContinuousClock.now
    return { start.duration(to: .now) }
  }
}
