import Differentiation
import TensorCore
import Testing

/// Seeded numbers of a shape, in -1 ... 1.
func numbers(_ shape: [Int], _ seed: UInt64) -> Tensor<Double> {
  var generator = RandomGenerator(seed: seed)
  return Tensor(
    shape: shape, values: (0..<shape.reduce(1, *)).map { _ in generator.uniform(in: -1...1) })
}

/// Seeded numbers of a shape in -1 ... 1, no two of which are close to one another.
func distinctNumbers(_ shape: [Int], _ seed: UInt64) -> Tensor<Double> {
  var generator = RandomGenerator(seed: seed)
  let count = shape.reduce(1, *)
  var places = Array(0..<count)
  generator.shuffle(&places)
  return Tensor(shape: shape, values: places.map { 2 * Double($0) / Double(count) - 1 })
}

func largestDifference(_ left: Tensor<Double>, _ right: Tensor<Double>) -> Double {
  guard left.shape == right.shape else { return .infinity }
  return zip(left.values, right.values).map { abs($0 - $1) }.max() ?? 0
}

/// Holds a primitive to the laws of every primitive.
func expectLaws<P: Primitive<Double>>(
  of primitive: P, at inputs: [Tensor<Double>], _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let report = checkPrimitive(primitive, at: inputs)
  #expect(report.passed, "\(comment)\n\(report)", sourceLocation: sourceLocation)
}
