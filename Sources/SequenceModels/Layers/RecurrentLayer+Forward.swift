package import TensorCore

/// What a layer is fed: T x B rows, time-major.
package enum LayerInput<S: KernelScalar> {
  /// Token indices [T B]; a negative one is a vector of zeros. Never materialised as one-hot.
  case tokens(Indices)
  /// Vectors [T B, m].
  case dense(Block<S>)

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> LayerInput {
    switch self {
    case .tokens(let indices): .tokens(indices.range(range))
    case .dense(let vectors): .dense(vectors.rows(range))
    }
  }
}

extension PackedLayer {
  /// Runs the steps of `range`, from the state in the tape before them.
  ///
  /// `input` and `mask` hold the rows of those steps only.
  /// - Complexity: 2 B (steps) (m + n) R n floating-point operations, R = recurrent gates; token input saves m.
  @specialized(where S == Float)
  func forward(
    _ tape: LayerTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?
  ) {
    let rows = tape.rows
    let length = chunkLength(rows: rows, input) ?? range.count
    for first in stride(from: range.lowerBound, to: range.upperBound, by: length) {
      let chunk = first..<min(first + length, range.upperBound)
      let local = (first - range.lowerBound) * rows..<(chunk.upperBound - range.lowerBound) * rows
      affine(tape.gates.rows(first * rows..<chunk.upperBound * rows), input.rows(local))
      recur(tape, steps: chunk, mask: mask?.range(local))
    }
  }

  /// Steps whose pre-activations stay in the second cache until the recurrent product is added to them; nil: all, where
  /// a weight that every chunk reads anew does not stay there beside them.
  private func chunkLength(rows: Int, _ input: LayerInput<S>) -> Int? {
    let cached = 1 << 16
    if case .dense = input, layer.inputWeight.count > cached { return nil }
    return max(1, cached / max(rows * layer.bias.count, 1))
  }

  /// The recurrent part of ``forward(_:steps:input:mask:)``: the gates hold W x_t, further input and b.
  @specialized(where S == Float)
  func recur(_ tape: LayerTape<S>, steps range: Range<Int>, mask: RowMask?) {
    let rows = tape.rows
    let gates = tape.gates.rows(range.lowerBound * rows..<range.upperBound * rows)
    for t in range {
      let local = t - range.lowerBound
      let step = CellStep(
        gates: gates.rows(local * rows..<(local + 1) * rows), previous: tape.state(before: t),
        next: tape.state(before: t + 1), auxiliary: tape.auxiliary.rows(t * rows..<(t + 1) * rows),
        peepholes: peephole?.row, mask: mask?.range(local * rows..<(local + 1) * rows))
      for (index, segment) in layer.recurrentSegments.enumerated() {
        step.gates.columns(layer.gateColumns(segment))
          .product(step.previous[0], recurrentForward[index], accumulating: true)
      }
      if let modulated = tape.modulated?.rows(t * rows..<(t + 1) * rows),
        let cell = layer.cell as? any ModulatedCell
      {
        cell.modulate(step, into: modulated)
        for (index, segment) in layer.modulatedSegments.enumerated() {
          step.gates.columns(layer.gateColumns(segment)).product(
            modulated, recurrentForward[layer.recurrentSegments.count + index], accumulating: true)
        }
      }
      layer.cell.activate(step)
    }
  }

  /// W x + b for all rows at once.
  func affine(_ gates: Block<S>, _ input: LayerInput<S>) {
    switch input {
    case .tokens(let indices):
      guard let table = tableBlock else { preconditionFailure("tokens for a layer of dense input") }
      if layer.structure.inputGateCount < layer.structure.gateCount || hasAbsentTokens(indices) {
        gates.broadcast(bias.row)
      }
      for segment in layer.inputSegments {
        gates.columns(layer.gateColumns(segment))
          .gather(table.columns(layer.weightRows(segment)), indices)
      }
      if hasAbsentTokens(indices) { restoreBias(gates, indices) }
    case .dense(let vectors):
      gates.broadcast(bias.row)
      for (index, segment) in layer.inputSegments.enumerated() {
        gates.columns(layer.gateColumns(segment))
          .product(vectors, inputForward[index], accumulating: true)
      }
    }
  }

  private func hasAbsentTokens(_ indices: Indices) -> Bool {
    (0..<indices.count).contains { indices[$0] < 0 }
  }

  /// A row without a token has x = 0: its pre-activations are the bias alone.
  private func restoreBias(_ gates: Block<S>, _ indices: Indices) {
    for row in 0..<indices.count where indices[row] < 0 {
      gates.rows(row..<row + 1).broadcast(bias.row)
    }
  }
}
