package import TensorCore

/// A layer's weights as the kernels read them: packed once per update, used at every step.
///
/// Memory: U twice (forward and backward), and either W twice (dense input) or a table [m, input gates x n]
/// whose row k is column k of W plus the bias (token input: W x is then a row of it).
package final class PackedLayer<S: KernelScalar>: Sendable {
  package let layer: RecurrentLayer
  /// Of all products, those of weight gradients too.
  let precision: ProductPrecision
  /// For each recurrent segment, then each modulated one: U^T [n, segment].
  package let recurrentForward: [PackedMatrix<S>]
  /// For each recurrent segment, then each modulated one: U [segment, n].
  package let recurrentBackward: [PackedMatrix<S>]
  /// For each input segment: W^T [m, segment]. Empty for token input.
  package let inputForward: [PackedMatrix<S>]
  /// For each input segment: W [segment, m]. Empty for token input.
  package let inputBackward: [PackedMatrix<S>]
  /// [m, input gates x n], for token input.
  let inputTable: Storage<S>?
  /// The bias [1, G n] and the peepholes [1, peepholes x n].
  let bias: Storage<S>
  package let peephole: Storage<S>?

  /// Memory for the layer; `takesTokens` for input by index, `trains` for a backward pass.
  init(
    _ layer: RecurrentLayer, takesTokens: Bool, trains: Bool, precision: ProductPrecision = .full
  ) {
    self.layer = layer
    self.precision = precision
    let n = layer.hiddenSize
    let recurrent = layer.recurrentSegments + layer.modulatedSegments
    recurrentForward = recurrent.map {
      PackedMatrix(depth: n, columns: $0.count * n, precision: precision)
    }
    recurrentBackward =
      trains
      ? recurrent.map { PackedMatrix(depth: $0.count * n, columns: n, precision: precision) } : []
    let m = layer.inputSize
    let input = takesTokens ? [] : layer.inputSegments
    inputForward = input.map {
      PackedMatrix(depth: m, columns: $0.count * n, precision: precision)
    }
    inputBackward =
      trains
      ? input.map { PackedMatrix(depth: $0.count * n, columns: m, precision: precision) } : []
    inputTable = takesTokens ? Storage(count: m * layer.structure.inputGateCount * n) : nil
    bias = Storage(count: layer.bias.count)
    peephole = layer.peephole.map { Storage(count: $0.count) }
  }

  var tableBlock: Block<S>? {
    inputTable.map { $0.block(rows: layer.inputSize, columns: $0.count / layer.inputSize) }
  }

  /// The independent pieces of work that pack the layer; any thread may do any of them.
  func packingTasks() -> [@Sendable (Block<S>) -> Void] {
    let layer = layer
    var tasks: [@Sendable (Block<S>) -> Void] = []
    for (index, segment) in (layer.recurrentSegments + layer.modulatedSegments).enumerated() {
      let rows = layer.weightRows(segment)
      tasks.append { [recurrentForward] parameters in
        recurrentForward[index].pack(
          transposeOf: layer.recurrentWeight.matrix(in: parameters).rows(rows))
      }
      guard index < recurrentBackward.count else { continue }
      tasks.append { [recurrentBackward] parameters in
        recurrentBackward[index].pack(layer.recurrentWeight.matrix(in: parameters).rows(rows))
      }
    }
    for (index, segment) in layer.inputSegments.enumerated() {
      let rows = layer.weightRows(segment)
      if index < inputForward.count {
        tasks.append { [inputForward] parameters in
          inputForward[index].pack(
            transposeOf: layer.inputWeight.matrix(in: parameters).rows(rows))
        }
      }
      if index < inputBackward.count {
        tasks.append { [inputBackward] parameters in
          inputBackward[index].pack(layer.inputWeight.matrix(in: parameters).rows(rows))
        }
      }
    }
    tasks.append { [self] parameters in fillTableAndVectors(parameters) }
    return tasks
  }

  private func fillTableAndVectors(_ parameters: Block<S>) {
    let biases = layer.bias.matrix(in: parameters)
    bias.row.copy(from: biases)
    if let peephole, let block = layer.peephole {
      peephole.row.copy(from: block.matrix(in: parameters).reshaped(rows: 1, columns: block.count))
    }
    guard let table = tableBlock else { return }
    for segment in layer.inputSegments {
      table.columns(layer.weightRows(segment))
        .broadcast(biases.columns(layer.gateColumns(segment)))
    }
    table.addTranspose(layer.inputWeight.matrix(in: parameters))
  }
}
