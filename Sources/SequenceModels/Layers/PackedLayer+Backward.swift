package import TensorCore

extension PackedLayer {
  /// Back-propagation through the steps of `range`.
  ///
  /// Before: the tape's output adjoint holds dL/dh_t of what is above the layer; the carried
  /// adjoint holds what comes from after the range. After: row 0 of the range holds the adjoint of
  /// the state before it, and `inputAdjoint` that of a dense input, in place of what was there or,
  /// if `accumulating`, added to it.
  /// - Complexity: 4 B (steps) (m + n) R n floating-point operations.
  @specialized(where S == Float)
  package func backward(
    _ tape: LayerTape<S>, steps range: Range<Int>, input: LayerInput<S>, mask: RowMask?,
    inputAdjoint: Block<S>?, accumulating: Bool = false, gradient: ParameterGradient<S>
  ) {
    sweep(tape, steps: range, mask: mask, gradient: gradient)
    addWeightGradients(tape, steps: range, input: input, gradient: gradient)
    propagate(
      tape.gateAdjoints.steps(range, of: tape.rows), to: inputAdjoint, accumulating: accumulating)
  }

  /// The recurrent part of ``backward(_:steps:input:mask:inputAdjoint:accumulating:gradient:)``.
  ///
  /// Leaves the adjoints of the pre-activations in the tape; adds the gradient of the peepholes and
  /// no other.
  @specialized(where S == Float)
  package func sweep(
    _ tape: LayerTape<S>, steps range: Range<Int>, mask: RowMask?, gradient: ParameterGradient<S>
  ) {
    let rows = tape.rows
    let (outputs, logitAdjoints) = (tape.feedback, tape.feedbackAdjoint)
    let peepholeGradient = layer.peephole.map { gradient.parameters.columns($0.range) }
    for t in range.reversed() {
      tape.carryReceivedAdjoint(t)
      let step = CellStep(
        gates: tape.gates.step(t, of: rows), previous: tape.state(before: t),
        next: tape.state(before: t + 1), auxiliary: tape.auxiliary.step(t, of: rows),
        peepholes: peephole?.row, mask: mask?.step(t - range.lowerBound, of: rows))
      let adjoint = CellAdjoint(
        gates: tape.gateAdjoints.step(t, of: rows),
        output: tape.outputAdjoint.step(t + 1, of: rows),
        previousOutput: tape.outputAdjoint.step(t, of: rows),
        carried: tape.carriedAdjoint, peepholes: peepholeGradient)
      pullback(tape, step, adjoint)
      if let outputs, let logitAdjoints {
        feedback?.pullback(
          adjoint.gates, output: outputs.step(t, of: rows),
          logitAdjoint: logitAdjoints.step(t, of: rows), stateAdjoint: adjoint.previousOutput)
      }
    }
  }

  private func pullback(_ tape: LayerTape<S>, _ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    layer.cell.pullback(step, adjoint)
    if let modulatedAdjoint = tape.modulatedAdjoint, let cell = layer.cell as? any ModulatedCell {
      modulated.pullback(adjoint.gates, into: modulatedAdjoint, accumulating: false)
      cell.pullbackModulation(step, adjoint, modulatedAdjoint: modulatedAdjoint)
    }
    recurrent.pullback(adjoint.gates, into: adjoint.previousOutput, accumulating: true)
  }

  /// Adds a share of the gradients of U, W and b after the sweep of the steps of `range`, whose
  /// input is `input`. With input by symbol W follows by ``finishGradient(_:share:)``.
  @specialized(where S == Float)
  package func addWeightGradients(
    _ tape: LayerTape<S>, steps range: Range<Int>, input: LayerInput<S>,
    gradient: ParameterGradient<S>, share: WeightShare = .whole
  ) {
    addWeightGradients(
      tape.gateAdjoints.steps(range, of: tape.rows),
      previous: tape.states[0].steps(range, of: tape.rows),
      modulated: tape.modulated?.steps(range, of: tape.rows), input: input,
      outputs: tape.feedback?.steps(range, of: tape.rows),
      logitAdjoints: tape.feedbackAdjoint?.steps(range, of: tape.rows), gradient: gradient,
      share: share)
  }

  /// Adds a share of the gradients of U, W and b from adjoints of the gates [R, G n], the h_{t-1}
  /// and m_t [R, n] that U multiplied, and the input; with output feedback that of F and the
  /// readout from y_{t-1} and the adjoints of its logits [R, V].
  @specialized(where S == Float)
  package func addWeightGradients(
    _ adjoints: Block<S>, previous: Block<S>, modulated vectors: Block<S>?, input: LayerInput<S>,
    outputs: Block<S>? = nil, logitAdjoints: Block<S>? = nil, gradient: ParameterGradient<S>,
    share: WeightShare = .whole
  ) {
    recurrent.addGradient(adjoints, previous, to: gradient, share: share)
    if let vectors { modulated.addGradient(adjoints, vectors, to: gradient, share: share) }
    if let outputs, let logitAdjoints {
      feedback?.addGradient(
        adjoints, outputs: outputs, logitAdjoints: logitAdjoints, states: previous, to: gradient,
        share: share)
    }
    let columns = share.part(0..<adjoints.columns)
    bias.part(of: gradient.parameters).columns(columns).addColumnSums(adjoints.columns(columns))
    switch (input, self.input) {
    case (.tokens(let symbols), .table(let table)):
      table.addAdjoints(adjoints, symbols, to: gradient, share: share)
    case (.dense(let vectors), .dense(let weight)):
      weight.addGradient(adjoints, vectors, to: gradient, share: share)
    case (.tokens, .dense), (.dense, .table):
      preconditionFailure("input of another kind than the layer's")
    }
  }

  /// Takes the adjoints of the gates [R, G n] back to a dense input [R, m], if that is wanted.
  @specialized(where S == Float)
  package func propagate(
    _ adjoints: Block<S>, to inputAdjoint: Block<S>?, accumulating: Bool = false
  ) {
    guard let inputAdjoint else { return }
    input.dense?.pullback(adjoints, into: inputAdjoint, accumulating: accumulating)
  }

  /// Adds a share of what was gathered by symbol to the gradient, and clears it.
  @specialized(where S == Float)
  package func finishGradient(_ gradient: ParameterGradient<S>, share: WeightShare = .whole) {
    input.table?.finishGradient(gradient, share: share)
  }

  /// The same gradient with room for the adjoint of the table of a layer that is fed symbols, in
  /// `tableAdjoint`, which holds zeros.
  func firstLayer(
    _ gradient: ParameterGradient<S>, tableAdjoint: Storage<S>?
  ) -> ParameterGradient<S> {
    guard let table = input.table, let tableAdjoint else { return gradient }
    return ParameterGradient(
      parameters: gradient.parameters, symbolTable: table.adjoint(in: tableAdjoint),
      scratch: gradient.scratch, overwritesWeights: gradient.overwritesWeights)
  }

  /// Sets a share of what no product overwrites to zero: the gradients of the bias and of an input
  /// weight by symbol.
  @specialized(where S == Float)
  package func clearGradients(_ gradient: ParameterGradient<S>, share: WeightShare) {
    if input.table != nil {
      let weight = layer.inputWeight.matrix(in: gradient.parameters)
      for run in layer.inputRuns { weight.rows(share.part(layer.weightRows(run))).fill(0) }
    }
    let bias = bias.part(of: gradient.parameters)
    bias.columns(share.part(0..<bias.columns)).fill(0)
  }

  /// Shares in which the layer's weight gradients are added.
  package var weightShareCount: Int { WeightShare.count(rows: layer.bias.count) }

  /// Elements of scratch that the weight gradients need.
  package var gradientScratch: Int {
    max(
      recurrent.gradientScratch, modulated.gradientScratch, input.gradientScratch,
      feedback?.gradientScratch ?? 0)
  }
}
