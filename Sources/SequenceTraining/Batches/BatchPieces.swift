internal import TensorCore

/// A batch with resets as one without: the pieces of a sequence between two resets become sequences
/// side by side, of which each takes its own steps only.
struct BatchPieces {
  let batch: Batch
  /// Some steps of a sequence each.
  let pieces: [(sequence: Int, steps: Range<Int>)]
  private let batchSize: Int

  init(_ source: Batch, _ resets: [Bool], batchSize: Int) {
    let steps = source.tokens.count / batchSize
    var pieces: [(sequence: Int, steps: Range<Int>)] = []
    for sequence in 0..<batchSize {
      var first = 0
      for step in 0..<steps where resets[step * batchSize + sequence] {
        // A piece of no steps stands for the state that a reset before step 0 drops.
        pieces.append((sequence, first..<step))
        first = step
      }
      pieces.append((sequence, first..<steps))
    }
    let (count, places) = (pieces.count, steps * pieces.count)
    var batch = Batch(
      tokens: Array(repeating: -1, count: places), targets: Array(repeating: -1, count: places),
      mask: Array(repeating: false, count: places))
    batch.vectors = Array(repeating: 0, count: places * source.vectorSize)
    batch.values = Array(repeating: .nan, count: places * source.valueSize)
    batch.weights = source.weights.map { _ in Array(repeating: 1, count: places) }
    for (row, piece) in pieces.enumerated() {
      for step in piece.steps {
        let (own, index) = (step * count + row, step * batchSize + piece.sequence)
        batch.tokens[own] = source.tokens[index]
        if source.values.isEmpty { batch.targets[own] = source.targets[index] }
        batch.mask?[own] = source.mask?[index] ?? true
        if let weights = source.weights { batch.weights?[own] = weights[index] }
        Self.copy(source.vectors, index, to: &batch.vectors, own, source.vectorSize)
        Self.copy(source.values, index, to: &batch.values, own, source.valueSize)
      }
    }
    self.batch = batch
    self.pieces = pieces
    self.batchSize = batchSize
  }

  /// Copies row `index` of `size` elements to row `own` of others.
  private static func copy(
    _ source: [Double], _ index: Int, to target: inout [Double], _ own: Int, _ size: Int
  ) {
    for element in 0..<size { target[own * size + element] = source[index * size + element] }
  }

  /// The state before the batch: [planes, B, n] to [planes, pieces, n]; later pieces start at zero.
  func state<S>(_ state: Tensor<S>, planes: Int) -> Tensor<S> {
    let n = state.count / (planes * batchSize)
    var values = [S](repeating: 0, count: planes * pieces.count * n)
    let source = state.values
    for (row, piece) in pieces.enumerated() where isFirst(row) {
      for plane in 0..<planes {
        let (own, index) = (plane * pieces.count + row, plane * batchSize + piece.sequence)
        values.replaceSubrange(own * n..<(own + 1) * n, with: source[index * n..<(index + 1) * n])
      }
    }
    return Tensor(shape: state.shape.dropLast(2) + [pieces.count, n], values: values)
  }

  /// The state after the batch, that of each sequence's last piece.
  func restore<S>(_ inner: Tensor<S>, to state: inout Tensor<S>, planes: Int) {
    let n = state.count / (planes * batchSize)
    let source = inner.values
    var values = state.values
    for (row, piece) in pieces.enumerated()
    where row + 1 == pieces.count || isFirst(row + 1) {
      for plane in 0..<planes {
        let (own, index) = (plane * pieces.count + row, plane * batchSize + piece.sequence)
        values.replaceSubrange(index * n..<(index + 1) * n, with: source[own * n..<(own + 1) * n])
      }
    }
    state = Tensor(shape: state.shape, values: values)
  }

  private func isFirst(_ row: Int) -> Bool {
    row == 0 || pieces[row - 1].sequence != pieces[row].sequence
  }
}
