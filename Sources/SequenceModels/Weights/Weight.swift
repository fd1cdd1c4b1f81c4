package import TensorCore

/// A weight W [outputs, inputs], or some rows and columns of one, as the kernels read it.
///
///     apply        y = W x
///     pullback     x' = W^T y'
///     addGradient  dW += y'^T x
///
/// A weight is packed once per update and multiplied at every step. Memory: W packed for `apply`,
/// and once more for `pullback` if it trains.
package final class Weight<S: KernelScalar>: Sendable {
  /// The parameter that the weight is a part of.
  package let block: ParameterBlock
  private let rows: Range<Int>
  private let columns: Range<Int>
  /// W^T [inputs, outputs].
  private let forwardMatrix: PackedMatrix<S>
  /// W [outputs, inputs].
  private let backwardMatrix: PackedMatrix<S>?
  /// The precision of every product, that of the weight's gradient included.
  private let precision: ProductPrecision

  /// Memory for a part of `block`; `rows` or `columns` nil: all of them.
  package init(
    _ block: ParameterBlock, rows: Range<Int>? = nil, columns: Range<Int>? = nil, trains: Bool,
    precision: ProductPrecision
  ) {
    self.block = block
    self.precision = precision
    self.rows = rows ?? 0..<block.rows
    self.columns = columns ?? 0..<block.columns
    let (outputs, inputs) = (self.rows.count, self.columns.count)
    forwardMatrix = PackedMatrix(depth: inputs, columns: outputs, precision: precision)
    backwardMatrix =
      trains ? PackedMatrix(depth: outputs, columns: inputs, precision: precision) : nil
  }

  /// The weight's place in a buffer of all parameters [outputs, inputs], or a share of its rows.
  private func part(of buffer: Block<S>, _ share: WeightShare = .whole) -> Block<S> {
    part(of: buffer, at: block, share)
  }

  /// The same where the parameter stands at another place of another buffer.
  private func part(
    of buffer: Block<S>, at place: ParameterBlock, _ share: WeightShare = .whole
  ) -> Block<S> {
    place.matrix(in: buffer).rows(share.part(rows)).columns(columns)
  }

  /// The independent pieces of work that pack the weight; any thread may do any of them.
  ///
  /// - Parameter place: where the parameter stands in the buffer that the work reads; nil: where it
  ///   stands among all parameters.
  package func packingTasks(from place: ParameterBlock? = nil) -> [PackingTask<S>] {
    let place = place ?? block
    var tasks: [PackingTask<S>] = [
      { [self] in forwardMatrix.pack(transposeOf: part(of: $0, at: place)) }
    ]
    if let backwardMatrix {
      tasks.append { [self] in backwardMatrix.pack(part(of: $0, at: place)) }
    }
    return tasks
  }

  /// W [outputs, inputs] in panels, as ``pullback(_:into:accumulating:)`` reads it.
  package var panels: PackedMatrix<S> {
    guard let backwardMatrix else { preconditionFailure("a weight packed without a backward pass") }
    return backwardMatrix
  }

  /// outputs [R, outputs] = or += inputs [R, inputs] W^T.
  @specialized(where S == Float)
  package func apply(_ inputs: Block<S>, into outputs: Block<S>, accumulating: Bool) {
    outputs.product(inputs, forwardMatrix, accumulating: accumulating)
  }

  /// inputAdjoints [R, inputs] = or += outputAdjoints [R, outputs] W.
  @specialized(where S == Float)
  package func pullback(
    _ outputAdjoints: Block<S>, into inputAdjoints: Block<S>, accumulating: Bool
  ) {
    inputAdjoints.product(outputAdjoints, panels, accumulating: accumulating)
  }

  /// Adds outputAdjoints^T inputs to a share of the weight's part of `gradient`.
  @specialized(where S == Float)
  package func addGradient(
    _ outputAdjoints: Block<S>, _ inputs: Block<S>, to gradient: ParameterGradient<S>,
    share: WeightShare = .whole
  ) {
    let target = part(of: gradient.parameters, share)
    let adjoints = outputAdjoints.columns(share.part(0..<rows.count))
    guard let scratch = gradient.scratch else {
      return target.addOuterProduct(
        adjoints.reshaped(rows: adjoints.columns, columns: 1), inputs)
    }
    target.addProductTransposed(
      adjoints, inputs, precision: precision, accumulating: !gradient.overwritesWeights,
      scratch: scratch)
  }

  /// Elements of scratch that ``addGradient(_:_:to:share:)`` needs.
  package var gradientScratch: Int {
    Block<S>.transposedProductScratch(
      rows: rows.count, columns: columns.count, precision: precision)
  }
}

/// A piece of the work that follows an update: reads all parameters, one row in the order of the
/// layout, and packs some of them.
package typealias PackingTask<S: KernelScalar> = @Sendable (Block<S>) -> Void
