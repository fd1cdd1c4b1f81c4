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

  @Test("A defect breaks the law that it offends", arguments: FlawedCell.Flaw.allCases)
  func broken(flaw: FlawedCell.Flaw) {
    let report = checkRecurrentCell(FlawedCell(flaw: flaw), hiddenSize: 3, steps: 4)
    let broken = Set(report.laws.filter { !$0.passed }.map(\.name))
    #expect(!report.passed)
    let expected =
      switch flaw {
      case .sign, .nonlocal: "local Jacobian"
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
