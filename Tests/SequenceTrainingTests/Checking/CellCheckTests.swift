import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("The laws of a recurrent cell")
struct CellCheckTests {
  @Test("Every cell obeys them", arguments: NamedCell.all + NamedCell.readingOutput, [1, 5])
  func obeyed(cell: NamedCell, hiddenSize: Int) {
    for law in checkRecurrentCell(cell.cell, hiddenSize: hiddenSize, steps: 4).laws {
      #expect(law.passed, "\(law.name): \(law.deviation)")
    }
  }

  private static let withoutJacobian = [
    NamedCell(name: "LSTM", cell: PulledBackLSTM()), NamedCell(name: "GRU", cell: PulledBackGRU()),
  ]

  @Test("A cell that states no Jacobian gets it from its pullback", arguments: withoutJacobian)
  func pulledBack(cell: NamedCell) {
    let report = checkRecurrentCell(cell.cell, hiddenSize: 3, steps: 4)
    #expect(report.passed, "\(report)")
  }

  @Test("A cell as equations of every function obeys them")
  func everyFunction() {
    let report = checkRecurrentCell(EveryFunctionCell(), hiddenSize: 5, steps: 3)
    #expect(report.passed, "\(report)")
  }

  @Test("Equations that leave a state unset break them")
  func forgetful() {
    let report = checkRecurrentCell(ForgetfulCell(), hiddenSize: 3, steps: 3)
    #expect(report.laws.contains { !$0.passed && $0.name == "local Jacobian" }, "\(report)")
  }

  @Test("A defect breaks the law that it offends", arguments: FlawedCell.Flaw.allCases)
  func broken(flaw: FlawedCell.Flaw) {
    let report = checkRecurrentCell(FlawedCell(flaw: flaw), hiddenSize: 3, steps: 4)
    let broken = Set(report.laws.filter { !$0.passed }.map(\.name))
    #expect(!report.passed)
    let expected =
      switch flaw {
      case .sign, .nonlocal, .unset: "local Jacobian"
      case .company: "batch = single runs"
      case .unmasked, .forgottenAdjoint: "masked = alone"
      case .linearization: "linearization"
      }
    #expect(broken.contains(expected), "\(report)")
  }

  @Test("The report has a line for each law and says which is broken")
  func description() {
    let report = checkRecurrentCell(FlawedCell(flaw: .sign), hiddenSize: 3, steps: 3)
    #expect(report.description.split(separator: "\n").count == report.laws.count)
    #expect(report.description.contains("BROKEN  local Jacobian"))
  }
}

/// A law in which every function of equations is.
private struct EveryFunctionCell: CellEquations {
  var structure: CellStructure {
    CellStructure(
      gates: [Gate("a"), Gate("b"), Gate("c")], states: ["h", "c"], peepholes: ["p"])
  }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
  ) {
    let a = N.sigmoid(z[0] + p[0] * s[1])
    let b = N.log(1 + N.exp(z[1])) / N.sqrt(1 + z[2] * z[2])
    next[1] = a * N.sin(s[1]) + (1 - a) * N.cos(b) - 0.1 * N.abs(z[2])
    next[0] = N.tanh(N.maximum(next[1], 0.5 * z[0]) + N.minimum(b, -z[1])) * a
  }
}

/// A law that never sets its second state.
private struct ForgetfulCell: CellEquations {
  var structure: CellStructure { CellStructure(gates: [Gate("z")], states: ["h", "c"]) }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
  ) { next[0] = N.tanh(z[0] + s[1]) }
}
