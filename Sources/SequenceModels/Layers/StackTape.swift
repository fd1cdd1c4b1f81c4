package import TensorCore

/// What a stack keeps of T steps of B sequences: a tape for each layer.
///
/// Where dropout or residual connections make a layer's output differ from its h, that output too,
/// [T B, n] each.
package final class StackTape<S: KernelScalar>: Sendable {
  package let stack: RecurrentStack
  package let steps: Int
  package let rows: Int
  package let layers: [LayerTape<S>]
  private let summed: [Storage<S>?]
  private let dropped: [Storage<S>?]
  /// What the dropout mask of a row is made from [T B].
  package let rowKeys: IndexStorage

  package init(
    _ stack: RecurrentStack, steps: Int, rows: Int, trains: Bool, keepsActivations: Bool
  ) {
    self.stack = stack
    self.steps = steps
    self.rows = rows
    layers = stack.layers.enumerated().map { index, layer in
      LayerTape(
        layer, outputComponent: stack.outputComponent(index), steps: steps, rows: rows,
        trains: trains, keepsActivations: keepsActivations)
    }
    let size = steps * rows * stack.hiddenSize
    summed = stack.layers.indices.map {
      stack.residual && $0 > 0 ? Storage(count: size) : nil
    }
    dropped = stack.layers.indices.map { _ in
      trains && stack.dropout > 0 ? Storage(count: size) : nil
    }
    rowKeys = IndexStorage(count: steps * rows)
  }

  private func matrix(_ storage: Storage<S>) -> Block<S> {
    storage.block(rows: steps * rows, columns: stack.hiddenSize)
  }

  /// The output of a layer before dropout at the steps of `range` [steps B, n].
  package func output(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    guard let storage = summed[layer] else { return layers[layer].outputs(range) }
    return matrix(storage).steps(range, of: rows)
  }

  /// The output of a layer after dropout; without dropout the same memory as before it.
  package func dropped(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    guard let storage = dropped[layer] else { return output(layer, range) }
    return matrix(storage).steps(range, of: rows)
  }

  /// The rows of the steps of `range`.
  package func span(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * rows..<range.upperBound * rows
  }

  /// The adjoint of a layer's output at the steps of `range` [steps B, n].
  package func outputAdjoint(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    layers[layer].receivedAdjoint(range)
  }

  /// Moves the last `kept` of `used` steps to the front.
  func keepLast(_ kept: Int, of used: Int) {
    for layer in layers { layer.keepLast(kept, of: used) }
    let drop = used - kept
    for storage in summed + dropped {
      guard let storage else { continue }
      let block = matrix(storage)
      block.steps(0..<kept, of: rows).copy(from: block.steps(drop..<used, of: rows))
    }
    for index in 0..<kept * rows { rowKeys.indices[index] = rowKeys.indices[drop * rows + index] }
  }
}
