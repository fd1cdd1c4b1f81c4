public import Differentiation
internal import SequenceModels
internal import TensorCore

/// A rectifier that learns how much of negative values it lets through (He et al. 2015).
///
///     y = max(0, x) + alpha min(0, x)        d/dalpha = min(0, x), summed where alpha is shared
///
///     alpha [1], or [C] with one for each channel of x [N, C, ...]; at first 0.25
public struct PReLU: Layer {
  /// Whether every channel has its own alpha.
  public var perChannel: Bool

  /// A layer with one alpha, or with one for each channel.
  public init(perChannel: Bool = false) { self.perChannel = perChannel }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let count = perChannel ? x.shape[1] : 1
    let alpha = scope.parameter("alpha", [count], .scale, .constant(0.25))
    let axes = perChannel ? [count] + x.shape.dropFirst(2).map { _ in 1 } : [1]
    return x.relu() - alpha.reshaped(to: axes) * (-x).relu()
  }
}
