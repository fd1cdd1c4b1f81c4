package import TensorCore

/// A first layer's input by symbol: a table of what each symbol makes of the gates, computed once
/// per update.
///
///     row k = s W x_k + b      x_k: symbol k one-hot, or its embedding; s: a scale, 1 but in training
///                              that drops symbols
///
/// The input part of the gates is then a row gather, and its gradient a scatter-add into a table of
/// adjoints. The bits are those of the product of every step.
///
/// Memory in elements: [V, G n].
package struct SymbolTable<S: KernelScalar>: Sendable {
  private let layer: RecurrentLayer
  /// The embedding [V, m] and W of symbols that are embedded; nil: they are one-hot.
  private let embedded: (embedding: ParameterValues<S>, weight: GateWeight<S>)?
  private let storage: Storage<S>
  /// V
  private let symbols: Int
  /// s
  private let scale: Double

  /// The largest vocabulary whose table of embedded symbols costs less than the products of a batch
  /// of ordinary size.
  static var largestEmbedding: Int { 256 }

  /// The table of symbols that are fed one-hot to `layer`.
  init(oneHot layer: RecurrentLayer) {
    self.init(layer, embedded: nil, symbols: layer.inputSize, scale: 1)
  }

  /// The table of symbols that are embedded; `weight` is the layer's W.
  init(_ layer: RecurrentLayer, embedding: ParameterValues<S>, weight: GateWeight<S>) {
    self.init(layer, embedded: (embedding, weight), symbols: embedding.values.rows, scale: 1)
  }

  private init(
    _ layer: RecurrentLayer, embedded: (embedding: ParameterValues<S>, weight: GateWeight<S>)?,
    symbols: Int, scale: Double
  ) {
    self.layer = layer
    self.embedded = embedded
    self.symbols = symbols
    self.scale = scale
    storage = Storage(count: symbols * layer.bias.count)
  }

  /// A table of the same symbols with another scale, in memory of its own.
  func scaled(by scale: Double) -> SymbolTable {
    SymbolTable(layer, embedded: embedded, symbols: symbols, scale: scale)
  }

  /// Elements of the table and of its adjoint.
  var count: Int { storage.count }

  /// [V, G n]
  private var values: Block<S> { storage.block(rows: symbols, columns: layer.bias.count) }

  /// A matrix for the table's adjoint [V, G n] in `storage`.
  func adjoint(in storage: Storage<S>) -> Block<S> {
    storage.block(rows: symbols, columns: layer.bias.count)
  }

  /// Whether the table reads W from the parameters; else it waits until the weight is packed.
  var isOneHot: Bool { embedded == nil }

  /// The independent pieces of work that pack what the table is computed from.
  func packingTasks() -> [PackingTask<S>] { embedded?.weight.packingTasks() ?? [] }

  /// Elements of scratch that ``finishGradient(_:share:)`` needs.
  var gradientScratch: Int { embedded?.weight.gradientScratch ?? 0 }

  /// Computes the table from the bias [1, G n] and W: of one-hot symbols from `parameters`, of
  /// embedded ones from the packed weight.
  @specialized(where S == Float)
  func fill(bias: Block<S>, parameters: Block<S>) {
    if values.isPlanned { return }
    guard scale != 1 else {
      values.broadcast(bias)
      return addProducts(parameters)
    }
    values.fill(0)
    addProducts(parameters)
    values.scale(by: scale)
    for symbol in 0..<symbols { values.row(symbol).add(bias) }
  }

  /// Adds W x_k to every row.
  private func addProducts(_ parameters: Block<S>) {
    if let embedded { return embedded.weight.add(embedded.embedding.values, to: values) }
    let weight = layer.inputWeight.matrix(in: parameters)
    for run in layer.inputRuns {
      values.columns(layer.gateColumns(run)).addTranspose(weight.rows(layer.weightRows(run)))
    }
  }

  /// gates [R, G n] = W x + b; of rows without a symbol the bias alone.
  @specialized(where S == Float)
  func gather(_ symbols: Indices, bias: Block<S>, into gates: Block<S>) {
    gates.gather(values, symbols)
    for row in 0..<symbols.count where symbols[row] < 0 { gates.row(row).broadcast(bias) }
  }

  /// Adds a share of the gates' adjoints [R, G n] to the rows of their symbols in the table's
  /// adjoint or, where the gradient has none, of one-hot symbols to the columns of their weights.
  @specialized(where S == Float)
  func addAdjoints(
    _ gateAdjoints: Block<S>, _ symbols: Indices, to gradient: ParameterGradient<S>,
    share: WeightShare
  ) {
    precondition(
      isOneHot && scale == 1 || gradient.symbolTable != nil,
      "adjoints of embedded or scaled symbols without their table's")
    let weight = layer.inputWeight.matrix(in: gradient.parameters)
    for run in layer.inputRuns {
      let columns = share.part(layer.gateColumns(run))
      let adjoints = gateAdjoints.columns(columns)
      if let table = gradient.symbolTable {
        table.columns(columns).scatterAdd(adjoints, symbols)
        continue
      }
      let rows = weight.rows(share.part(layer.weightRows(run)))
      for index in 0..<symbols.count where symbols[index] >= 0 {
        let symbol = Int(symbols[index])
        rows.columns(symbol..<symbol + 1).addTranspose(adjoints.row(index))
      }
    }
  }

  /// Adds a share of what the table's adjoint makes of the gradient, and clears that share;
  /// embedded symbols are not shared out.
  @specialized(where S == Float)
  func finishGradient(_ gradient: ParameterGradient<S>, share: WeightShare) {
    guard let table = gradient.symbolTable else { return }
    if let (embedding, weight) = embedded {
      precondition(share.count == 1, "the gradient of embedded symbols in \(share.count) shares")
      if scale != 1 { table.scale(by: scale) }
      weight.pullback(table, into: embedding.part(of: gradient.parameters), accumulating: true)
      weight.addGradient(table, embedding.values, to: gradient)
      return table.fill(0)
    }
    let weight = layer.inputWeight.matrix(in: gradient.parameters)
    for run in layer.inputRuns {
      let columns = table.columns(share.part(layer.gateColumns(run)))
      if scale != 1 { columns.scale(by: scale) }
      weight.rows(share.part(layer.weightRows(run))).addTranspose(columns)
      columns.fill(0)
    }
  }
}
