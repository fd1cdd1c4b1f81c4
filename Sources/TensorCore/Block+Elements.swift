internal import CKernels

// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// self = f(values), element by element. Self and values may be the same memory.
  @specialized(where S == Float)
  package func map(_ function: ElementFunction, of values: Block) {
    precondition(
      values.count == count && isContiguous && values.isContiguous,
      "\(function) of \(values.shape) into \(shape)")
    let (function, a, b) = function.kernel
    unsafe S.kernels.pointee.map(function, a, b, base, values.base, count)
  }

  /// self = factors f'(values), `results` being f(values), element by element. Self may be the same
  /// memory as one of them.
  @specialized(where S == Float)
  package func mapSlope(
    _ function: ElementFunction, of values: Block, results: Block, times factors: Block
  ) {
    precondition(
      values.count == count && results.count == count && factors.count == count && isContiguous
        && values.isContiguous && results.isContiguous && factors.isContiguous,
      "slopes of \(function) of \(values.shape) times \(factors.shape) into \(shape)")
    let (function, a, _) = function.kernel
    unsafe S.kernels.pointee.map_slope(
      function, a, base, factors.base, values.base, results.base, count)
  }

  /// self = left (operation) right, element by element, in memory without gaps. An operand of one
  /// row is repeated for every row, one of one column for every column.
  @specialized(where S == Float)
  package func combine(_ operation: ElementOperation, _ left: Block, _ right: Block) {
    precondition(
      isContiguous && left.repeats(to: self) && right.repeats(to: self),
      "\(operation) of \(left.shape) and \(right.shape) into \(shape)")
    unsafe S.kernels.pointee.combine(
      operation.kernel, rows, columns, base, left.base, left.rows == 1 ? 0 : left.stride,
      left.columns == 1 ? 0 : 1, right.base, right.rows == 1 ? 0 : right.stride,
      right.columns == 1 ? 0 : 1)
  }

  private func repeats(to other: Block) -> Bool {
    (rows == other.rows || rows == 1) && (columns == other.columns || columns == 1)
  }

  /// self[i] += the sum of row i of `values`; self has no gaps.
  @specialized(where S == Float)
  package func addRowSums(_ values: Block) {
    precondition(
      count == values.rows && isContiguous, "row sums of \(values.shape) into \(shape)")
    unsafe S.kernels.pointee.row_sums(
      values.rows, values.columns, base, values.base, values.stride)
  }

  /// self += `values`, summed over all rows where self has one row, over all columns where it has
  /// one column; self has no gaps.
  @specialized(where S == Float)
  package func addSums(_ values: Block) {
    precondition(repeats(to: values), "sums of \(values.shape) into \(shape)")
    if columns == values.columns {
      if rows == values.rows { add(values) } else { addColumnSums(values) }
    } else if rows == values.rows {
      addRowSums(values)
    } else {
      for row in 0..<values.rows { addRowSums(values.row(row)) }
    }
  }

  /// self = `values`, its row repeated where it has one, its column where it has one.
  @specialized(where S == Float)
  package func fill(repeating values: Block) {
    precondition(values.repeats(to: self), "\(values.shape) repeated to \(shape)")
    if values.columns == columns {
      if values.rows == rows { copy(from: values) } else { broadcast(values) }
    } else {
      for row in 0..<rows { self.row(row).fill(values[values.rows == 1 ? 0 : row, 0]) }
    }
  }

  /// self[i] = log sum_j exp(values[i, j]), -infinity where there are no columns; self has no gaps.
  @specialized(where S == Float)
  package func logSumExp(ofRows values: Block) {
    precondition(
      count == values.rows && isContiguous, "log-sum-exp of \(values.shape) into \(shape)")
    unsafe S.kernels.pointee.log_sum_exp(
      values.rows, values.columns, base, values.base, values.stride)
  }
}
