public import Differentiation
internal import Foundation
public import TensorCore

/// Local contrast normalisation of each channel of each image alone (Jarrett et al. 2009).
///
///     xbar_i  = sum over p of w_p x_{i+p}                      the local mean
///     z_i     = x_i - xbar_i                                    subtractive
///     s_i^2   = sum over p of w_p (x_{i+p} - xbar_i)^2          about the mean of the centre
///     z_i     = (x_i - xbar_i) / max(c, s_i)                    divisive
///
/// Batch [N, C, extents]. The window is centred on i, its sizes are odd, its weights are positive
/// and their sum is 1: at a border, the sum of those inside the image.
public struct LocalContrast: Layer {
  /// The weights of the window.
  public enum Weights: Sendable, Equatable {
    /// All are equal.
    case uniform
    /// exp(-|p|^2 / (2 deviation^2)), in proportion.
    case gaussian(deviation: Double)
  }

  /// Elements of the window along each axis.
  public var sizes: [Int]
  /// The weights of the window.
  public var weights: Weights
  /// c: deviations below it do not count; nil: nothing is divided.
  public var floor: Double?

  /// Subtractive normalisation, and divisive where there is a `floor` above zero.
  public init(_ sizes: Int..., weights: Weights = .uniform, floor: Double? = nil) {
    precondition(floor ?? 1 > 0, "local contrast: a floor of \(floor ?? 0)")
    self.sizes = sizes
    self.weights = weights
    self.floor = floor
  }

  /// The normalised batch, of the shape of `x` [N, C, extents].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    Variable(
      ContrastNormalization(
        sizes: sizes, weights: windowWeights, floor: floor.map { S($0) }, pool: scope.pool), [x])
  }

  /// In row-major order; the sum does not matter.
  private var windowWeights: [Double] {
    [WindowAxis].indices(of: sizes).map { index in
      switch weights {
      case .uniform: 1
      case .gaussian(let deviation):
        exp(
          -zip(index, sizes).reduce(0) { sum, axis in
            let distance = Double(axis.0 - axis.1 / 2) / deviation
            return sum + distance * distance / 2
          })
      }
    }
  }
}
