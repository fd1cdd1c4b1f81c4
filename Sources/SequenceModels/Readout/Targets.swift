package import TensorCore

/// What is to be predicted of R rows, and how much each counts.
///
/// A window onto memory that its maker owns.
package struct Targets<S: KernelScalar> {
  package enum Content {
    /// A symbol of each row [R]; negative: nothing is to be predicted.
    case symbols(Indices)
    /// Values of each row [R, d]; NaN: one that is missing.
    case values(Block<S>)
  }

  package let content: Content
  /// What loss and gradient of each row are multiplied with [1, R]; nil: 1.
  package let weights: Block<S>?

  package init(_ content: Content, weights: Block<S>? = nil) {
    self.content = content
    self.weights = weights
  }

  /// The targets of some of the rows.
  func rows(_ range: Range<Int>) -> Targets {
    let weights = weights?.columns(range)
    return switch content {
    case .symbols(let symbols): Targets(.symbols(symbols.range(range)), weights: weights)
    case .values(let values): Targets(.values(values.rows(range)), weights: weights)
    }
  }
}
