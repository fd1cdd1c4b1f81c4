internal import TensorCore

/// Where a layer's gradient is added.
struct LayerGradient<S: KernelScalar> {
  /// The gradient of all parameters, one row, of this worker.
  let parameters: Block<S>
  /// [m, input gates x n]: the gradient of W, transposed, for token input.
  let inputTable: Block<S>?
  /// For the products of weight gradients.
  let scratch: Block<S>
  /// Whether the weights that products are added to hold nothing yet and need not have been cleared.
  var overwritesWeights = false
}

/// What becomes of the adjoint of a layer's dense input.
enum InputAdjoint<S: KernelScalar> {
  /// It is not wanted.
  case none
  /// It is written into the rows of the steps.
  case overwriting(Block<S>)
  /// It is added to the rows of the steps.
  case accumulating(Block<S>)
}

extension PackedLayer {
  /// Back-propagation through the steps of `range`.
  ///
  /// Before: rows of the tape's output adjoint hold dL/dh_t of what is above the layer; the carried adjoint holds
  /// what comes from after the range. After: row 0 of the range holds the adjoint of the state before it.
  /// - Complexity: 4 B (steps) (m + n) R n floating-point operations.
  @specialized(where S == Float)
  func backward(
    _ tape: LayerTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    inputAdjoint: InputAdjoint<S>, gradient: LayerGradient<S>
  ) {
    sweep(tape, steps: range, mask: mask, gradient: gradient)
    let span = range.lowerBound * tape.rows..<range.upperBound * tape.rows
    let adjoints = tape.gateAdjoints.rows(span)
    addWeightGradients(tape, span, adjoints, input, gradient)
    propagate(adjoints, to: inputAdjoint)
  }

  /// The recurrent part of ``backward(_:steps:input:mask:inputAdjoint:gradient:)``: leaves the adjoints of the
  /// pre-activations in the tape; of the gradient it adds that of the peepholes.
  @specialized(where S == Float)
  func sweep(
    _ tape: LayerTape<S>, steps range: Range<Int>, mask: RowMask?, gradient: LayerGradient<S>
  ) {
    let rows = tape.rows
    let peepholeGradient = layer.peephole.map {
      $0.matrix(in: gradient.parameters).reshaped(rows: 1, columns: $0.count)
    }
    for t in range.reversed() {
      let local = t - range.lowerBound
      let step = CellStep(
        gates: tape.gates.rows(t * rows..<(t + 1) * rows), previous: tape.state(before: t),
        next: tape.state(before: t + 1), auxiliary: tape.auxiliary.rows(t * rows..<(t + 1) * rows),
        peepholes: peephole?.row, mask: mask?.range(local * rows..<(local + 1) * rows))
      let adjoint = CellAdjoint(
        gates: tape.gateAdjoints.rows(t * rows..<(t + 1) * rows),
        output: tape.outputAdjoint.rows((t + 1) * rows..<(t + 2) * rows),
        previousOutput: tape.outputAdjoint.rows(t * rows..<(t + 1) * rows),
        carried: tape.carriedAdjoint, peepholes: peepholeGradient)
      pullback(tape, step, adjoint)
    }
  }

  private func pullback(_ tape: LayerTape<S>, _ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    layer.cell.pullback(step, adjoint)
    if let modulatedAdjoint = tape.modulatedAdjoint, let cell = layer.cell as? any ModulatedCell {
      for (index, segment) in layer.modulatedSegments.enumerated() {
        modulatedAdjoint.product(
          adjoint.gates.columns(layer.gateColumns(segment)),
          recurrentBackward[layer.recurrentSegments.count + index], accumulating: index > 0)
      }
      cell.pullbackModulation(step, adjoint, modulatedAdjoint: modulatedAdjoint)
    }
    for (index, segment) in layer.recurrentSegments.enumerated() {
      adjoint.previousOutput.product(
        adjoint.gates.columns(layer.gateColumns(segment)), recurrentBackward[index],
        accumulating: true)
    }
  }

  func addWeightGradients(
    _ tape: LayerTape<S>, _ span: Range<Int>, _ adjoints: Block<S>, _ input: LayerInput<S>,
    _ gradient: LayerGradient<S>, share: WeightShare = .whole
  ) {
    let recurrent = layer.recurrentWeight.matrix(in: gradient.parameters)
    for segment in layer.recurrentSegments {
      recurrent.rows(share.part(layer.weightRows(segment))).addProductTransposed(
        adjoints.columns(share.part(layer.gateColumns(segment))), tape.states[0].rows(span),
        precision: precision, accumulating: !gradient.overwritesWeights, scratch: gradient.scratch)
    }
    if let modulated = tape.modulated?.rows(span) {
      for segment in layer.modulatedSegments {
        recurrent.rows(share.part(layer.weightRows(segment))).addProductTransposed(
          adjoints.columns(share.part(layer.gateColumns(segment))), modulated, precision: precision,
          accumulating: !gradient.overwritesWeights, scratch: gradient.scratch)
      }
    }
    let biases = share.part(0..<adjoints.columns)
    layer.bias.matrix(in: gradient.parameters).columns(biases)
      .addColumnSums(adjoints.columns(biases))
    for segment in layer.inputSegments {
      let columns = adjoints.columns(share.part(layer.gateColumns(segment)))
      switch input {
      case .tokens(let indices):
        gradient.inputTable?.columns(share.part(layer.weightRows(segment))).scatterAdd(
          columns, indices)
      case .dense(let vectors):
        layer.inputWeight.matrix(in: gradient.parameters).rows(
          share.part(layer.weightRows(segment))
        )
        .addProductTransposed(
          columns, vectors, precision: precision, accumulating: !gradient.overwritesWeights,
          scratch: gradient.scratch)
      }
    }
  }

  func propagate(_ adjoints: Block<S>, to inputAdjoint: InputAdjoint<S>) {
    let (target, accumulates): (Block<S>, Bool)
    switch inputAdjoint {
    case .none: return
    case .overwriting(let block): (target, accumulates) = (block, false)
    case .accumulating(let block): (target, accumulates) = (block, true)
    }
    for (index, segment) in layer.inputSegments.enumerated() {
      target.product(
        adjoints.columns(layer.gateColumns(segment)), inputBackward[index],
        accumulating: accumulates || index > 0)
    }
  }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int {
    let n = layer.hiddenSize
    let recurrent = (layer.recurrentSegments + layer.modulatedSegments).map {
      Block<S>.transposedProductScratch(
        rows: $0.count * n, columns: n, precision: precision)
    }
    let input = layer.inputSegments.map {
      Block<S>.transposedProductScratch(
        rows: $0.count * n, columns: layer.inputSize, precision: precision)
    }
    return (recurrent + input).max() ?? 0
  }
}
