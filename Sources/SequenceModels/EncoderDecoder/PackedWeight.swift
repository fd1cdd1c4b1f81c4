internal import TensorCore

/// A weight W [outputs, inputs], or some rows and columns of one, as the kernels read it for y = W x and for x' =
/// W^T y'.
final class PackedWeight<S: KernelScalar>: Sendable {
  private let block: ParameterBlock
  private let rows: Range<Int>
  private let columns: Range<Int>
  private let forwardMatrix: PackedMatrix<S>
  private let backwardMatrix: PackedMatrix<S>?
  /// Of all products, those of the weight's gradient too.
  private let precision: ProductPrecision

  /// Memory for a part of `block`, without further words for all of it.
  init(
    _ block: ParameterBlock, rows: Range<Int>? = nil, columns: Range<Int>? = nil, trains: Bool,
    precision: ProductPrecision
  ) {
    let height = block.shape.count == 2 ? block.shape[0] : 1
    self.block = block
    self.precision = precision
    self.rows = rows ?? 0..<height
    self.columns = columns ?? 0..<(block.shape.last ?? 1)
    let (outputs, inputs) = (self.rows.count, self.columns.count)
    forwardMatrix = PackedMatrix(depth: inputs, columns: outputs, precision: precision)
    backwardMatrix =
      trains ? PackedMatrix(depth: outputs, columns: inputs, precision: precision) : nil
  }

  private func part(_ buffer: Block<S>) -> Block<S> {
    block.matrix(in: buffer).rows(rows).columns(columns)
  }

  /// The independent pieces of work that pack the weight; any thread may do any of them.
  func packingTasks() -> [@Sendable (Block<S>) -> Void] {
    var tasks: [@Sendable (Block<S>) -> Void] = [
      { [self] in forwardMatrix.pack(transposeOf: part($0)) }
    ]
    if let backwardMatrix { tasks.append { [self] in backwardMatrix.pack(part($0)) } }
    return tasks
  }

  /// outputs [R, outputs] = or += inputs [R, inputs] W^T.
  func apply(_ inputs: Block<S>, into outputs: Block<S>, accumulating: Bool) {
    outputs.product(inputs, forwardMatrix, accumulating: accumulating)
  }

  /// inputAdjoints [R, inputs] = or += outputAdjoints [R, outputs] W.
  func pullback(_ outputAdjoints: Block<S>, into inputAdjoints: Block<S>, accumulating: Bool) {
    guard let backwardMatrix else { preconditionFailure("a weight packed without a backward pass") }
    inputAdjoints.product(outputAdjoints, backwardMatrix, accumulating: accumulating)
  }

  /// Adds outputAdjoints^T inputs to the weight's part of `gradient`.
  func addGradient(
    _ outputAdjoints: Block<S>, _ inputs: Block<S>, gradient: Block<S>, scratch: Block<S>
  ) {
    part(gradient).addProductTransposed(
      outputAdjoints, inputs, precision: precision, scratch: scratch)
  }

  /// Elements of scratch that ``addGradient(_:_:gradient:scratch:)`` needs.
  var gradientScratch: Int {
    Block<S>.transposedProductScratch(
      rows: rows.count, columns: columns.count, precision: precision)
  }
}

/// A further input weight of a recurrent layer [input gates x n, c], in the segments that its gates need.
struct PackedGateWeight<S: KernelScalar>: Sendable {
  private let segments: [(columns: Range<Int>, weight: PackedWeight<S>)]

  init(
    _ block: ParameterBlock, of layer: RecurrentLayer, trains: Bool, precision: ProductPrecision
  ) {
    segments = layer.inputSegments.map {
      (
        layer.gateColumns($0),
        PackedWeight(block, rows: layer.weightRows($0), trains: trains, precision: precision)
      )
    }
  }

  func packingTasks() -> [@Sendable (Block<S>) -> Void] {
    segments.flatMap { $0.weight.packingTasks() }
  }

  /// gates [R, G n] += W inputs.
  func add(_ inputs: Block<S>, to gates: Block<S>) {
    for (columns, weight) in segments {
      weight.apply(inputs, into: gates.columns(columns), accumulating: true)
    }
  }

  /// inputAdjoints [R, c] += W^T gateAdjoints.
  func addPullback(_ gateAdjoints: Block<S>, to inputAdjoints: Block<S>) {
    for (columns, weight) in segments {
      weight.pullback(gateAdjoints.columns(columns), into: inputAdjoints, accumulating: true)
    }
  }

  func addGradient(
    _ gateAdjoints: Block<S>, _ inputs: Block<S>, gradient: Block<S>, scratch: Block<S>
  ) {
    for (columns, weight) in segments {
      weight.addGradient(
        gateAdjoints.columns(columns), inputs, gradient: gradient, scratch: scratch)
    }
  }

  var gradientScratch: Int { segments.map(\.weight.gradientScratch).max() ?? 0 }
}

/// A vector or a table of the parameters, copied once per update.
struct PackedTable<S: KernelScalar>: Sendable {
  private let block: ParameterBlock
  private let storage: Storage<S>

  init(_ block: ParameterBlock) {
    self.block = block
    storage = Storage(count: block.count)
  }

  /// [rows, columns]; a vector is one row.
  var values: Block<S> {
    storage.block(rows: block.shape.count == 2 ? block.shape[0] : 1, columns: block.shape.last ?? 1)
  }

  func packingTask() -> @Sendable (Block<S>) -> Void {
    { [self] in values.copy(from: block.matrix(in: $0)) }
  }

  /// The table's place in a gradient.
  func part(_ gradient: Block<S>) -> Block<S> { block.matrix(in: gradient) }
}
