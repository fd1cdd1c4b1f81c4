public import Differentiation
internal import TensorCore

/// All axes of an example as one: [N, ...] becomes [N, m].
public struct Flatten: Layer {
  /// A layer without settings.
  public init() {}

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    x.reshaped(to: [x.shape[0], x.shape.dropFirst().reduce(1, *)])
  }
}
