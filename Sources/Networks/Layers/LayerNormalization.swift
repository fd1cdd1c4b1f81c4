public import Differentiation
internal import SequenceModels
internal import TensorCore

/// Values normalised over the last axis, each example by itself (Ba, Kiros and Hinton 2016).
///
///     y = gamma (x - mu) / sqrt(var + eps) + beta        mu and var of a row of m values
///
///     scale [m]    gamma, at first 1        shift [m]    beta, at first 0
public struct LayerNormalization: Layer {
  /// Added to the variance.
  public var epsilon: Double

  /// A layer with that epsilon.
  public init(epsilon: Double = 1e-5) {
    precondition(epsilon > 0, "layer normalisation with epsilon \(epsilon)")
    self.epsilon = epsilon
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let size = x.shape[x.shape.count - 1]
    let normalized = Variable(
      ChannelNormalization<S>(length: size, epsilon: epsilon, pool: scope.pool), [x])
    return normalized * scope.parameter("scale", [size], .scale, .constant(1))
      + scope.parameter("shift", [size], .bias, .zeros)
  }
}

/// Values divided by their root mean square over the last axis (Zhang and Sennrich 2019).
///
///     y = gamma x / sqrt(1/m sum x^2 + eps)
///
///     scale [m]    gamma, at first 1
public struct RMSNormalization: Layer {
  /// Added to the mean square.
  public var epsilon: Double

  /// A layer with that epsilon.
  public init(epsilon: Double = 1e-5) {
    precondition(epsilon > 0, "RMS normalisation with epsilon \(epsilon)")
    self.epsilon = epsilon
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let size = x.shape[x.shape.count - 1]
    let normalized = Variable(
      ChannelNormalization<S>(
        length: size, epsilon: epsilon, subtractsMean: false, pool: scope.pool), [x])
    return normalized * scope.parameter("scale", [size], .scale, .constant(1))
  }
}
