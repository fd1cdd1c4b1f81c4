package import TensorCore

extension PackedStack {
  /// Runs the steps of `range` through all layers. With `dropoutKey` nil nothing is dropped.
  @specialized(where S == Float)
  package func forward(
    _ tape: StackTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    dropoutKey: UInt64?
  ) {
    for (index, layer) in layers.enumerated() {
      let input = layerInput(index, tape, range, input, dropoutKey)
      layer.forward(tape.layers[index], steps: range, input: input, mask: mask)
      connect(index, tape, range, input, dropoutKey)
    }
  }

  /// What layer `index` reads at the steps of `range`; the stack is fed `input` there.
  @specialized(where S == Float)
  package func layerInput(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ input: LayerInput<S>,
    _ dropoutKey: UInt64?
  ) -> LayerInput<S> {
    guard index > 0 else { return input }
    return .dense(
      dropoutKey == nil ? tape.output(index - 1, range) : tape.dropped(index - 1, range))
  }

  /// Makes the output of layer `index` from its h: residual connection and dropout.
  @specialized(where S == Float)
  package func connect(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ input: LayerInput<S>,
    _ dropoutKey: UInt64?
  ) {
    if stack.residual, index > 0, case .dense(let vectors) = input {
      let sum = tape.output(index, range)
      sum.copy(from: tape.layers[index].outputs(range))
      sum.add(vectors)
    }
    if let dropoutKey, stack.dropout > 0 {
      tape.dropped(index, range).dropout(
        tape.output(index, range), rate: stack.dropout,
        key: dropoutKey.dropoutKey(index),
        rowKeys: tape.rowKeys.indices.steps(range, of: tape.rows))
    }
  }
}
