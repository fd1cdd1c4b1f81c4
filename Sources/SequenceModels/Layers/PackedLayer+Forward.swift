package import TensorCore

extension PackedLayer {
  /// Runs the steps of `range`, from the state in the tape before them.
  ///
  /// `input` and `mask` hold the rows of those steps only.
  /// - Complexity: 2 B (steps) (m + n) R n floating-point operations, R = recurrent gates; input by
  ///   symbol saves m.
  @specialized(where S == Float)
  package func forward(
    _ tape: LayerTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?
  ) {
    let rows = tape.rows
    let length = cachedSteps(rows: rows, input) ?? range.count
    for first in stride(from: range.lowerBound, to: range.upperBound, by: length) {
      let steps = first..<min(first + length, range.upperBound)
      let local = first - range.lowerBound..<steps.upperBound - range.lowerBound
      affine(tape.gates.steps(steps, of: rows), input.steps(local, of: rows))
      recur(tape, steps: steps, mask: mask?.steps(local, of: rows))
    }
  }

  /// Steps whose pre-activations stay in the second cache until the recurrent product is added to
  /// them; nil: all, where a weight that is read anew each time does not stay there beside them.
  private func cachedSteps(rows: Int, _ input: LayerInput<S>) -> Int? {
    let cached = 1 << 16
    if case .dense = input, layer.inputWeight.count > cached { return nil }
    return max(1, cached / max(rows * layer.bias.count, 1))
  }

  /// The recurrent part of ``forward(_:steps:input:mask:)``: the gates hold W x_t, further input
  /// and b.
  @specialized(where S == Float)
  package func recur(_ tape: LayerTape<S>, steps range: Range<Int>, mask: RowMask?) {
    let (rows, outputs) = (tape.rows, tape.feedback)
    for t in range {
      let step = CellStep(
        gates: tape.gates.step(t, of: rows), previous: tape.state(before: t),
        next: tape.state(before: t + 1), auxiliary: tape.auxiliary.step(t, of: rows),
        peepholes: peephole?.row, mask: mask?.step(t - range.lowerBound, of: rows))
      recurrent.add(step.previous[0], to: step.gates)
      if let outputs {
        feedback?.add(step.previous[0], output: outputs.step(t, of: rows), to: step.gates)
      }
      if let vectors = tape.modulated?.step(t, of: rows),
        let cell = layer.cell as? any ModulatedCell
      {
        cell.modulate(step, into: vectors)
        modulated.add(vectors, to: step.gates)
      }
      layer.cell.activate(step)
    }
  }

  /// gates [R, G n] = W x + b for all rows at once.
  @specialized(where S == Float)
  package func affine(_ gates: Block<S>, _ input: LayerInput<S>) {
    switch (input, self.input) {
    case (.tokens(let symbols), .table(let table)):
      table.gather(symbols, bias: bias.row, into: gates)
    case (.dense(let vectors), .dense(let weight)):
      gates.broadcast(bias.row)
      weight.add(vectors, to: gates)
    case (.tokens, .dense): preconditionFailure("symbols for a layer that is fed vectors")
    case (.dense, .table): preconditionFailure("vectors for a layer that is fed symbols")
    }
  }
}
