package import TensorCore

/// A layer's weight W of its input.
package enum InputWeight<S: KernelScalar>: Sendable {
  /// Symbols: a row gather, and a scatter-add for the gradient.
  case table(SymbolTable<S>)
  /// Vectors: products.
  case dense(GateWeight<S>)

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

/// What a layer is fed for its ``InputWeight``.
enum InputKind<S: KernelScalar> {
  /// Vectors [R, m].
  case vectors
  /// One of m symbols, one-hot.
  case symbols
  /// One of V symbols, by its embedding [V, m].
  case embedded(ParameterValues<S>)

  /// Symbols by their embedding where a table of them pays, else the embedded vectors.
  init(embedding: ParameterValues<S>) {
    self =
      embedding.values.rows <= SymbolTable<S>.largestEmbedding ? .embedded(embedding) : .vectors
  }
}
