public import Differentiation
internal import TensorCore

/// One or several layers whose input is added to their output (He et al. 2016).
///
///     y = F(x) + x,   or F(x) + shortcut(x) where the shapes differ
///
/// The parts of the network are "body" and "shortcut".
public struct Residual: Layer {
  private let body: any Layer
  private let shortcut: (any Layer)?

  /// A block from the branch to the sum; `shortcut` nil: the input is added as it is.
  public init(_ body: any Layer..., shortcut: (any Layer)? = nil) {
    self.body = body.count == 1 ? body[0] : Sequential(body)
    self.shortcut = shortcut
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    let branch = body.output(of: x, in: scope.part("body"))
    let skip = shortcut?.output(of: x, in: scope.part("shortcut")) ?? x
    precondition(
      branch.shape == skip.shape, "residual: \(skip.shape) added to \(branch.shape)")
    return branch + skip
  }
}
