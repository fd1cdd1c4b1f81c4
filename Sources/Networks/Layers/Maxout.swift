public import Differentiation
internal import TensorCore

/// The largest of k affine maps for each output (Goodfellow et al. 2013).
///
///     y_j = max over i in {j k, ..., j k + k - 1} of u_i,   u = x W^T + b
///
/// The adjoint goes to the winner, of equal ones the first. The parameters are those of an
/// ``Affine`` layer of n k outputs.
public struct Maxout: Layer {
  /// n
  public var outputSize: Int
  /// k
  public var pieces: Int

  /// A layer of `outputSize` outputs, each the largest of `pieces` affine maps.
  public init(_ outputSize: Int, pieces: Int) {
    precondition(outputSize > 0 && pieces > 0, "maxout to \(outputSize) of \(pieces) pieces")
    self.outputSize = outputSize
    self.pieces = pieces
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let u = Affine(outputSize * pieces, initializer: .he).output(of: x, in: scope)
    return u.reshaped(to: u.shape.dropLast() + [outputSize, pieces]).maximum(over: [-1])
  }
}
