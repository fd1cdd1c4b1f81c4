internal import CKernels

// Safe: every function checks the shapes that it reads and writes.
extension Block {
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

  /// self *= factor.
  @specialized(where S == Float)
  package func scale(by factor: Double) {
    if isContiguous {
      unsafe S.kernels.pointee.scale(base, factor, count)
    } else {
      for row in 0..<rows { unsafe S.kernels.pointee.scale(base + row * stride, factor, columns) }
    }
  }

  /// self += share * (values - self), blocks of one shape without gaps.
  ///
  /// Where they are equal nothing changes.
  /// - Complexity: one pass: 3 floating-point operations an element, 2 read and 1 written.
  @specialized(where S == Float)
  package func approach(_ values: Block, by share: Double) {
    precondition(
      isContiguous && values.isContiguous && values.count == count,
      "\(shape) approaches \(values.shape)")
    unsafe S.kernels.pointee.approach(base, values.base, share, count)
  }

  /// self += the transpose of `values` [columns, rows].
  @specialized(where S == Float)
  package func addTranspose(_ values: Block) {
    precondition(
      values.rows == columns && values.columns == rows, "\(shape) += transpose of \(values.shape)")
    if isPlanned { return }
    unsafe S.kernels.pointee.transpose_add(
      values.rows, values.columns, base, stride, values.base, values.stride)
  }

  /// The sum of the squares of all elements, accumulated in double precision; the block is
  /// contiguous.
  package var sumOfSquares: Double {
    precondition(isContiguous, "sum of squares: a block with gaps")
    return unsafe S.kernels.pointee.sum_of_squares(base, count)
  }

  /// Clamps every element to [-limit, limit]; returns how many were outside. The block is
  /// contiguous.
  @specialized(where S == Float)
  package func clamp(to limit: Double) -> Int {
    precondition(isContiguous && limit >= 0, "clamp to \(limit)")
    return unsafe S.kernels.pointee.clamp_count(base, limit, count)
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
    if columns == 1, isContiguous, values.isContiguous {
      if accumulating {
        for row in 0..<rows { unsafe base[row] += factors.base[row] * values.base[row] }
      } else {
        for row in 0..<rows { unsafe base[row] = factors.base[row] * values.base[row] }
      }
      return
    }
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
