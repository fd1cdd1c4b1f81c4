import SequenceModels
import SequenceTraining
import TensorCore

/// Influence balancing (Tallec and Ollivier 2018, section 5): a linear system in which a parameter
/// does one thing soon and the opposite, stronger, later.
///
///     s_t = A s_{t-1} + theta sign        A_ii = A_{i,i+1} = 0.5, sign_i = 1 for i <= 10, else -1
///
/// 23 units in a chain that ends in unit 1, whose resting value is -6 theta: the ten near units
/// raise it by 2 theta each and the thirteen far ones lower it by as much. The loss wants 1 of it,
/// theta = -1/6. It is log cosh(s^1 - 1), to which cross-entropy with both symbols equally wanted
/// comes for logits of 2 s^1 and 2: its gradient tanh(s^1 - 1) has the sign of the quadratic
/// loss's.
struct InfluenceBalancing {
  static let unitCount = 23
  static let positiveCount = 10
  /// The theta of least loss.
  static let optimum = -1.0 / 6

  /// theta
  var parameter = 0.5

  static func sign(_ unit: Int) -> Double { unit < positiveCount ? 1 : -1 }

  /// The system as a model with input 1: theta sign is the input weight, A the recurrent one.
  var model: SequenceModel<Double> {
    let n = Self.unitCount
    var model = SequenceModel<Double>(
      zeros: SequenceModelConfiguration(
        input: .vectors(1), outputSize: 2, cell: LinearCell(), layers: 1, hiddenSize: n))
    let layer = model.stack.layers[0]
    for unit in 0..<n {
      model.parameters[flat: layer.inputWeight.offset + unit] = parameter * Self.sign(unit)
      for other in unit...min(unit + 1, n - 1) {
        model.parameters[flat: layer.recurrentWeight.offset + unit * n + other] = 0.5
      }
    }
    model.parameters[flat: model.readoutWeight.offset] = 2
    model.parameters[flat: model.readoutBias.offset + 1] = 2
    return model
  }

  /// The state at rest [1, 1, 1, 23]: s_i = s_{i+1} + 2 theta sign_i.
  var restingState: Tensor<Double> {
    var values = [Double](repeating: 0, count: Self.unitCount)
    var value = 0.0
    for unit in values.indices.reversed() {
      value += 2 * parameter * Self.sign(unit)
      values[unit] = value
    }
    return Tensor(shape: [1, 1, 1, Self.unitCount], values: values)
  }

  /// `steps` steps with losses at all of them, or at the last one only.
  static func batch(steps: Int, atEnd: Bool = false) -> Batch {
    Batch(
      vectors: Array(repeating: 1, count: steps),
      targets: (0..<steps).map { atEnd && $0 < steps - 1 ? -1 : 0 })
  }

  /// d loss / d theta that an estimator finds for a batch, with `state` going on.
  static func gradient(
    _ estimator: some SequenceEstimator<Double>, _ batch: Batch, _ state: inout Tensor<Double>,
    start: Int = 0
  ) -> Double {
    _ = estimator.run(batch, state: &state, start: start, labelSmoothing: 1)
    // The input weight is the first block of the layout.
    return (0..<unitCount).reduce(0) { $0 + sign($1) * estimator.gradient[$1] }
  }

  /// theta after so many updates of gradient descent, a window of the estimator's length each, from
  /// states of 1.
  static func learned(
    _ estimator: some SequenceEstimator<Double>, updates: Int, learningRate: Double
  ) -> Double {
    var system = InfluenceBalancing()
    var state = Tensor<Double>(
      shape: [1, 1, 1, unitCount], values: Array(repeating: 1, count: unitCount))
    let steps = estimator.sequenceLength
    for update in 0..<updates {
      system.parameter -=
        learningRate * gradient(estimator, batch(steps: steps), &state, start: update * steps)
      system.model.parameters.withBlock { estimator.model.update(from: $0) }
    }
    return system.parameter
  }
}
