internal import CKernels

// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// self[row] = table[indices[row]], or += ; a negative index is a row of zeros.
  @specialized(where S == Float)
  package func gather(_ table: Block, _ indices: Indices, accumulating: Bool = false) {
    precondition(
      table.columns == columns && indices.count == rows,
      "gather: \(indices.count) rows of \(table.shape) into \(shape)")
    precondition(
      Int(indices.largest) < table.rows, "gather: index \(indices.largest) in \(table.shape)")
    unsafe S.kernels.pointee.gather(
      rows, columns, base, stride, table.base, table.stride, indices.base, accumulating ? 1 : 0)
  }

  /// self[indices[row]] += values[row], in order of rows; negative indices are skipped.
  @specialized(where S == Float)
  package func scatterAdd(_ values: Block, _ indices: Indices) {
    precondition(
      values.columns == columns && indices.count == values.rows,
      "scatter-add: \(indices.count) rows of \(values.shape) into \(shape)")
    precondition(Int(indices.largest) < rows, "scatter-add: index \(indices.largest) in \(shape)")
    unsafe S.kernels.pointee.scatter_add(
      values.rows, columns, base, stride, values.base, values.stride, indices.base)
  }

  /// Every row = `vector`.
  @specialized(where S == Float)
  package func broadcast(_ vector: Block) {
    precondition(
      vector.count == columns && vector.isContiguous, "broadcast: \(vector.shape) to \(shape)")
    unsafe S.kernels.pointee.broadcast(rows, columns, base, stride, vector.base)
  }

  /// self[j] += the sum of column j of `values`, in order of rows; self is one row.
  @specialized(where S == Float)
  package func addColumnSums(_ values: Block) {
    precondition(
      count == values.columns && isContiguous, "column sums of \(values.shape) into \(shape)")
    unsafe S.kernels.pointee.column_sums(
      values.rows, values.columns, base, values.base, values.stride)
  }

  /// self += values, same shape.
  @specialized(where S == Float)
  package func add(_ values: Block) {
    precondition(values.rows == rows && values.columns == columns, "\(shape) += \(values.shape)")
    if isContiguous && values.isContiguous {
      unsafe S.kernels.pointee.add(base, values.base, count)
    } else {
      for row in 0..<rows {
        unsafe S.kernels.pointee.add(
          base + row * stride, values.base + row * values.stride, columns)
      }
    }
  }

  /// self *= factor; the block is contiguous.
  @specialized(where S == Float)
  package func scale(by factor: Double) {
    precondition(isContiguous, "scale: a block with gaps")
    unsafe S.kernels.pointee.scale(base, factor, count)
  }

  /// self += the transpose of `values` [columns, rows].
  @specialized(where S == Float)
  package func addTranspose(_ values: Block) {
    precondition(
      values.rows == columns && values.columns == rows, "\(shape) += transpose of \(values.shape)")
    unsafe S.kernels.pointee.transpose_add(
      values.rows, values.columns, base, stride, values.base, values.stride)
  }

  /// The sum of the squares of all elements, accumulated in double precision; the block is contiguous.
  package var sumOfSquares: Double {
    precondition(isContiguous, "sum of squares: a block with gaps")
    return unsafe S.kernels.pointee.sum_of_squares(base, count)
  }

  /// Clamps every element to [-limit, limit]; returns how many were outside. The block is contiguous.
  @specialized(where S == Float)
  package func clamp(to limit: Double) -> Int {
    precondition(isContiguous && limit >= 0, "clamp to \(limit)")
    return unsafe S.kernels.pointee.clamp_count(base, limit, count)
  }

  /// Multiplies each element by 0 with probability `rate`, else by 1 / (1 - rate): inverted dropout
  /// (Srivastava et al. 2014). self = dropout(values).
  ///
  /// Whether element j of row i is dropped is a hash of `key`, `rowKeys[i]` and j alone: the same call on the
  /// adjoint gives the gradient, and a sequence's mask does not depend on the batch it is in.
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
