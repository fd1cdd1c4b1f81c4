import Differentiation
import TensorCore
import Testing

/// y = x_1 x_2, wrong in one way.
struct FlawedProduct: Primitive {
  enum Flaw: CaseIterable {
    case pullback, pushforward, both, ignoresMissing, shape, wanted, changes
  }

  let flaw: Flaw?

  func forward(_ inputs: [Tensor<Double>]) -> (output: Tensor<Double>, record: Void) {
    var output = times(inputs[0], inputs[1])
    if flaw == .changes {
      var generator = SystemRandomNumberGenerator()
      output = Tensor(
        shape: output.shape, values: output.values.map { $0 + Double(generator.next() % 9) })
    }
    return (output, ())
  }

  func pushforward(
    _ tangents: [Tensor<Double>?], at point: Evaluation<Double, Void>
  ) -> Tensor<Double> {
    let zeros = Tensor<Double>(zeros: point.output.shape)
    if flaw == .ignoresMissing, tangents.contains(where: { $0 == nil }) { return zeros }
    let left = times(tangents[0] ?? zeros, point.inputs[1])
    let right = times(point.inputs[0], tangents[1] ?? zeros)
    let factor = flaw == .pushforward || flaw == .both ? 2.0 : 1
    return Tensor(
      shape: left.shape, values: zip(left.values, right.values).map { $0 + factor * $1 })
  }

  func pullback(
    _ adjoint: Tensor<Double>, at point: Evaluation<Double, Void>, wanted: [Bool]
  ) -> [Tensor<Double>?] {
    let factor = flaw == .pullback || flaw == .both ? 2.0 : 1
    var right = times(adjoint, point.inputs[0])
    right = Tensor(shape: right.shape, values: right.values.map { factor * $0 })
    if flaw == .shape { right = Tensor(shape: [1, right.count], values: right.values) }
    if flaw == .wanted, wanted != [true, true] { return [adjoint, adjoint] }
    return [times(adjoint, point.inputs[1]), right]
  }

  private func times(_ x: Tensor<Double>, _ y: Tensor<Double>) -> Tensor<Double> {
    Tensor(shape: x.shape, values: zip(x.values, y.values).map { $0 * $1 })
  }
}

@Suite("Checks of primitives")
struct CheckPrimitiveTests {
  private static let inputs: [Tensor<Double>] = [.random([5], 1), .random([5], 2)]

  @Test("a right primitive passes at any size", arguments: [0, 1, 7])
  func right(size: Int) {
    let report = checkPrimitive(
      FlawedProduct(flaw: nil), at: [.random([size], 1), .random([size], 2)])
    #expect(report.passed, "\(report)")
    #expect(report.laws.count == 6)
  }

  @Test("every law catches its flaw", arguments: FlawedProduct.Flaw.allCases)
  func flawed(flaw: FlawedProduct.Flaw) throws {
    let report = checkPrimitive(FlawedProduct(flaw: flaw), at: Self.inputs)
    let law =
      switch flaw {
      case .pullback, .pushforward: "adjoint identity"
      case .both: "tangents = differences"
      case .ignoresMissing: "tangents of single inputs sum to that of all"
      case .shape: "shapes"
      case .wanted: "adjoints wanted alone"
      case .changes: "the same output again"
      }
    let broken = try #require(report.laws.first { $0.name == law })
    #expect(!broken.passed, "\(report)")
  }

  @Test("the derivatives of a function of variables are checked as one primitive")
  func function() {
    let report = checkDerivatives(at: Self.inputs) {
      ($0[0] * $0[1]).tanh().sum() + Variable(FlawedProduct(flaw: .both), $0).sum()
    }
    #expect(!report.passed)
  }

  @Test("a primitive by two functions has a pushforward by pullbacks")
  func custom() {
    let dot = CustomPrimitive<Double>("dot") { inputs in
      let sum = zip(inputs[0].values, inputs[1].values).reduce(0) { $0 + $1.0 * $1.1 }
      return Tensor(shape: [], values: [sum])
    } pullback: { adjoint, inputs, _ in
      let factor = adjoint.values[0]
      return [inputs[1], inputs[0]].map { input in
        Tensor(shape: input.shape, values: input.values.map { factor * $0 })
      }
    }
    let report = checkPrimitive(dot, at: Self.inputs)
    #expect(report.passed, "\(report)")
    let cube = CustomPrimitive<Double>("cube", elementwise: { $0 * $0 * $0 }) { 3 * $0 * $0 }
    let elementwise = checkPrimitive(cube, at: [.random([2, 3], 3)])
    #expect(elementwise.passed, "\(elementwise)")
    #expect(Variable(cube, [Variable(Self.inputs[0])]).graph.vertices[1].primitive == "cube")
  }
}
