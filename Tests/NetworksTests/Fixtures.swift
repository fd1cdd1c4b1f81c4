import Networks
import SequenceModels
import SequenceTraining
import TensorCore

/// Random tensors of standard normal numbers.
struct Numbers {
  private var generator: RandomGenerator

  init(seed: UInt64) { generator = RandomGenerator(seed: seed) }

  mutating func tensor<S: KernelScalar>(_ shape: [Int], _: S.Type = S.self) -> Tensor<S> {
    Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in S(generator.normal()) })
  }

  mutating func classes(_ count: Int, of kinds: Int) -> [Int] {
    (0..<count).map { _ in generator.index(below: kinds) }
  }
}

extension Network {
  /// A network drawn from a seed.
  init(_ body: some Layer, inputShape: [Int], seed: UInt64 = 1) {
    var generator = RandomGenerator(seed: seed)
    self.init(body, inputShape: inputShape, using: &generator)
  }
}

/// The largest deviation of a network's gradient of a loss from central differences of the same, in
/// Double, relative to the largest element or 1.
func gradientDeviation(
  _ network: Network<Double>, _ examples: Examples<Double>, _ loss: Loss, threads: Int = 1
) -> Double {
  let pool = WorkerPool(threads: threads)
  let estimator = NetworkBackpropagation(
    network, loss: loss, reduction: .mean, frozen: [], seed: 5, pool: pool)
  func value(_ parameters: Tensor<Double>) -> Double {
    estimator.share(parameters)
    let report = estimator.run(examples, start: 3, labelSmoothing: 0)
    return report.lossSum / Double(report.targetCount)
  }
  _ = value(network.parameters)
  let gradient = estimator.gradient.array
  let statistics = network.layout.blocks.filter { $0.role == .statistic }.map(\.range)
  let h = 1e-4
  var (deviation, scale) = (0.0, 1.0)
  for index in gradient.indices where !statistics.contains(where: { $0.contains(index) }) {
    func moved(_ step: Double) -> Double {
      var parameters = network.parameters
      parameters[flat: index] += step
      return value(parameters)
    }
    let difference = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
    deviation = max(deviation, abs(difference - gradient[index]))
    scale = max(scale, abs(difference))
  }
  return deviation / scale
}
