internal import CKernels

/// The right operand of a product, copied into the panels that the kernels read.
///
/// A weight is packed once per update and multiplied at every step. Size:
/// K * ceil(N / panel) * panel elements, panel = the width of the kernel set.
public final class PackedMatrix<S: KernelScalar>: Sendable {
  /// Rows of the operand: the inner dimension K of the product.
  public let depth: Int
  /// Columns of the operand: the columns N of the product.
  public let columns: Int
  let storage: Storage<S>

  /// Memory for an operand [depth, columns].
  public init(depth: Int, columns: Int) {
    self.depth = depth
    self.columns = columns
    storage = Storage(count: Self.elementCount(depth: depth, columns: columns))
  }

  /// Bytes that an operand [depth, columns] takes packed, as ``MemoryMeter`` counts them.
  public static func byteCount(depth: Int, columns: Int) -> Int {
    Storage<S>.byteCount(elementCount(depth: depth, columns: columns))
  }

  private static func elementCount(depth: Int, columns: Int) -> Int {
    let panel = KernelSet.active.panelWidth(S.self)
    return depth * ((columns + panel - 1) / panel * panel)
  }

  /// Packs `matrix` [depth, columns].
  public func pack(_ matrix: Block<S>) {
    precondition(
      matrix.rows == depth && matrix.columns == columns,
      "pack \(matrix.shape) as [\(depth), \(columns)]")
    // Safe: the storage has the size that the kernel documents; the shape was checked.
    unsafe S.kernels.pointee.pack(
      storage.base, matrix.base, depth, columns, matrix.stride, 1)
  }

  /// Packs the transpose of `matrix` [columns, depth].
  public func pack(transposeOf matrix: Block<S>) {
    precondition(
      matrix.rows == columns && matrix.columns == depth,
      "pack the transpose of \(matrix.shape) as [\(depth), \(columns)]")
    unsafe S.kernels.pointee.pack(
      storage.base, matrix.base, depth, columns, 1, matrix.stride)
  }
}
