package import TensorCore

/// A weight W [outputs, inputs] of a network as products read it: packed for each of the two when
/// it is first asked for after an update.
package final class PackedWeight<S: KernelScalar>: @unchecked Sendable {
  // Packed and replaced by the thread that runs the network, between two products.
  private var value: Tensor<S>
  private let rows: Int
  private let columns: Int
  private var forwardMatrix: PackedMatrix<S>?
  private var backwardMatrix: PackedMatrix<S>?
  private var isForwardCurrent = false
  /// Where the weight's next adjoint may be written; nil: memory of its own.
  var adjointMemory: (storage: Storage<S>, offset: Int)?
  private var isBackwardCurrent = false

  /// The weight of a parameter [outputs, ...], all axes after the first folded into one.
  package init(_ value: Tensor<S>) {
    self.value = value
    rows = value.shape[0]
    columns = value.shape.dropFirst().reduce(1, *)
  }

  /// W^T [inputs, outputs]: y = x W^T.
  package func forward(_ pool: WorkerPool) -> PackedMatrix<S> {
    let matrix = forwardMatrix ?? PackedMatrix(depth: columns, columns: rows)
    if !isForwardCurrent { pack(matrix, isTransposed: true, pool) }
    forwardMatrix = matrix
    isForwardCurrent = true
    return matrix
  }

  /// W [outputs, inputs]: x' = y' W.
  package func backward(_ pool: WorkerPool) -> PackedMatrix<S> {
    let matrix = backwardMatrix ?? PackedMatrix(depth: rows, columns: columns)
    if !isBackwardCurrent { pack(matrix, isTransposed: false, pool) }
    backwardMatrix = matrix
    isBackwardCurrent = true
    return matrix
  }

  private func pack(_ matrix: PackedMatrix<S>, isTransposed: Bool, _ pool: WorkerPool) {
    value.withBlock { values in
      let values = values.reshaped(rows: rows, columns: columns)
      pool.run(over: values.count) { piece in
        matrix.pack(
          values, transposed: isTransposed, panels: pool.slice(matrix.panelCount, piece))
      }
    }
  }

  /// An adjoint of the weight, of its shape, which `write` writes: in the memory that is offered,
  /// once, or in its own.
  func adjoint(_ shape: [Int], _ write: (Block<S>) -> Void) -> Tensor<S> {
    guard let memory = adjointMemory else { return Tensor(uninitialized: shape, write) }
    adjointMemory = nil
    return Tensor(within: memory.storage, at: memory.offset, shape: shape, write)
  }

  /// Forgets the value, so that its memory can be changed in place.
  func release() { value = Tensor(zeros: [0]) }

  /// Takes the place of the value by another of its shape.
  func use(_ value: Tensor<S>) {
    self.value = value
    (isForwardCurrent, isBackwardCurrent) = (false, false)
  }
}
