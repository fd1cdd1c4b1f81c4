internal import SequenceModels
internal import TensorCore

extension GradientCheckReport {
  /// The report of a gradient against central differences of `loss`, the mean loss at given
  /// parameters, which is `value` at `parameters`.
  init(
    layout: ParameterLayout, parameters: Tensor<Double>, gradient: [Double], loss value: Double,
    _ loss: (Tensor<Double>) -> Double
  ) {
    let floor = 1.5 / centralDifferenceStep * 8 * 0x1p-53 * value.magnitude / 1e-7
    var parameters = parameters
    blocks = layout.blocks.map { block in
      let expected = block.range.map { index in
        let centre = parameters[flat: index]
        defer { parameters[flat: index] = centre }
        return centralDifferences { distance in
          parameters[flat: index] = centre + distance
          return [loss(parameters)]
        }[0]
      }
      return GradientDeviation(
        name: block.name, found: Array(gradient[block.range]), exact: expected, floor: floor)
    }
    self.loss = value
    self.floor = floor
  }
}
