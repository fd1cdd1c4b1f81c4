import TerminalTesting
import Testing

@testable import Terminal

@Suite("Progress")
struct ProgressTests {
  private let snapshot = ProgressSnapshot(
    label: "epoch 3/50", fraction: 0.35, rate: 172_345, secondsLeft: 723, trainingLoss: 1.532,
    validationLoss: 1.4, gradientNorm: 0.844)

  @Test(
    "the bar is exact to an eighth of a column, and full only at the end",
    arguments: [
      (0, "········"), (1, "████████"), (0.5, "████····"), (0.515625, "████▏···"),
      (0.99, "███████▉"), (0.999999, "███████▉"), (-1, "········"), (7, "████████"),
      (.nan, "········"),
    ] as [(Double, String)])
  func bar(fraction: Double, expected: String) {
    #expect(ProgressSnapshot.bar(fraction, width: 8) == expected)
  }

  @Test("a wide terminal shows everything")
  func wideLine() {
    #expect(
      snapshot.line(width: 160) == "epoch 3/50 ██████████▌···················  35%  172k chars/s"
        + "  12:03 left  loss 1.5320  validation 1.4000 (2.020 bits)  gradient 0.84")
  }

  @Test("a narrow terminal drops the less important fields, then the bar, then the label's end")
  func narrowLines() {
    #expect(
      snapshot.line(width: 72)
        == "epoch 3/50 ████▉·········  35%  172k chars/s  12:03 left  loss 1.5320")
    #expect(snapshot.line(width: 30) == "epoch 3/50 ███▊·······  35%")
    #expect(snapshot.line(width: 20) == "epoch 3/50")
    #expect(snapshot.line(width: 6) == "epoch")
    #expect(snapshot.line(width: 0) == "")
  }

  @Test("no line reaches the last column", arguments: 0...200)
  func lineWidths(width: Int) {
    #expect(displayWidth(snapshot.line(width: width)) <= max(0, width - 1))
  }

  @Test("the plain line has no bar, and leaves out what is not known")
  func plainLine() {
    #expect(
      snapshot.plainLine == "epoch 3/50  35%  172k chars/s  12:03 left  loss 1.5320"
        + "  validation 1.4000 (2.020 bits)  gradient 0.84")
    #expect(ProgressSnapshot(label: "reading", fraction: 0).plainLine == "reading  0%")
  }

  @Test("the time left follows from the mean speed")
  func timeLeft() {
    #expect(ProgressSnapshot.secondsLeft(elapsed: 10, fraction: 0.25) == 30)
    #expect(ProgressSnapshot.secondsLeft(elapsed: 10, fraction: 1) == 0)
    #expect(ProgressSnapshot.secondsLeft(elapsed: 10, fraction: 0) == nil)
  }

  @Test("on a terminal the line is redrawn at most ten times a second")
  func redrawing() {
    let diagnostics = MemorySink()
    let console = Console(
      output: MemorySink(), diagnostics: diagnostics, isTerminal: true, width: { 20 })
    var now = Duration.zero
    let bar = ProgressBar(console, now: { now })
    for step in 0..<300 {
      now = .milliseconds(step)
      bar.update(ProgressSnapshot(label: "\(step)", fraction: 0))
    }
    bar.milestone(snapshot)
    bar.finish()
    bar.finish()
    let drawn = ["0", "100", "200"].map { label in
      "\r" + ProgressSnapshot(label: label, fraction: 0).line(width: 20) + "\u{1B}[K"
    }
    #expect(diagnostics.text == drawn.joined() + "\r\u{1B}[K")
  }

  @Test("elsewhere only milestones are written, one line each, unless quiet")
  func milestones() {
    let diagnostics = MemorySink()
    let console = Console(output: MemorySink(), diagnostics: diagnostics)
    let bar = ProgressBar(console)
    bar.update(snapshot)
    bar.milestone(snapshot)
    bar.finish()
    #expect(diagnostics.text == snapshot.plainLine + "\n")
    console.isQuiet = true
    bar.milestone(snapshot)
    #expect(diagnostics.text == snapshot.plainLine + "\n")
  }
}
