internal import TensorCore

// The parts of ``SequenceWorkspace/loss(_:gradientScale:labelSmoothing:dropped:visit:)`` that several threads may do at
// once for one sequence: the steps of a block, for which the logits have room, then shares of the readout's gradient.
extension SequenceWorkspace {
  /// Elements of scratch for the products of weight gradients.
  package var gradientScratchCount: Int { scratchStorage.count }

  /// The most steps of a block.
  var blockSteps: Int { max(chunk, 1) }

  /// [V, input gates x n]: the gradient of the input weight by token, transposed.
  var tableGradient: Block<S>? {
    tableGradientStorage.map {
      let m = model.configuration.inputSize
      return $0.block(rows: m, columns: $0.count / m)
    }
  }

  /// The losses of the steps of `range` and the adjoint of the top layer's output there; the block begins at step
  /// `first`.
  func losses(
    of range: Range<Int>, inBlockAt first: Int, gradientScale: Double, labelSmoothing: Double,
    dropped: Bool
  ) {
    let v = model.configuration.outputSize
    let place = range.lowerBound - first
    let logits = logitStorage.block(at: place * v, rows: range.count, columns: v)
    readout(stackOutput(range, dropped: dropped), into: logits)
    logits.softmaxCrossEntropy(
      targets: targets.range(range),
      losses: lossStorage.block(at: place, rows: 1, columns: range.count),
      gradientScale: gradientScale, labelSmoothing: labelSmoothing)
    guard let backward = model.readoutBackward else { return }
    tape.outputAdjoint(model.stack.layers.count - 1, range)
      .product(logits, backward, accumulating: false)
  }

  /// Adds a share of the readout's gradient from a block, the steps of `range`, whose losses are done; `clears`: to
  /// zeros.
  func addReadoutGradient(
    of range: Range<Int>, share: WeightShare, clears: Bool, dropped: Bool, scratch: Block<S>
  ) {
    let v = model.configuration.outputSize
    let rows = share.part(0..<v)
    let logits = logitStorage.block(rows: range.count, columns: v).columns(rows)
    let weight = model.readoutWeight.matrix(in: gradient).rows(rows)
    let bias = model.readoutBias.matrix(in: gradient).columns(rows)
    if clears {
      weight.fill(0)
      bias.fill(0)
    }
    weight.addProductTransposed(
      logits, stackOutput(range, dropped: dropped), precision: model.precision, scratch: scratch)
    bias.addColumnSums(logits)
  }

  /// `sum` and the losses of the first `count` steps of a block, in their order.
  func sumLosses(_ count: Int, to sum: Double) -> Double {
    let losses = lossStorage.block(rows: 1, columns: count)
    return (0..<count).reduce(sum) { $0 + Double(losses[$1]) }
  }
}
