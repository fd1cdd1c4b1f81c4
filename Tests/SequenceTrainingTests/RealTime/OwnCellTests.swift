import GoldenTesting
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("A cell of one's own, its equations only, with every method")
struct OwnCellTests {
  private let pool = WorkerPool(threads: 1)

  @Test(
    "A trainer learns with every method that allows the cell",
    arguments: [
      NamedCell(name: "update gate", cell: UpdateGateCell()),
      NamedCell(name: "two states, peepholes", cell: EquationLSTMCell()),
    ], GradientMethod.allCases)
  func learns(cell: NamedCell, method: GradientMethod) throws {
    let model = Fixture.model(Fixture.configuration(cell.cell, hiddenSize: 6), as: Float.self)
    do throws(GradientMethodError) {
      try method.check(model)
    } catch {
      #expect(method == .kfRTRL && !cell.cell.structure.peepholes.isEmpty, "\(error)")
      return
    }
    // The most noise wants the most updates.
    let updates = method == .uoro ? 120 : 40
    let losses = try Fixture.losses(model, method, blockLength: 3, updates: updates)
    #expect(losses[0] > 1)
    #expect(losses[updates - 1] < 0.7, "\(losses[updates - 1])")
  }

  @Test("The estimators of a user's cell are those of the built-in cell with the same law")
  func sameLaw() throws {
    let batch = Fixture.batch(steps: 12, batchSize: 2)
    func gradient(_ cell: any RecurrentCell, _ method: GradientMethod) throws -> [Double] {
      let model = Fixture.model(Fixture.configuration(cell))
      let estimator = try method.with(window: 7, blockLength: 5, seed: 3).estimator(
        of: model, EstimatorOptions(batchSize: 2, sequenceLength: 12), pool: pool)
      var state = Fixture.state(model, batchSize: 2)
      _ = estimator.run(batch, state: &state)
      return estimator.gradient.array
    }
    for method in GradientMethod.allCases where method != .kfRTRL {
      let (own, builtIn) = (
        try gradient(EquationLSTMCell(), method),
        try gradient(LSTMCell(peepholes: true), method)
      )
      let difference = Fixture.difference(own, builtIn)
      #expect(difference <= 1e-11, "\(method): \(difference)")
    }
  }
}
