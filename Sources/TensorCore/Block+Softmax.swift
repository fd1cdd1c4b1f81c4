internal import CKernels

// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// The loss of each row of logits, and optionally its gradient.
  ///
  /// losses[row] = log sum_j exp(l_j) - l_target (nats, the maximum subtracted first). With a `scale` the logits
  /// are replaced by (softmax - target distribution) * scale. A negative target: loss 0, gradient 0.
  /// Label smoothing e (Szegedy et al. 2016): the target distribution is (1 - e) onehot + e / V.
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
}

extension Block {
  /// Draws a column of row 0 in proportion to its elements, which are not negative: one of a set of probabilities.
  @specialized(where S == Float)
  package func draw(using generator: inout RandomGenerator) -> Int32 {
    precondition(rows >= 1 && columns >= 1, "draw from \(shape)")
    var total: S = 0
    for column in 0..<columns { total += unsafe base[column] }
    let threshold = S(generator.uniform()) * total
    var sum: S = 0
    var last: Int32 = 0
    for column in 0..<columns {
      let weight = unsafe base[column]
      guard weight > 0 else { continue }
      sum += weight
      last = Int32(column)
      if sum > threshold { return last }
    }
    return last
  }
}
