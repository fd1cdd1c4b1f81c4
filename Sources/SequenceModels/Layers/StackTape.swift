package import TensorCore

/// What a stack keeps of T steps of B sequences: a tape for each layer, and where dropout or residual
/// connections make a layer's output differ from its h, that output, [T B, n] each.
package final class StackTape<S: KernelScalar>: Sendable {
  let stack: RecurrentStack
  let steps: Int
  let rows: Int
  package let layers: [LayerTape<S>]
  private let summed: [Storage<S>?]
  private let dropped: [Storage<S>?]
  /// [T B]: what the dropout mask of a row is made from.
  let rowKeys: IndexStorage

  init(_ stack: RecurrentStack, steps: Int, rows: Int, trains: Bool, keepsActivations: Bool) {
    self.stack = stack
    self.steps = steps
    self.rows = rows
    layers = stack.layers.map {
      LayerTape($0, steps: steps, rows: rows, trains: trains, keepsActivations: keepsActivations)
    }
    let size = steps * rows * stack.hiddenSize
    summed = stack.layers.indices.map {
      stack.residual && $0 > 0 ? Storage(count: size) : nil
    }
    dropped = stack.layers.indices.map { _ in
      trains && stack.dropout > 0 ? Storage(count: size) : nil
    }
    rowKeys = IndexStorage(count: steps * rows)
  }

  /// The output of a layer before dropout, the rows of the steps in `range`.
  package func output(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    guard let storage = summed[layer] else { return layers[layer].outputs(range) }
    return storage.block(rows: steps * rows, columns: stack.hiddenSize).rows(span(range))
  }

  /// The output of a layer after dropout; the same memory as before it if there is none.
  func dropped(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    guard let storage = dropped[layer] else { return output(layer, range) }
    return storage.block(rows: steps * rows, columns: stack.hiddenSize).rows(span(range))
  }

  func span(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * rows..<range.upperBound * rows
  }

  /// The adjoint of a layer's output, the rows of the steps in `range`.
  func outputAdjoint(_ layer: Int, _ range: Range<Int>) -> Block<S> {
    layers[layer].outputAdjoint.rows(
      (range.lowerBound + 1) * rows..<(range.upperBound + 1) * rows)
  }

  func keepLast(_ kept: Int, of used: Int) {
    for layer in layers { layer.keepLast(kept, of: used) }
    let drop = used - kept
    for storage in summed + dropped {
      guard let block = storage?.block(rows: steps * rows, columns: stack.hiddenSize) else {
        continue
      }
      block.rows(0..<kept * rows).copy(from: block.rows(drop * rows..<used * rows))
    }
    for index in 0..<kept * rows { rowKeys.indices[index] = rowKeys.indices[drop * rows + index] }
  }
}

extension PackedStack {
  /// Runs the steps of `range` through all layers. With `dropoutKey` nil nothing is dropped.
  @specialized(where S == Float)
  func forward(
    _ tape: StackTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    dropoutKey: UInt64?
  ) {
    for (index, layer) in layers.enumerated() {
      let input = layerInput(index, tape, range, input, dropoutKey)
      layer.forward(tape.layers[index], steps: range, input: input, mask: mask)
      connect(index, tape, range, input, dropoutKey)
    }
  }

  /// What layer `index` reads at the steps of `range`, `input` being what the stack is fed there.
  func layerInput(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ input: LayerInput<S>,
    _ dropoutKey: UInt64?
  ) -> LayerInput<S> {
    guard index > 0 else { return input }
    return .dense(
      dropoutKey == nil ? tape.output(index - 1, range) : tape.dropped(index - 1, range))
  }

  /// The output of layer `index` from its h: residual connection and dropout.
  func connect(
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
        tape.output(index, range), rate: stack.dropout, key: layerKey(dropoutKey, index),
        rowKeys: tape.rowKeys.indices.range(tape.span(range)))
    }
  }

  /// The adjoint of ``connect(_:_:_:_:_:)``: from that of the output after dropout that of h, as far as it comes
  /// from above; a residual connection passes it on to the layer below.
  func connectAdjoint(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ dropoutKey: UInt64?
  ) {
    let adjoint = tape.outputAdjoint(index, range)
    if let dropoutKey, stack.dropout > 0 {
      adjoint.dropout(
        adjoint, rate: stack.dropout, key: layerKey(dropoutKey, index),
        rowKeys: tape.rowKeys.indices.range(tape.span(range)))
    }
    if stack.residual, index > 0 { tape.outputAdjoint(index - 1, range).copy(from: adjoint) }
  }

  /// What becomes of the adjoint of what layer `index` reads, `inputAdjoint` being that of the stack's input.
  func adjointBelow(
    _ index: Int, _ tape: StackTape<S>, _ range: Range<Int>, _ inputAdjoint: Block<S>?
  ) -> InputAdjoint<S> {
    guard index > 0 else { return inputAdjoint.map { .overwriting($0) } ?? .none }
    let lower = tape.outputAdjoint(index - 1, range)
    return stack.residual ? .accumulating(lower) : .overwriting(lower)
  }

  /// Back-propagation through all layers. The top layer's output adjoint holds dL/d(its output after dropout).
  ///
  /// With a `boundary` [L B, n] the range is a segment of a sequence gone through from its end: if it `continues`, the
  /// boundary holds dL/dh of every layer after the segment, as far as later segments make it up, and the tapes'
  /// carried adjoints that of the further components; it is added to what comes from above. After: the same of
  /// the state before the segment.
  @specialized(where S == Float)
  func backward(
    _ tape: StackTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    dropoutKey: UInt64?, inputAdjoint: Block<S>?, gradient: LayerGradient<S>,
    boundary: Block<S>? = nil, continues: Bool = false
  ) {
    let before = range.lowerBound * tape.rows..<(range.lowerBound + 1) * tape.rows
    let last = range.upperBound * tape.rows..<(range.upperBound + 1) * tape.rows
    for index in layers.indices.reversed() {
      // A residual connection passes the adjoint of the output on, as it is before the recurrent part is added.
      connectAdjoint(index, tape, range, dropoutKey)
      let own = tape.layers[index]
      own.outputAdjoint.rows(before).fill(0)
      let stateAdjoint = boundary?.rows(index * tape.rows..<(index + 1) * tape.rows)
      if continues, let stateAdjoint {
        own.outputAdjoint.rows(last).add(stateAdjoint)
      } else {
        own.carriedAdjoint.fill(0)
      }
      layers[index].backward(
        own, steps: range, input: layerInput(index, tape, range, input, dropoutKey), mask: mask,
        inputAdjoint: adjointBelow(index, tape, range, inputAdjoint), gradient: gradient)
      stateAdjoint?.copy(from: own.outputAdjoint.rows(before))
    }
  }

  private func layerKey(_ key: UInt64, _ layer: Int) -> UInt64 {
    key &+ UInt64(layer) &* 0xD1B5_4A32_D192_ED03
  }
}
