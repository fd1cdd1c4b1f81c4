import TerminalTesting
import Testing

@testable import Terminal

@Suite("Table")
struct TableTests {
  @Test("words align left, numbers right, and no line ends in a space")
  func alignment() {
    var table = Table(.left("model"), .right("nats"), .left("note"))
    table.append("LSTM", "1.5320", "")
    table.append("日本", "12.1", "wide")
    #expect(
      table.lines == [
        "model    nats  note",
        "-----  ------  ----",
        "LSTM   1.5320",
        "日本     12.1  wide",
      ])
  }

  @Test("a table without rows has its titles")
  func empty() {
    #expect(Table(.left("a"), .right("b")).lines == ["a  b", "-  -"])
  }

  @Test("a row of another length is a defect")
  func wrongRow() async {
    await #expect(processExitsWith: .failure) {
      var table = Table(.left("a"))
      table.append("x", "y")
    }
  }

  @Test("a table is printed to standard output")
  func printing() throws {
    let output = MemorySink()
    let console = Console(output: output, diagnostics: MemorySink())
    var table = Table(.right("n"))
    table.append("10")
    try console.print(table)
    #expect(output.text == " n\n--\n10\n")
  }
}
