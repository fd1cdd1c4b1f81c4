internal import CKernels

// Safe: the shapes that the kernel reads and writes are checked.
extension Block {
  /// Multiplies each element by 0 with probability `rate`, else by 1 / (1 - rate): inverted dropout
  /// (Srivastava et al. 2014). self = dropout(values).
  ///
  /// Whether element j of row i is dropped is a hash of `key`, `rowKeys[i]` and j alone: the same
  /// call on the adjoint gives the gradient, and a sequence's mask does not depend on the batch it
  /// is in.
  @specialized(where S == Float)
  package func dropout(_ values: Block, rate: Double, key: UInt64, rowKeys: Indices) {
    precondition(
      values.rows == rows && values.columns == columns && rowKeys.count == rows && rate >= 0
        && rate < 1,
      "dropout \(rate) of \(values.shape) into \(shape)")
    unsafe S.kernels.pointee.dropout(
      rows, columns, base, stride, values.base, values.stride, rate, key, rowKeys.base)
  }
}
