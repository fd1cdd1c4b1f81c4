package import TensorCore

/// A layer's weight W of its input.
package enum InputWeight<S: KernelScalar>: Sendable {
  /// Symbols: a row gather, and a scatter-add for the gradient.
  case table(SymbolTable<S>)
  /// Vectors: products.
  case dense(GateWeight<S>)

  /// Memory for the weight of a layer that is fed vectors; `trains`: for a backward pass too.
  init(vectors layer: RecurrentLayer, trains: Bool, precision: ProductPrecision) {
    self = .dense(
      GateWeight(
        layer.inputWeight, layer.inputRuns, of: layer, trains: trains, precision: precision))
  }

  /// Memory for the weight of a layer that is fed symbols, one-hot.
  init(oneHot layer: RecurrentLayer) { self = .table(SymbolTable(oneHot: layer)) }

  /// Memory for the weight of a layer that is fed symbols by their embedding [V, m] where a table
  /// of them pays, else the embedded vectors.
  init(
    embedded layer: RecurrentLayer, by embedding: ParameterValues<S>, trains: Bool,
    precision: ProductPrecision
  ) {
    self.init(vectors: layer, trains: trains, precision: precision)
    guard embedding.values.rows <= SymbolTable<S>.largestEmbedding, case .dense(let weight) = self
    else { return }
    self = .table(SymbolTable(layer, embedding: embedding, weight: weight))
  }

  /// The same weight with what it makes of a symbol multiplied by `scale`; of vectors itself.
  func scalingSymbols(by scale: Double) -> InputWeight {
    table.map { .table($0.scaled(by: scale)) } ?? self
  }

  /// The weight of a layer that is fed vectors; nil: the layer is fed symbols.
  package var dense: GateWeight<S>? {
    if case .dense(let weight) = self { return weight }
    return nil
  }

  /// The table of a layer that is fed symbols; nil: the layer is fed vectors.
  package var table: SymbolTable<S>? {
    if case .table(let table) = self { return table }
    return nil
  }

  /// The independent pieces of work that pack the weight; any thread may do any of them.
  func packingTasks() -> [PackingTask<S>] {
    switch self {
    case .table(let table): table.packingTasks()
    case .dense(let weight): weight.packingTasks()
    }
  }

  /// Elements of scratch that the weight's gradient needs.
  var gradientScratch: Int {
    switch self {
    case .table(let table): table.gradientScratch
    case .dense(let weight): weight.gradientScratch
    }
  }
}
