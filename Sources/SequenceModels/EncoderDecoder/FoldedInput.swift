internal import TensorCore

/// What a first layer's gates get from each symbol of a small vocabulary, W e + b, computed once per update: its
/// input
/// is then a row gather, and its gradient a scatter-add. The bits are those of the product of every step.
///
/// Memory in elements: [V, G n].
struct FoldedInput<S: KernelScalar>: Sendable {
  private let layer: PackedLayer<S>
  private let embedding: PackedTable<S>
  private let storage: Storage<S>

  /// The largest vocabulary whose table costs less than the products of a batch of ordinary size.
  private static var largestVocabulary: Int { 256 }

  init?(_ layer: PackedLayer<S>, _ embedding: PackedTable<S>) {
    let v = embedding.values.rows
    guard v <= Self.largestVocabulary else { return nil }
    self.layer = layer
    self.embedding = embedding
    storage = Storage(count: v * layer.layer.structure.gateCount * layer.layer.hiddenSize)
  }

  private var values: Block<S> {
    let v = embedding.values.rows
    return storage.block(rows: v, columns: storage.count / v)
  }

  /// Computes the table, after layer and embedding are packed.
  func fill() { layer.affine(values, .dense(embedding.values)) }

  /// gates [R, G n] = W x + b; zeros where there is no symbol.
  func gather(_ symbols: Indices, into gates: Block<S>) { gates.gather(values, symbols) }

  /// Elements of the adjoint of the table's input part [V, input gates x n].
  var adjointCount: Int { embedding.values.rows * layer.layer.inputWeight.shape[0] }

  /// The same gradient with `adjoint` for what is gathered by symbol, cleared.
  func gradient(_ gradient: LayerGradient<S>, table adjoint: Storage<S>) -> LayerGradient<S> {
    let v = embedding.values.rows
    adjoint.row.fill(0)
    return LayerGradient(
      parameters: gradient.parameters,
      inputTable: adjoint.block(rows: v, columns: adjoint.count / v), scratch: gradient.scratch)
  }

  /// Adds the gradients of weight and embedding from the adjoint of the table.
  func finish(_ gradient: LayerGradient<S>) {
    guard let table = gradient.inputTable else { return }
    layer.propagateTable(table, to: embedding.part(gradient.parameters))
    for segment in layer.layer.inputSegments {
      let rows = layer.layer.weightRows(segment)
      layer.layer.inputWeight.matrix(in: gradient.parameters).rows(rows).addProductTransposed(
        table.columns(rows), embedding.values, precision: layer.precision,
        scratch: gradient.scratch)
    }
  }
}

extension PackedLayer {
  /// inputs [R, m] += W^T adjoints, `adjoints` [R, input gates x n] in the order of W's rows.
  fileprivate func propagateTable(_ adjoints: Block<S>, to inputs: Block<S>) {
    for (index, segment) in layer.inputSegments.enumerated() {
      inputs.product(
        adjoints.columns(layer.weightRows(segment)), inputBackward[index], accumulating: true)
    }
  }
}
