package import TensorCore

/// What a layer is fed: T x B rows, time-major.
package enum LayerInput<S: KernelScalar> {
  /// Symbols [T B]; a negative one is a vector of zeros. Never materialised as one-hot.
  case tokens(Indices)
  /// Vectors [T B, m].
  case dense(Block<S>)

  /// The steps of `range` of B = `sequences` sequences.
  func steps(_ range: Range<Int>, of sequences: Int) -> LayerInput {
    switch self {
    case .tokens(let indices): .tokens(indices.steps(range, of: sequences))
    case .dense(let vectors): .dense(vectors.steps(range, of: sequences))
    }
  }
}
