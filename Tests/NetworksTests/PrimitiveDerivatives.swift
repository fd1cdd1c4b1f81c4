import Differentiation
import TensorCore
import Testing

/// Seeded numbers of a shape, in -1 ... 1 and away from what is not differentiable at zero.
func numbers(_ shape: [Int], _ seed: UInt64) -> Tensor<Double> {
  var generator = RandomGenerator(seed: seed)
  return Tensor(
    shape: shape, values: (0..<shape.reduce(1, *)).map { _ in generator.uniform(in: -1...1) })
}

func largestDifference(_ left: Tensor<Double>, _ right: Tensor<Double>) -> Double {
  guard left.shape == right.shape else { return .infinity }
  return zip(left.values, right.values).map { abs($0 - $1) }.max() ?? 0
}

/// Holds the derivatives of a primitive at `inputs` to central differences (1e-7) and to each other
/// (<J u, v> = <u, J^T v>, 1e-12), all inputs together and each alone.
func expectDerivatives<P: Primitive>(
  of primitive: P, at inputs: [Tensor<Double>], _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) where P.Scalar == Double {
  func dot(_ left: Tensor<Double>, _ right: Tensor<Double>) -> Double {
    zip(left.values, right.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
  let (output, record) = primitive.forward(inputs)
  let point = Evaluation(inputs: inputs, output: output, record: record)
  let directions = inputs.enumerated().map { numbers($1.shape, UInt64($0 + 100)) }
  let adjoint = numbers(output.shape, 99)
  let adjoints = primitive.pullback(adjoint, at: point, wanted: inputs.map { _ in true })
  func moved(_ chosen: [Bool], _ step: Double) -> Tensor<Double> {
    let values = zip(zip(inputs, directions), chosen).map { pair, moves in
      Tensor(
        shape: pair.0.shape,
        values: zip(pair.0.values, pair.1.values).map { $0 + (moves ? step * $1 : 0) })
    }
    return primitive.forward(values).output
  }
  var choices = inputs.indices.map { index in inputs.indices.map { $0 == index } }
  choices.append(inputs.map { _ in true })
  for chosen in choices {
    let tangents = zip(directions, chosen).map { $1 ? $0 : nil }
    let tangent = primitive.pushforward(tangents, at: point)
    let step = 1e-5
    let differences = zip(moved(chosen, step).values, moved(chosen, -step).values).map {
      ($0 - $1) / (2 * step)
    }
    let scale = max(1, tangent.values.map(abs).max() ?? 0)
    let worst = zip(tangent.values, differences).map { abs($0 - $1) }.max() ?? 0
    #expect(
      worst <= 1e-7 * scale, "\(chosen): differences \(worst), \(comment ?? "")",
      sourceLocation: sourceLocation)
    let alone = primitive.pullback(adjoint, at: point, wanted: chosen)
    var product = 0.0
    for index in inputs.indices where chosen[index] {
      #expect(
        alone[index] == adjoints[index], "adjoint \(index) alone, \(comment ?? "")",
        sourceLocation: sourceLocation)
      if let adjoint = adjoints[index] { product += dot(directions[index], adjoint) }
    }
    let size = max(
      1, zip(tangent.values, adjoint.values).reduce(0) { $0 + abs($1.0 * $1.1) })
    #expect(
      abs(dot(tangent, adjoint) - product) <= 1e-12 * size,
      "\(chosen): <J u, v> - <u, J^T v> = \(dot(tangent, adjoint) - product), \(comment ?? "")",
      sourceLocation: sourceLocation)
  }
}
