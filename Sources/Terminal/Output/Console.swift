/// The two streams of the command: results to standard output, everything said about the work to
/// standard error.
///
/// One line of standard error, the transient line, may be redrawn in place (`ProgressBar`); it is
/// cleared before anything else appears. A failure of standard error is ignored: a training run
/// must not die because nobody watches it any more.
package final class Console {
  private let output: any ByteSink
  private let diagnostics: any ByteSink
  private let flushesEveryLine: Bool
  private let measureWidth: () -> Int
  private var pending: [UInt8] = []
  private var hasTransientLine = false

  /// Whether standard error is a terminal.
  package let isTerminal: Bool
  /// How words stand out among the results.
  package let style: TextStyle
  private let diagnosticsStyle: TextStyle
  /// `--quiet`: no progress and no notes. Warnings, errors and results still appear.
  var isQuiet = false

  /// Standard output is kept back up to this many bytes when it is not a terminal.
  private static let bufferSize = 1 << 16

  /// - Parameters:
  ///   - output: where results go.
  ///   - diagnostics: where progress, notes and warnings go.
  ///   - flushesEveryLine: whether every line of the results is written at once, as a terminal
  ///     wants it.
  ///   - isTerminal: whether `diagnostics` is a terminal.
  ///   - style: how words stand out in `output`.
  ///   - diagnosticsStyle: how words stand out in `diagnostics`.
  ///   - width: measures the terminal, which may be resized at any time.
  package init(
    output: any ByteSink, diagnostics: any ByteSink, flushesEveryLine: Bool = true,
    isTerminal: Bool = false, style: TextStyle = .plain, diagnosticsStyle: TextStyle = .plain,
    width: @escaping () -> Int = { 80 }
  ) {
    self.style = style
    self.diagnosticsStyle = diagnosticsStyle
    self.output = output
    self.diagnostics = diagnostics
    self.flushesEveryLine = flushesEveryLine
    self.isTerminal = isTerminal
    measureWidth = width
  }

  /// The console of this process.
  package static func standard() -> Console {
    Console(
      output: FileDescriptor.standardOutput, diagnostics: FileDescriptor.standardError,
      flushesEveryLine: FileDescriptor.standardOutput.isTerminal,
      isTerminal: FileDescriptor.standardError.isTerminal,
      style: FileDescriptor.standardOutput.style,
      diagnosticsStyle: FileDescriptor.standardError.style,
      width: { FileDescriptor.standardError.width })
  }

  /// The width of the terminal in columns, now.
  package var width: Int { measureWidth() }

  /// Writes one line of the results.
  ///
  /// - Throws: `SystemFailure` when standard output is closed or full.
  package func print(_ line: String = "") throws(SystemFailure) {
    clearTransientLine()
    pending.append(contentsOf: line.utf8)
    pending.append(UInt8(ascii: "\n"))
    if flushesEveryLine || pending.count >= Self.bufferSize { try flush() }
  }

  /// Writes a piece of the results at once, without a line end: text appearing as it is generated.
  ///
  /// - Throws: `SystemFailure` when standard output is closed or full.
  package func stream(_ piece: String) throws(SystemFailure) {
    clearTransientLine()
    pending.append(contentsOf: piece.utf8)
    try flush()
  }

  /// Writes what is still kept back of the results.
  ///
  /// - Throws: `SystemFailure` when standard output is closed or full.
  package func flush() throws(SystemFailure) {
    guard !pending.isEmpty else { return }
    let bytes = pending
    // Emptied first: what failed once must not be written again by the last flush of the process.
    pending.removeAll(keepingCapacity: true)
    try output.write(bytes)
  }

  /// Says one line about the work on standard error, unless quiet.
  package func note(_ line: String = "") {
    if !isQuiet { say(line) }
  }

  /// Warns on standard error, quiet or not.
  package func warn(_ line: String) {
    say("\(diagnosticsStyle.warning("recur: warning:")) \(line)")
  }

  /// Says what ended the command; nothing when the failure has no message.
  package func report(_ failure: CommandFailure) {
    guard !failure.message.isEmpty else { return }
    let message = failure.message.replacing(
      CommandFailure.adviceMark, with: "\n\(diagnosticsStyle.tip("tip:")) ")
    say("\(diagnosticsStyle.error("recur:")) \(message)")
  }

  /// Draws `line` over the transient line. Nothing when standard error is no terminal, or quiet.
  package func drawTransientLine(_ line: String) {
    guard isTerminal, !isQuiet else { return }
    hasTransientLine = true
    tell("\r\(line)\u{1B}[K")
  }

  /// Removes the transient line.
  package func clearTransientLine() {
    guard hasTransientLine else { return }
    hasTransientLine = false
    tell("\r\u{1B}[K")
  }

  private func say(_ line: String) {
    // Results already printed come first where both streams end in one place.
    try? flush()
    clearTransientLine()
    tell(line + "\n")
  }

  private func tell(_ text: String) {
    try? diagnostics.write(Array(text.utf8))
  }
}
