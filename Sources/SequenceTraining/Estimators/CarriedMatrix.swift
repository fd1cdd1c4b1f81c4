package import TensorCore

/// A matrix that an estimator carries from batch to batch, wherever its pieces lie in memory: what
/// is saved of it, and restored, does not depend on how the kernels want it laid out.
///
/// A window onto memory that the estimator owns; it must not outlive it.
package struct CarriedMatrix<S: KernelScalar> {
  /// What it is called in a snapshot.
  package let name: String
  package let rows: Int
  package let columns: Int
  /// Parts of the matrix, each with the place of its first element.
  private var pieces: [(block: Block<S>, row: Int, column: Int)] = []

  /// A matrix [rows, columns] without pieces yet.
  package init(_ name: String, rows: Int, columns: Int) {
    self.name = name
    self.rows = rows
    self.columns = columns
  }

  /// A matrix that lies in one piece.
  package init(_ name: String, _ block: Block<S>) {
    self.init(name, rows: block.rows, columns: block.columns)
    append(block)
  }

  /// Adds the piece whose first element is the matrix's [row, column].
  package mutating func append(_ block: Block<S>, row: Int = 0, column: Int = 0) {
    precondition(
      row >= 0 && column >= 0 && row + block.rows <= rows && column + block.columns <= columns,
      "a piece \(block.shape) at [\(row), \(column)] of [\(rows), \(columns)]")
    pieces.append((block, row, column))
  }

  /// A copy of the matrix [rows, columns].
  package var values: Tensor<S> {
    var tensor = Tensor<S>(zeros: [rows, columns])
    tensor.withMutableBlock { row in
      forEachPiece(of: row) { piece, part in part.copy(from: piece) }
    }
    return tensor
  }

  /// Makes the matrix that of a tensor with as many elements.
  package func set(_ values: Tensor<S>) {
    precondition(
      values.count == rows * columns, "[\(rows), \(columns)] from a tensor \(values.shape)")
    values.withBlock { row in
      forEachPiece(of: row) { piece, part in piece.copy(from: part) }
    }
  }

  private func forEachPiece(of row: Block<S>, _ body: (Block<S>, Block<S>) -> Void) {
    let matrix = row.reshaped(rows: rows, columns: columns)
    for piece in pieces {
      body(
        piece.block,
        matrix.rows(piece.row..<piece.row + piece.block.rows)
          .columns(piece.column..<piece.column + piece.block.columns))
    }
  }
}
