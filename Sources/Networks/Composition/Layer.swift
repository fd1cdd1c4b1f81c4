public import Differentiation
public import TensorCore

/// A function of a batch with parameters of its own: a layer, a block of several, a whole network.
///
/// A layer is plain data, its sizes and settings. Its one function says what it computes and, by
/// asking its scope for them, which parameters it has:
///
/// ```swift
/// struct Scaled: Layer {
///   func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
///     x * scope.parameter("scale", [x.shape[1]], .scale, .constant(1))
///   }
/// }
/// ```
public protocol Layer: Sendable {
  /// The output for a batch `x` [N, ...], its axis of examples first.
  func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S>
}
