/// A matrix kept in panels of neighbouring columns, each as the kernels read the right operand of a
/// product: one that is multiplied again and again, and changed in place, without being packed.
///
/// Size: rows * ceil(columns / width) * width elements, width = the panel width of the kernel set.
/// The columns of the last panel beyond the matrix are padding.
package final class PanelMatrix<S: KernelScalar>: Sendable {
  package let rows: Int
  package let columns: Int
  /// Columns of a panel.
  package let width: Int
  private let storage: Storage<S>

  /// Zeros.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "panels of [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    width = Self.panelWidth
    storage = Storage(count: rows * ((columns + width - 1) / width * width))
  }

  /// Columns of a panel in the active kernel set.
  package static var panelWidth: Int { KernelSet.active.panelWidth(S.self) }

  /// Bytes, as ``MemoryMeter`` counts them.
  package var bytes: Int { storage.bytes }

  /// Number of panels.
  package var panelCount: Int { (columns + width - 1) / width }

  /// Panel `index` with its padding [rows, width].
  package func panel(_ index: Int) -> Block<S> {
    storage.block(at: index * rows * width, rows: rows, columns: width)
  }

  /// The columns of the matrix that panel `index` holds.
  package func columns(ofPanel index: Int) -> Range<Int> {
    index * width..<min((index + 1) * width, columns)
  }

  /// Sets every element of panel `index` to zero.
  package func clear(panel index: Int) { panel(index).fill(0) }
}

extension PackedMatrix {
  /// Columns of a panel.
  package var panelWidth: Int { KernelSet.active.panelWidth(S.self) }

  /// The columns of the operand that panel `index` holds.
  package func columns(ofPanel index: Int) -> Range<Int> {
    index * panelWidth..<min((index + 1) * panelWidth, columns)
  }

  /// Number of panels.
  package var panelCount: Int { (columns + panelWidth - 1) / panelWidth }

  /// The packed columns ``columns(ofPanel:)`` [depth, those columns], to be read.
  /// In full precision only.
  package func panel(_ index: Int) -> Block<S> {
    precondition(precision == .full, "a panel of a matrix packed in \(precision)")
    return storage.block(at: index * depth * panelWidth, rows: depth, columns: panelWidth)
      .columns(0..<columns(ofPanel: index).count)
  }
}
