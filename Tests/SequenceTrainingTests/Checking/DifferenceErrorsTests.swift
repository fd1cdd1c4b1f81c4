import Foundation
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Errors of difference formulas")
struct DifferenceErrorsTests {
  @Test(
    "The slope over the step is the order of the formula", arguments: DifferenceFormula.allCases)
  func slope(_ formula: DifferenceFormula) throws {
    let errors = DifferenceErrors(formula, derivative: exp(1)) { exp(1 + $0) }
    let slope = try #require(errors.slope)
    #expect(abs(slope - Double(formula.order)) < 0.2, "\(slope)")
    #expect(errors.best.error < 1e-7)
  }

  @Test("An error that does not fall has no order")
  func wrongDerivative() throws {
    let errors = DifferenceErrors(.central, derivative: 1.1) { sin($0) }
    #expect(abs(try #require(errors.slope)) < 0.01)
    #expect(errors.best.error > 0.09)
  }

  @Test("The orders of a model's loss show along a random direction")
  func model() {
    var generator = RandomGenerator(seed: 4)
    let model = SequenceModel<Double>(
      SequenceModelConfiguration(
        input: .symbols(3), outputSize: 3, cell: LSTMCell(), layers: 2, hiddenSize: 4),
      weights: .uniform(0.8), recurrent: .uniform(0.8), using: &generator)
    let batch = Batch(tokens: [0, 1, 2, 1, 0, 2], targets: [1, 2, 0, 0, 1, 1])
    let report = checkGradients(
      model, batch, batchSize: 2, directionSeed: 1, pool: WorkerPool(threads: 1))
    #expect(report.largestError < 1e-7)
    #expect(report.orders.map(\.formula) == DifferenceFormula.allCases)
    for errors in report.orders {
      let slope = errors.slope ?? 0
      #expect(abs(slope - Double(errors.formula.order)) < 0.5, "\(errors.formula): \(slope)")
    }
  }
}
