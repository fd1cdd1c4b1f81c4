public import Differentiation
public import TensorCore

/// Pooling of the planes of a batch: one number for each window, of each channel alone.
///
///     maximum    the largest element of the window; the adjoint goes to the first that is largest
///     average    the mean of its elements
///     power(p)   ( mean of z^p )^(1/p) for elements z >= 0, from the mean, p = 1, to the maximum,
///                p to infinity
///
/// Input [N, C, extents], output [N, C, places]. What stands in a border is no element.
///
/// ```swift
/// Pooling(.maximum, Window(2, 2, stride: 2))
/// Pooling(.average)                              // the mean of each channel: [N, C, 1, 1]
/// ```
public struct Pooling: Layer {
  /// What is made of a window.
  public enum Kind: Sendable, Equatable {
    case maximum, average
    /// The mean of the powers of this exponent, at least 1, and their root.
    case power(Double)
  }

  /// What is made of a window.
  public var kind: Kind
  /// The windows; nil: one over everything.
  public var window: Window?

  /// Pooling over windows, or over everything.
  public init(_ kind: Kind, _ window: Window? = nil) {
    self.kind = kind
    self.window = window
  }

  /// The output [N, C, places] of a batch [N, C, extents].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    switch kind {
    case .maximum: Variable(MaximumPooling(window: window, pool: scope.pool), [x])
    case .average: Variable(AveragePooling(window: window, pool: scope.pool), [x])
    case .power(let exponent):
      Variable(PowerPooling(exponent: exponent, window: window, pool: scope.pool), [x])
    }
  }
}
