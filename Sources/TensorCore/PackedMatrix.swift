internal import CKernels

/// How exactly the operands of matrix products are read. Sums are always of the scalar type.
public enum ProductPrecision: Sendable {
  /// As they are.
  case full
  /// Rounded to bfloat16, 8 significant bits of the range of single precision: half the bytes to
  /// read, and half the time where the processor has an instruction for it (AVX512_BF16).
  case bfloat16
}

/// The right operand of a product, copied into the panels that the kernels read.
///
/// A weight is packed once per update and multiplied at every step. Size: K * ceil(N / panel) *
/// panel elements, panel = the width of the kernel set; in bfloat16 of 2 bytes, K rounded up to an
/// even number.
package final class PackedMatrix<S: KernelScalar>: Sendable {
  /// Rows of the operand: the inner dimension K of the product.
  package let depth: Int
  /// Columns of the operand: the columns N of the product.
  package let columns: Int
  package let precision: ProductPrecision
  let storage: Storage<S>

  /// Memory for an operand [depth, columns].
  package init(depth: Int, columns: Int, precision: ProductPrecision = .full) {
    self.depth = depth
    self.columns = columns
    self.precision = precision
    storage = Storage(
      count: Self.elementCount(depth: depth, columns: columns, precision: precision))
  }

  /// Elements of the scalar type.
  private static func elementCount(
    depth: Int, columns: Int, precision: ProductPrecision
  ) -> Int {
    let panel = KernelSet.active.panelWidth(S.self)
    let width = (columns + panel - 1) / panel * panel
    guard precision == .bfloat16 else { return depth * width }
    let words = (depth + 1) / 2 * width
    let wordsPerElement = MemoryLayout<S>.stride / MemoryLayout<UInt32>.stride
    return (words + wordsPerElement - 1) / wordsPerElement
  }

  /// Packs `matrix` [depth, columns].
  package func pack(_ matrix: Block<S>) { pack(matrix, transposed: false, panels: 0..<panelCount) }

  /// Packs the transpose of `matrix` [columns, depth].
  package func pack(transposeOf matrix: Block<S>) {
    pack(matrix, transposed: true, panels: 0..<panelCount)
  }

  /// Packs the panels of a range only, of `matrix` [depth, columns] or of the transpose of `matrix`
  /// [columns, depth].
  package func pack(_ matrix: Block<S>, transposed: Bool, panels: Range<Int>) {
    precondition(
      matrix.rows == (transposed ? columns : depth)
        && matrix.columns == (transposed ? depth : columns),
      "pack \(transposed ? "the transpose of " : "")\(matrix.shape) as [\(depth), \(columns)]")
    precondition(
      panels.lowerBound >= 0 && panels.upperBound <= panelCount,
      "pack panels \(panels) of \(panelCount)")
    if storage.row.isPlanned { return }
    matrix.requireMemory("pack")
    let (rowStride, columnStride) = transposed ? (1, matrix.stride) : (matrix.stride, 1)
    let first = panels.lowerBound * panelWidth
    let count = min(panels.upperBound * panelWidth, columns) - first
    guard count > 0 else { return }
    // Safe: the storage has the size that the kernels document; shape and panels were checked.
    let source = unsafe matrix.base + first * columnStride
    switch precision {
    case .full:
      unsafe S.kernels.pointee.pack(
        storage.base + first * depth, source, depth, count, rowStride, columnStride)
    case .bfloat16:
      let words =
        unsafe UnsafeMutableRawPointer(storage.base) + first * ((depth + 1) / 2) * 4
      unsafe S.kernels.pointee.pack_bfloat16(
        words, source, depth, count, rowStride, columnStride)
    }
  }
}
