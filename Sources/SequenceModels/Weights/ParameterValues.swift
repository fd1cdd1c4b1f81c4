package import TensorCore

/// A vector or an embedding among the parameters, copied once per update.
package struct ParameterValues<S: KernelScalar>: Sendable {
  package let block: ParameterBlock
  private let storage: Storage<S>

  init(_ block: ParameterBlock) {
    self.block = block
    storage = Storage(count: block.count)
  }

  /// The values [rows, columns]; a vector is one row.
  package var values: Block<S> {
    storage.block(rows: block.rows, columns: block.columns)
  }

  /// All values as one row.
  package var row: Block<S> { storage.row }

  /// Copies the values from a buffer of all parameters.
  @specialized(where S == Float)
  func copy(from parameters: Block<S>) { values.copy(from: block.matrix(in: parameters)) }

  func packingTask() -> PackingTask<S> { { [self] in copy(from: $0) } }

  /// The place of the values in a gradient of all parameters.
  package func part(of gradient: Block<S>) -> Block<S> { block.matrix(in: gradient) }
}
