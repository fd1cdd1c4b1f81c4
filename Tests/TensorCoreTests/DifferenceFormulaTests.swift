import Foundation
import TensorCore
import Testing

@Suite("Difference formulas")
struct DifferenceFormulaTests {
  @Test(
    "A formula is exact for polynomials up to its order", arguments: DifferenceFormula.allCases)
  func exact(_ formula: DifferenceFormula) {
    // f(x) = sum_k (x + 1)^k, whose derivative at 0 is 1 + 2 + ... + order.
    let found = formula.derivative(step: 0.125) { x in
      [(0...formula.order).reduce(0) { $0 + pow(x + 1, Double($1)) }, 3]
    }
    let expected = Double(formula.order * (formula.order + 1) / 2)
    #expect(abs(found[0] - expected) < 1e-12 * expected)
    #expect(found[1] == 0)
  }

  @Test("The error falls as its power of the step", arguments: DifferenceFormula.allCases)
  func order(_ formula: DifferenceFormula) {
    func error(_ h: Double) -> Double { abs(formula.derivative(step: h) { [exp($0)] }[0] - 1) }
    let slope = log2(error(0.25) / error(0.125))
    #expect(abs(slope - Double(formula.order)) < 0.15)
  }
}
