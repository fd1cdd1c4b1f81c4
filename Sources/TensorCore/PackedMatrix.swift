internal import CKernels

/// In how many bits weights are kept for products.
public enum WeightPrecision: Sendable {
  /// In those of the scalar type.
  case full
  /// In 16, 8 of them significant (bfloat16), summed in the scalar type: half the bytes or less where a product of few rows waits for memory, as in sampling.
  case bfloat16
}

/// The right operand of a product, copied into the panels that the kernels read.
///
/// A weight is packed once per update and multiplied at every step. Size:
/// K * ceil(N / panel) * panel elements, panel = the width of the kernel set; with bfloat16 of 2 bytes.
public final class PackedMatrix<S: KernelScalar>: Sendable {
  /// Rows of the operand: the inner dimension K of the product.
  public let depth: Int
  /// Columns of the operand: the columns N of the product.
  public let columns: Int
  public let precision: WeightPrecision
  let storage: Storage<S>

  /// Memory for an operand [depth, columns].
  public init(depth: Int, columns: Int, precision: WeightPrecision = .full) {
    self.depth = depth
    self.columns = columns
    self.precision = precision
    let count = Self.elementCount(depth: depth, columns: columns)
    let halves = MemoryLayout<S>.stride / MemoryLayout<UInt16>.stride
    storage = Storage(count: precision == .full ? count : (count + halves - 1) / halves)
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
    pack(matrix, rowStride: matrix.stride, columnStride: 1)
  }

  /// Packs the transpose of `matrix` [columns, depth].
  public func pack(transposeOf matrix: Block<S>) {
    precondition(
      matrix.rows == columns && matrix.columns == depth,
      "pack the transpose of \(matrix.shape) as [\(depth), \(columns)]")
    pack(matrix, rowStride: 1, columnStride: matrix.stride)
  }

  private func pack(_ matrix: Block<S>, rowStride: Int, columnStride: Int) {
    // Safe: the storage has the size that the kernels document; the shape was checked.
    switch precision {
    case .full:
      unsafe S.kernels.pointee.pack(
        storage.base, matrix.base, depth, columns, rowStride, columnStride)
    case .bfloat16:
      unsafe S.kernels.pointee.pack_bfloat16(
        storage.base, matrix.base, depth, columns, rowStride, columnStride)
    }
  }
}
