import TerminalTesting
import Testing

@testable import Terminal

@Suite("Console")
struct ConsoleTests {
  private let output = MemorySink()
  private let diagnostics = MemorySink()

  private func console(isTerminal: Bool = false, flushesEveryLine: Bool = true) -> Console {
    Console(
      output: output, diagnostics: diagnostics, flushesEveryLine: flushesEveryLine,
      isTerminal: isTerminal, width: { 40 })
  }

  @Test("lines are kept back when the output is no terminal, and written when full or flushed")
  func buffering() throws {
    let console = console(flushesEveryLine: false)
    try console.print("a")
    #expect(output.writes == 0)
    try console.flush()
    #expect(output.text == "a\n")
    try console.print(String(repeating: "b", count: 1 << 16))
    #expect(output.writes == 2)
  }

  @Test("on a terminal every line is written at once")
  func lineByLine() throws {
    let console = console()
    try console.print("a")
    try console.print("b")
    #expect(output.text == "a\nb\n")
    #expect(output.writes == 2)
  }

  @Test("streamed pieces appear at once, without line ends")
  func streaming() throws {
    let console = console(flushesEveryLine: false)
    try console.stream("日")
    try console.stream("本")
    #expect(output.text == "日本")
    #expect(output.writes == 2)
  }

  @Test("results come before what is said after them")
  func order() throws {
    let shared = MemorySink()
    let console = Console(output: shared, diagnostics: shared, flushesEveryLine: false)
    try console.print("result")
    console.warn("careful")
    #expect(shared.text == "result\nrecur: warning: careful\n")
  }

  @Test("advice stands on a line of its own, a tip")
  func tips() {
    console().report(.usage("too many layers;\nuse --layers 1"))
    #expect(diagnostics.text == "recur: too many layers\ntip: use --layers 1\n")
  }

  @Test("on a terminal the program's name stands out")
  func colours() {
    let console = Console(output: output, diagnostics: diagnostics, diagnosticsStyle: .coloured)
    console.report(.usage("wrong;\nright"))
    console.warn("careful")
    #expect(
      diagnostics.text == """
        \u{1B}[1;31mrecur:\u{1B}[0m wrong
        \u{1B}[1;36mtip:\u{1B}[0m right
        \u{1B}[1;33mrecur: warning:\u{1B}[0m careful

        """)
  }

  @Test("quiet silences notes, not warnings")
  func quiet() {
    let console = console()
    console.isQuiet = true
    console.note("note")
    console.warn("careful")
    #expect(diagnostics.text == "recur: warning: careful\n")
  }

  @Test("the transient line is cleared once before anything else")
  func transientLine() throws {
    let console = console(isTerminal: true)
    console.drawTransientLine("50%")
    console.note("note")
    console.note("more")
    #expect(diagnostics.text == "\r50%\u{1B}[K\r\u{1B}[Knote\nmore\n")
  }

  @Test("results clear the transient line too")
  func transientLineAndResults() throws {
    let console = console(isTerminal: true)
    console.drawTransientLine("50%")
    try console.print("result")
    #expect(diagnostics.text == "\r50%\u{1B}[K\r\u{1B}[K")
  }

  @Test("a failure of standard error is no failure of the work")
  func deafDiagnostics() {
    let console = Console(output: output, diagnostics: MemorySink(failure: 32))
    console.note("nobody hears this")
    #expect(throws: Never.self) { try console.print("result") }
    #expect(output.text == "result\n")
  }
}
