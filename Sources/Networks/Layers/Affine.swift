public import Differentiation
internal import SequenceModels
public import TensorCore

/// An affine map of the last axis, and an activation: the fully connected layer.
///
///     y = f(x W^T + b)        x [N, ..., m], y [N, ..., n]
///
///     weight [n, m]    W, a row for each output: that of unit i to unit j stands at [j, i]
///     bias   [n]       b, one for each output
public struct Affine: Layer {
  /// n
  public var outputSize: Int
  /// f
  public var activation: Activation
  /// Whether there is a b.
  public var hasBias: Bool
  /// How W is drawn; b is 0 at first.
  public var initializer: Initializer

  /// A layer of `outputSize` outputs.
  ///
  /// - Parameter initializer: how W is drawn; nil: ``Initializer/he`` below a rectifier, else
  ///   ``Initializer/glorot``.
  public init(
    _ outputSize: Int, activation: Activation = .identity, bias: Bool = true,
    initializer: Initializer? = nil
  ) {
    precondition(outputSize > 0, "affine layer to \(outputSize)")
    self.outputSize = outputSize
    self.activation = activation
    hasBias = bias
    self.initializer = initializer ?? (activation.isRectifier ? .he : .glorot)
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    precondition(x.shape.count > 1, "affine layer of \(x.shape), without an axis of inputs")
    let size = x.shape[x.shape.count - 1]
    let (weight, packed) = scope.weight("weight", [outputSize, size], initializer)
    let bias = hasBias ? [scope.parameter("bias", [outputSize], .bias, .zeros)] : []
    let fused = activation.fusedFunction
    let product = AffineProduct(function: fused, weight: packed, pool: scope.pool)
    let y = Variable(product, [x, weight] + bias)
    return fused == nil ? activation.output(of: y, in: scope) : y
  }
}
