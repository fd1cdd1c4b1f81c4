package import TensorCore

extension PackedStack {
  /// Takes the adjoint of the output of layer `index` after dropout back to its h, the adjoint of
  /// ``connect(_:_:_:_:_:)``; a residual connection passes it on to the layer below.
  @specialized(where S == Float)
  package func connectAdjoint(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ dropoutKey: UInt64?
  ) {
    let adjoint = tape.outputAdjoint(index, range)
    if let dropoutKey, stack.dropout > 0 {
      adjoint.dropout(
        adjoint, rate: stack.dropout, key: dropoutKey.dropoutKey(index),
        rowKeys: tape.rowKeys.indices.steps(range, of: tape.rows))
    }
    if stack.residual, index > 0 { tape.outputAdjoint(index - 1, range).copy(from: adjoint) }
  }

  /// Where the adjoint of what layer `index` reads goes; that of the stack's input: `inputAdjoint`.
  @specialized(where S == Float)
  package func adjointBelow(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ inputAdjoint: Block<S>?
  ) -> Block<S>? {
    index > 0 ? tape.outputAdjoint(index - 1, range) : inputAdjoint
  }

  /// Whether it is added there, to what a residual connection has passed on or the readout has put
  /// there.
  package func accumulatesBelow(_ index: Int) -> Bool {
    (stack.residual || stack.isReadAtEveryLayer) && index > 0
  }

  /// Back-propagation through all layers. The top layer's output adjoint holds the adjoint of its
  /// output after dropout.
  ///
  /// With a `boundary` [L B, n] the range is a segment of a sequence gone through from its end. If
  /// the segment `continues` a pass, the boundary holds what later segments say about dL/dh of
  /// every layer after it, and the tapes' carried adjoints the same of the further components; both
  /// are added to what comes from above. After: the same of the state before the segment.
  @specialized(where S == Float)
  package func backward(
    _ tape: StackTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    dropoutKey: UInt64?, inputAdjoint: Block<S>?, gradient: ParameterGradient<S>,
    boundary: Block<S>? = nil, continues: Bool = false
  ) {
    let rows = tape.rows
    for index in layers.indices.reversed() {
      // A residual connection passes the output's adjoint on before the recurrent part is added.
      connectAdjoint(index, tape, range, dropoutKey)
      let own = tape.layers[index]
      let before = own.outputAdjoint.step(range.lowerBound, of: rows)
      before.fill(0)
      own.clearUnreceivedAdjoint(range)
      let stateAdjoint = boundary?.part(index, of: rows)
      if continues, let stateAdjoint {
        own.outputAdjoint.step(range.upperBound, of: rows).add(stateAdjoint)
      } else {
        own.carriedAdjoint.fill(0)
      }
      layers[index].backward(
        own, steps: range, input: layerInput(index, tape, range, input, dropoutKey), mask: mask,
        inputAdjoint: adjointBelow(index, tape, range, inputAdjoint),
        accumulating: accumulatesBelow(index), gradient: gradient)
      stateAdjoint?.copy(from: before)
    }
  }
}
