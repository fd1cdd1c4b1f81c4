public import Differentiation
internal import TensorCore

/// Probabilities from logits, along the last axis.
///
///     y_i = e^x_i / sum_j e^x_j        x'_q = y_q (y'_q - sum_j y'_j y_j)
///
/// The largest logit is subtracted first. ``SequenceModels/Loss/crossEntropy`` takes the logits
/// themselves: a network that is trained with it ends without this layer.
public struct Softmax: Layer {
  /// A layer without settings.
  public init() {}

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    x.softmax(axis: -1, pool: scope.pool)
  }
}

/// A further class whose logit is 0: logits [N, K - 1] become [N, K], u_k = log(P_k / P_K).
public struct ReferenceClass: Layer {
  /// A layer without settings.
  public init() {}

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let zeros = Variable(Tensor<S>(zeros: x.shape.dropLast() + [1]))
    return .concatenation(of: [x, zeros], axis: -1)
  }
}
