internal import CKernels

// Products whose right operand is read where a lowered image lies: row k of it begins `offsets[k]`
// elements after the beginning of `image`.
// Safe: every function checks the shapes, and that whole vectors of every row lie in the image.
extension Block {
  /// self = left . image, begun with a bias for each row, or self += left . image; then negative
  /// elements become zero if it rectifies.
  ///
  /// Shapes: self [M, N], left [M, K], bias M elements, rows of the image [K, N].
  /// - Complexity: 2 M K N floating-point operations. An element's bits depend on its own row and
  ///   column only.
  @specialized(where S == Float)
  package func windowProduct(
    _ left: Block, _ image: Block, offsets: [Int], bias: Block? = nil,
    accumulating: Bool = false, rectifies: Bool = false
  ) {
    precondition(
      left.rows == rows && left.columns == offsets.count
        && bias.map { $0.count == rows && $0.isContiguous } ?? true,
      "window product: \(left.shape) x [\(offsets.count), \(columns)] into \(shape)")
    guard image.checkWindows(offsets, columns: columns) else { return }
    unsafe S.kernels.pointee.window_product(
      base, stride, left.base, left.stride, image.base, offsets, rows, offsets.count, columns,
      bias?.base, accumulating ? 1 : 0, rectifies ? 1 : 0)
  }

  /// self = the sum of adjoints . image^T over images side by side, or self += that sum.
  ///
  /// Shapes: self [M, K]; adjoints [images, M N], each [M, N]; image [images, its size], rows of
  /// each [K, N].
  /// - Complexity: 2 M K N floating-point operations an image.
  @specialized(where S == Float)
  package func windowGradient(
    _ adjoints: Block, _ image: Block, offsets: [Int], accumulating: Bool
  ) {
    precondition(
      columns == offsets.count && image.rows == adjoints.rows && rows > 0
        && adjoints.columns % rows == 0,
      "window gradient: \(adjoints.shape) x \(image.shape) into \(shape)")
    let n = adjoints.columns / rows
    guard image.checkWindows(offsets, columns: n) else { return }
    unsafe S.kernels.pointee.window_gradient(
      base, stride, adjoints.base, n, adjoints.stride, image.base, offsets, image.stride,
      adjoints.rows, rows, columns, n, accumulating ? 1 : 0)
  }

  /// self = `adjoints` where `outputs` are above zero, else zero: what a rectifier lets through.
  /// The sums of the rows are added to `sums`.
  ///
  /// Shapes: self, adjoints and outputs [M, N], sums one row of M.
  @specialized(where S == Float)
  package func rectified(_ adjoints: Block, outputs: Block, sums: Block? = nil) {
    precondition(
      adjoints.rows == rows && adjoints.columns == columns && outputs.rows == rows
        && outputs.columns == columns && adjoints.stride == outputs.stride
        && sums.map { $0.count == rows && $0.isContiguous } ?? true,
      "rectified \(adjoints.shape), outputs \(outputs.shape), into \(shape)")
    if isPlanned { return }
    unsafe S.kernels.pointee.rectifier_adjoint(
      rows, columns, sums?.base, base, stride, adjoints.base, outputs.base, outputs.stride)
  }

  /// Whether there is something to read; traps for rows that are not within the block's rows.
  private func checkWindows(_ offsets: [Int], columns: Int) -> Bool {
    let lanes = KernelSet.active.lanes(S.self)
    let width = (columns + lanes - 1) / lanes * lanes
    precondition(
      rows == 0 || (offsets.min() ?? 0) >= 0 && (offsets.max() ?? -width) + width <= self.columns,
      "windows of \(columns) in an image of \(shape)")
    return !isPlanned
  }
}
