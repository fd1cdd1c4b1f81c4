package import SequenceModels
package import TensorCore

extension GradientCheckReport {
  /// The report of a gradient against differences of `loss`, the mean loss at given parameters,
  /// which is `value` at `parameters`.
  ///
  /// - Parameter directionSeed: draws the direction of ``orders``; nil: they are not measured.
  package init(
    layout: ParameterLayout, parameters: Tensor<Double>, gradient: [Double], loss value: Double,
    directionSeed: UInt64? = nil, _ loss: (Tensor<Double>) -> Double
  ) {
    let floor = 1.5 / DifferenceFormula.step * 8 * 0x1p-53 * value.magnitude / 1e-7
    var moved = parameters
    blocks = layout.blocks.map { block in
      let expected = block.range.map { index in
        let centre = moved[flat: index]
        defer { moved[flat: index] = centre }
        return DifferenceFormula.fivePoint.derivative { distance in
          moved[flat: index] = centre + distance
          return [loss(moved)]
        }[0]
      }
      return GradientDeviation(
        name: block.name, found: Array(gradient[block.range]), exact: expected, floor: floor)
    }
    self.loss = value
    self.floor = floor
    orders =
      directionSeed.map {
        Self.orders(parameters, gradient: gradient, seed: $0, loss)
      } ?? []
  }

  /// The errors of every formula for the derivative along one random direction of unit length.
  private static func orders(
    _ parameters: Tensor<Double>, gradient: [Double], seed: UInt64,
    _ loss: (Tensor<Double>) -> Double
  ) -> [DifferenceErrors] {
    var generator = RandomGenerator(seed: seed)
    var direction = generator.normals(gradient.count)
    let length = direction.dot(direction).squareRoot()
    direction = direction.map { $0 / length }
    let derivative = gradient.dot(direction)
    guard derivative != 0 else { return [] }
    let values = parameters.values
    return DifferenceFormula.allCases.map { formula in
      DifferenceErrors(formula, derivative: derivative) { distance in
        loss(
          Tensor(
            shape: parameters.shape, values: zip(values, direction).map { $0 + distance * $1 }))
      }
    }
  }
}
