import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// The weight w of y = w x with x = 1, t = 0 and half the squared error: its gradient is w.
@Suite("Forms of optimisers")
struct OptimizerFormTests {
  private func weights(_ optimizer: Optimizer, _ schedule: LearningRateSchedule) throws -> [Double]
  {
    var network = Network<Double>(Affine(1, bias: false), inputShape: [1])
    network[parameter: "weight"] = Tensor(shape: [1, 1], values: [2])
    let trainer = Trainer(
      network, loss: .halfSquaredError,
      updates: UpdateOptions(
        optimizer: optimizer, learningRate: 0.5, schedule: schedule, clipping: Clipping()),
      threads: 1)
    let example = Examples<Double>(
      inputs: Tensor(shape: [1, 1], values: [1]), values: Tensor(zeros: [1, 1]))
    return try (0..<5).map { _ in
      try trainer.update(example)
      return trainer.model.parameters.values[0]
    }
  }

  private func expectEqual(_ found: [Double], _ expected: [Double]) {
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-14 }, "\(found) \(expected)")
  }

  private let linear = LearningRateSchedule(.linear(floor: 0.1, updates: 4))

  /// (t/T) eta_T + (1 - t/T) eta_0, from t = 0.
  private func rate(_ t: Int) -> Double {
    let part = Double(min(t, 4)) / 4
    return part * 0.05 + (1 - part) * 0.5
  }

  @Test("averaged momentum: dw(t) = mu dw(t-1) - (1 - mu) eta(t) g")
  func momentum() throws {
    var (w, change) = (2.0, 0.0)
    let expected = (0..<5).map { t in
      change = 0.9 * change - (1 - 0.9) * rate(t) * w
      w += change
      return w
    }
    expectEqual(try weights(.averagedMomentum(0.9), linear), expected)
  }

  @Test("averaged Nesterov: the gradient is that at w + mu dw, which is what is kept")
  func nesterov() throws {
    var (w, change) = (2.0, 0.0)
    let expected = (0..<5).map { t in
      change = 0.9 * change - (1 - 0.9) * rate(t) * (w + 0.9 * change)
      w += change
      return w + 0.9 * change
    }
    expectEqual(try weights(.averagedNesterov(0.9), linear), expected)
  }

  @Test("RMSprop with epsilon under the root: dw = -eta g / sqrt(v + epsilon)")
  func rmsprop() throws {
    var (w, v) = (2.0, 0.0)
    let expected = (0..<5).map { t in
      v = 0.9 * v + (1 - 0.9) * w * w
      w -= rate(t) * w / (v + 0.01).squareRoot()
      return w
    }
    expectEqual(try weights(.rmspropWithinRoot(decay: 0.9, epsilon: 0.01), linear), expected)
  }
}
