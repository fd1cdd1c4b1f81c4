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
    if isPlanned { return }
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
}
