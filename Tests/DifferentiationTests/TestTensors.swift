import TensorCore

extension Tensor<Double> {
  /// Random numbers of the shape between `low` and `high`, none within 0.01 of zero.
  static func random(_ shape: [Int], _ seed: UInt64, low: Double = -2, high: Double = 2)
    -> Tensor<Double>
  {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { _ in
      let value = low + (high - low) * generator.uniform()
      return value.magnitude < 0.01 ? value + 0.02 : value
    }
    return Tensor(shape: shape, values: values)
  }

  /// The same to two digits, and `offset` of a hundredth more: no two of different offsets are close
  /// to one another.
  static func random(_ shape: [Int], _ seed: UInt64, low: Double = -2, offset: Double)
    -> Tensor<Double>
  {
    Tensor(
      shape: shape,
      values: random(shape, seed, low: low).values.map { (($0 * 100).rounded() + offset) / 100 })
  }
}
