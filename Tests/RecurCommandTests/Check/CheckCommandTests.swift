import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

@Suite("check")
struct CheckCommandTests {
  private func run(_ arguments: [String]) -> (code: ExitCode, output: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let code = Program.recur.run(
      ["check"] + arguments, console: Console(output: output, diagnostics: diagnostics))
    return (code, output.text)
  }

  @Test("A cell's laws hold, its gradient is right in every block, formulas have their orders")
  func cell() {
    let (code, output) = run(["--cells", "gru", "--layers", "2", "--hidden-size", "3"])
    #expect(code == .success)
    #expect(output.contains("gru, 2 layers"))
    #expect(output.contains("adjoint identity") && !output.contains("BROKEN"))
    #expect(output.contains("layers.1.recurrent_weight") && !output.contains("WRONG"))
    for line in output.split(separator: "\n") where line.hasPrefix("7-point") {
      let fields = line.split(separator: " ").compactMap { Double($0) }
      #expect(abs(fields[fields.count - 2] - 6) < 0.6, "\(line)")
    }
    #expect(output.contains("7-point"))
  }

  @Test("A cell that reads the output is checked in one layer")
  func jordan() {
    let (code, output) = run(["--cells", "jordan", "--layers", "3", "--hidden-size", "2"])
    #expect(code == .success)
    #expect(output.contains("jordan, 1 layer"))
  }

  @Test("Every layer's gradient is right in a network", arguments: NetworkSpecimen.allCases)
  func network(_ specimen: NetworkSpecimen) {
    let (code, output) = run(["--networks", specimen.rawValue])
    #expect(code == .success, "\(output)")
    #expect(output.contains("\(specimen.rawValue), a network") && !output.contains("lstm"))
  }
}
