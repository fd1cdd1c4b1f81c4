internal import CKernels

// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// The loss of each row of logits, and optionally its gradient.
  ///
  /// losses[row] = log sum_j exp(l_j) - l_target (nats, the maximum subtracted first). With a
  /// `scale` the logits are replaced by (softmax - target distribution) * scale. A negative target:
  /// loss 0, gradient 0. Label smoothing e (Szegedy et al. 2016): the target distribution is
  /// (1 - e) onehot + e / V.
  @specialized(where S == Float)
  package func softmaxCrossEntropy(
    targets: Indices, losses: Block, gradientScale scale: Double?, labelSmoothing: Double = 0
  ) {
    precondition(
      targets.count == rows && losses.count >= rows && losses.isContiguous,
      "cross-entropy of \(shape): \(targets.count) targets, \(losses.count) losses")
    precondition(Int(targets.largest) < columns, "target \(targets.largest) of \(columns) classes")
    unsafe S.kernels.pointee.softmax_cross_entropy(
      rows, columns, base, stride, targets.base, losses.base, scale == nil ? 0 : 1, scale ?? 0,
      labelSmoothing)
  }

  /// Rows of logits become probabilities: softmax(logits / temperature), in place.
  @specialized(where S == Float)
  package func softmax(temperature: Double = 1) {
    precondition(temperature > 0, "softmax: temperature \(temperature)")
    unsafe S.kernels.pointee.softmax(rows, columns, base, stride, temperature)
  }

  /// Rows become the adjoints of logits: p (a - sum p a), p the softmax of the logits and a its
  /// adjoints, which may be the same memory.
  @specialized(where S == Float)
  package func softmaxPullback(_ probabilities: Block, adjoints: Block) {
    precondition(
      probabilities.rows == rows && probabilities.columns == columns && adjoints.rows == rows
        && adjoints.columns == columns,
      "softmax pullback into \(shape): \(probabilities.shape), adjoints \(adjoints.shape)")
    for row in 0..<rows {
      var mean: S = 0
      for column in 0..<columns { mean += probabilities[row, column] * adjoints[row, column] }
      for column in 0..<columns {
        self[row, column] = probabilities[row, column] * (adjoints[row, column] - mean)
      }
    }
  }
}
