internal import CKernels

// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// self = left . right, or self += left . right.
  ///
  /// Shapes: self [M, N], left [M, K], right packed [K, N].
  /// - Complexity: 2 M K N floating-point operations. A row's bits do not depend on the other rows.
  @specialized(where S == Float)
  package func product(_ left: Block, _ right: PackedMatrix<S>, accumulating: Bool) {
    precondition(
      left.rows == rows && left.columns == right.depth && columns == right.columns,
      "product: left \(left.shape) x right [\(right.depth), \(right.columns)] into \(shape)")
    switch right.precision {
    case .full:
      unsafe S.kernels.pointee.product(
        base, stride, left.base, left.stride, right.storage.base, rows, left.columns, columns,
        accumulating ? 1 : 0)
    case .bfloat16:
      unsafe S.kernels.pointee.product_bfloat16(
        base, stride, left.base, left.stride, right.storage.base, rows, left.columns, columns,
        accumulating ? 1 : 0)
    }
  }

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

  /// Elements of scratch that ``addProductTransposed(_:_:precision:accumulating:scratch:)`` needs
  /// for a result [rows, columns].
  package static func transposedProductScratch(
    rows: Int, columns: Int, precision: ProductPrecision = .full
  ) -> Int {
    switch precision {
    case .full: unsafe S.kernels.pointee.product_transposed_scratch(rows, columns)
    case .bfloat16: unsafe S.kernels.pointee.product_transposed_bfloat16_scratch(rows, columns)
    }
  }

  /// self += left^T . right, or self = left^T . right: a weight gradient from the adjoints `left`
  /// and the inputs `right`.
  ///
  /// Shapes: self [M, N], left [K, M], right [K, N], K = steps x sequences.
  /// - Complexity: 2 M K N floating-point operations.
  @specialized(where S == Float)
  package func addProductTransposed(
    _ left: Block, _ right: Block, precision: ProductPrecision = .full,
    accumulating: Bool = true, scratch: Block
  ) {
    precondition(
      left.rows == right.rows && left.columns == rows && right.columns == columns,
      "product: transpose of \(left.shape) x \(right.shape) into \(shape)")
    precondition(
      scratch.isContiguous
        && scratch.count
          >= Self.transposedProductScratch(rows: rows, columns: columns, precision: precision),
      "product: scratch of \(scratch.count) for \(shape)")
    guard rows > 0, columns > 0 else { return }
    guard left.rows > 0 else {
      if !accumulating { fill(0) }
      return
    }
    switch precision {
    case .full:
      unsafe S.kernels.pointee.product_transposed(
        base, stride, left.base, left.stride, right.base, right.stride, rows, left.rows, columns,
        accumulating ? 1 : 0, scratch.base)
    case .bfloat16:
      unsafe S.kernels.pointee.product_transposed_bfloat16(
        base, stride, left.base, left.stride, right.base, right.stride, rows, left.rows, columns,
        accumulating ? 1 : 0, scratch.base)
    }
  }
}
