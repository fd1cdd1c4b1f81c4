public import Differentiation
internal import SequenceModels
internal import TensorCore

/// Values normalised over a batch, feature by feature or channel by channel (Ioffe and Szegedy
/// 2015).
///
///     mu = 1/m sum x        var = 1/m sum (x - mu)^2        over the m values of a feature
///     y  = gamma (x - mu) / sqrt(var + eps) + beta
///
/// Of a batch [N, C] a feature has N values, of images [N, C, H, W] a channel has N H W. Training
/// takes the statistics of the batch and mixes them into running ones, which inference takes:
///
///     running mean = (1 - momentum) running mean + momentum mu
///     running var  = (1 - momentum) running var + momentum m / (m - 1) var
///
///     scale    [C]    gamma, at first 1           mean      [C]    at first 0
///     shift    [C]    beta, at first 0            variance  [C]    at first 1
///
/// m / (m - 1) makes the running variance unbiased, as in PyTorch. A layer in front of it needs no
/// bias.
public struct BatchNormalization: Layer {
  /// Added to the variance.
  public var epsilon: Double
  /// The part of a batch's statistics in the running ones.
  public var momentum: Double

  /// A layer; without further words with PyTorch's settings.
  public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    precondition(
      epsilon > 0 && (0...1).contains(momentum),
      "batch normalisation with epsilon \(epsilon), momentum \(momentum)")
    self.epsilon = epsilon
    self.momentum = momentum
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    precondition(x.shape.count > 1, "batch normalisation of \(x.shape), without channels")
    let count = x.shape[1]
    let scale = scope.parameter("scale", [count], .scale, .constant(1))
    let shift = scope.parameter("shift", [count], .bias, .zeros)
    let mean = scope.statistic("mean", [count], .zeros)
    let variance = scope.statistic("variance", [count], .constant(1))
    var primitive = ChannelNormalization<S>(
      length: x.shape.dropFirst(2).reduce(1, *), epsilon: epsilon, pool: scope.pool)
    guard scope.isTraining else {
      primitive.given = (mean.values.map { Double($0) }, variance.values.map { Double($0) })
      return Variable(primitive, [x, scale, shift])
    }
    let found = primitive.statistics(of: x.value, channels: count)
    primitive.found = found
    let m = Double(x.value.count / max(count, 1))
    scope.setStatistic("mean", to: mixed(mean, found.mean))
    scope.setStatistic(
      "variance", to: mixed(variance, found.variance.map { $0 * m / max(m - 1, 1) }))
    return Variable(primitive, [x, scale, shift])
  }

  private func mixed<S>(_ running: Tensor<S>, _ values: [Double]) -> Tensor<S> {
    Tensor(
      shape: running.shape,
      values: zip(running.values, values).map {
        S((1 - momentum) * Double($0) + momentum * $1)
      })
  }
}
