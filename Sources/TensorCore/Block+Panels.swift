internal import CKernels

// Safe: every function checks the shapes that it reads and writes.
extension Block {
  /// self = left . right, or self += left . right, for a right operand that is one panel.
  ///
  /// Shapes: self [M, N], left [M, K], right [K, panel width], N at most the panel width; the
  /// further columns are not used. The memory of self and of the panel are different.
  /// - Complexity: 2 M K N floating-point operations.
  @specialized(where S == Float)
  package func product(_ left: Block, panel: Block, accumulating: Bool) {
    precondition(
      left.rows == rows && left.columns == panel.rows && columns <= panel.columns
        && panel.columns == KernelSet.active.panelWidth(S.self) && panel.stride == panel.columns,
      "product: left \(left.shape) x panel \(panel.shape) into \(shape)")
    unsafe S.kernels.pointee.product(
      base, stride, left.base, left.stride, panel.base, rows, left.columns, columns,
      accumulating ? 1 : 0)
  }

  /// self = diag(factors) . values, or self += diag(factors) . values: row i is multiplied by
  /// factor i.
  ///
  /// Shapes: self and values [M, N], factors one row of M. Self and values may be the same memory.
  /// - Complexity: 2 M N floating-point operations.
  @specialized(where S == Float)
  package func scaledRows(of values: Block, by factors: Block, accumulating: Bool) {
    precondition(
      values.rows == rows && values.columns == columns && factors.count == rows
        && factors.isContiguous,
      "rows of \(values.shape) scaled by \(factors.shape) into \(shape)")
    for row in 0..<rows {
      let (target, source) = unsafe (base + row * stride, values.base + row * values.stride)
      let factor = unsafe factors.base[row]
      if accumulating {
        for column in 0..<columns { unsafe target[column] += factor * source[column] }
      } else {
        for column in 0..<columns { unsafe target[column] = factor * source[column] }
      }
    }
  }

  /// self += factor * left . right for a column `left` [M, 1] and a row `right` [1, N].
  /// - Complexity: 2 M N floating-point operations.
  @specialized(where S == Float)
  package func addOuterProduct(_ left: Block, _ right: Block, scaledBy scale: S = 1) {
    precondition(
      left.rows == rows && left.columns == 1 && right.rows == 1 && right.columns == columns,
      "outer product of \(left.shape) and \(right.shape) into \(shape)")
    for row in 0..<rows {
      let target = unsafe base + row * stride
      let factor = unsafe scale * left.base[row * left.stride]
      for column in 0..<columns { unsafe target[column] += factor * right.base[column] }
    }
  }

  /// self += factor * values, same shape.
  @specialized(where S == Float)
  package func add(_ values: Block, scaledBy factor: S) {
    precondition(values.rows == rows && values.columns == columns, "\(shape) += \(values.shape)")
    for row in 0..<rows {
      let (target, source) = unsafe (base + row * stride, values.base + row * values.stride)
      for column in 0..<columns { unsafe target[column] += factor * source[column] }
    }
  }

  /// self = left * right, or self += left * right, element by element, same shapes.
  @specialized(where S == Float)
  package func elementProduct(_ left: Block, _ right: Block, accumulating: Bool) {
    precondition(
      left.rows == rows && left.columns == columns && right.rows == rows
        && right.columns == columns,
      "\(left.shape) times \(right.shape) into \(shape)")
    for row in 0..<rows {
      let target = unsafe base + row * stride
      let (x, y) = unsafe (left.base + row * left.stride, right.base + row * right.stride)
      if accumulating {
        for column in 0..<columns { unsafe target[column] += x[column] * y[column] }
      } else {
        for column in 0..<columns { unsafe target[column] = x[column] * y[column] }
      }
    }
  }

  /// self[i, i] += values[i]: a square block, values one row.
  @specialized(where S == Float)
  package func addDiagonal(_ values: Block) {
    precondition(
      rows == columns && values.count == rows && values.isContiguous,
      "diagonal \(values.shape) of \(shape)")
    for row in 0..<rows { unsafe base[row * stride + row] += values.base[row] }
  }
}
