internal import TensorCore

extension PackedStack {
  /// Back-propagation through the steps of `range`, a segment of a sequence that is gone through
  /// from its end.
  ///
  /// Before: the top layer's output adjoint holds dL/d(its output after dropout) for the steps of
  /// `range`. If `continues`, `boundary` [L B, n] holds dL/dh of every layer after the segment, as
  /// far as later segments make it up, and the tapes' carried adjoints that of the further
  /// components; it is added to what comes from above. After: the same of the state before the
  /// segment.
  ///
  /// The order of every sum is that of one segment after the other, so it does not depend on what
  /// was stored and what was run again.
  @specialized(where S == Float)
  func backward(
    _ tape: StackTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    dropoutKey: UInt64?, inputAdjoint: Block<S>?, gradient: LayerGradient<S>,
    boundary: Block<S>, continues: Bool
  ) {
    let before = range.lowerBound * tape.rows..<(range.lowerBound + 1) * tape.rows
    let last = range.upperBound * tape.rows..<(range.upperBound + 1) * tape.rows
    for index in layers.indices.reversed() {
      let own = tape.layers[index]
      let adjoint = tape.outputAdjoint(index, range)
      if let dropoutKey, stack.dropout > 0 {
        adjoint.dropout(
          adjoint, rate: stack.dropout, key: segmentLayerKey(dropoutKey, index),
          rowKeys: tape.rowKeys.indices.range(tape.span(range)))
      }
      var below = inputAdjoint.map { InputAdjoint<S>.overwriting($0) } ?? .none
      var layerInput = input
      if index > 0 {
        let lower = tape.outputAdjoint(index - 1, range)
        // A residual connection passes on the adjoint of the output alone, without the recurrent
        // part.
        if stack.residual { lower.copy(from: adjoint) }
        below = stack.residual ? .accumulating(lower) : .overwriting(lower)
        layerInput = .dense(
          dropoutKey == nil ? tape.output(index - 1, range) : tape.dropped(index - 1, range))
      }
      let stateAdjoint = boundary.rows(index * tape.rows..<(index + 1) * tape.rows)
      if continues {
        own.outputAdjoint.rows(last).add(stateAdjoint)
      } else {
        own.carriedAdjoint.fill(0)
      }
      own.outputAdjoint.rows(before).fill(0)
      layers[index].backward(
        own, steps: range, input: layerInput, mask: mask, inputAdjoint: below, gradient: gradient)
      stateAdjoint.copy(from: own.outputAdjoint.rows(before))
    }
  }

  /// The key under which the forward pass drops a layer's output.
  private func segmentLayerKey(_ key: UInt64, _ layer: Int) -> UInt64 {
    key &+ UInt64(layer) &* 0xD1B5_4A32_D192_ED03
  }
}
