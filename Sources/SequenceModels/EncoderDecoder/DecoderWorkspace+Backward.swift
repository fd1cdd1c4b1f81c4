internal import TensorCore

extension DecoderWorkspace {
  /// [(T + 1) B, n]
  private func attentionalAdjoints(_ range: Range<Int>) -> Block<S> {
    guard let storage = attentionalAdjoint else {
      preconditionFailure("no attentional output that is trained")
    }
    return storage.block(
      rows: (steps + 1) * rows, columns: model.configuration.decoderHiddenSize
    ).steps(range, of: rows)
  }

  /// The adjoint of ``readoutInputs(_:drops:)``.
  private func readoutInputAdjoints(_ range: Range<Int>) -> Block<S> {
    attention == nil
      ? matrix(outputAdjoints[tapes.count - 1], range)
      : attentionalAdjoints(range.lowerBound + 1..<range.upperBound + 1)
  }

  /// The losses of the first `used` steps, summed by row in order of steps, in nats.
  ///
  /// With `gradientScale` also their gradient: that of what the readout reads into the adjoints,
  /// that of the readout's parameters added to `gradient`.
  @specialized(where S == Float)
  func losses(
    used: Int, from source: SourceWorkspace<S>, gradientScale: Double?, labelSmoothing: Double,
    drops: Bool, gradient: ParameterGradient<S>?
  ) -> [Double] {
    let range = 0..<used
    var sums = [Double](repeating: 0, count: rows)
    readout.losses(
      of: ReadoutRows(
        outputs: readoutInputs(range, drops: drops),
        targets: Targets(.symbols(targets.indices.steps(range, of: rows))),
        adjoints: gradientScale == nil ? nil : readoutInputAdjoints(range),
        context: source.readoutContext(rows: rows, sources: nil)),
      gradientScale: gradientScale, labelSmoothing: labelSmoothing, gradient: gradient
    ) { part, losses in
      // Rounds are of whole steps.
      for index in 0..<part.count { sums[index % rows] += Double(losses[index]) }
    }
    return sums
  }

  /// Adds the rows of every step of `block` to a table of one row for each source.
  private func addSteps(_ block: Block<S>, to table: Block<S>?) {
    guard let table else { return }
    for step in 0..<block.rows / rows { table.add(block.step(step, of: rows)) }
  }

  /// Back-propagation through the first `used` steps after
  /// ``losses(used:from:gradientScale:labelSmoothing:drops:gradient:)``; adds to the gradient and
  /// to the adjoints of `source`, whose `sourceSteps` steps were run.
  @specialized(where S == Float)
  func backward(
    used: Int, from source: SourceWorkspace<S>, sourceSteps: Int, _ pairing: AttentionPairing,
    dropoutKey: UInt64?, gradient: ParameterGradient<S>
  ) {
    for tape in tapes {
      tape.outputAdjoint.steps(0..<used + 1, of: rows).fill(0)
      tape.carriedAdjoint.fill(0)
    }
    let memoryAdjoint = source.memory == nil ? nil : source.memoryAdjoint(used: sourceSteps)
    let parts = model.feed == nil ? [0..<used] : (0..<used).reversed().map { $0..<$0 + 1 }
    for range in parts {
      if let memory = source.memory, let memoryAdjoint {
        attend(range, memory, memoryAdjoint, pairing, drops: dropoutKey != nil, gradient)
      }
      sweep(range, dropoutKey: dropoutKey, gradient)
    }
    finish(used: used, source, drops: dropoutKey != nil, gradient)
    if let attention, let memory = source.memory, let memoryAdjoint {
      attention.finishBackward(
        used: used, queries: queries(0..<used, drops: dropoutKey != nil), memory: memory,
        memoryAdjoint: memoryAdjoint, pairing, gradient: gradient)
    }
  }

  /// From the attentional output's adjoint to those of context and query, and through attention.
  private func attend(
    _ range: Range<Int>, _ memory: AttentionMemory<S>, _ memoryAdjoint: Block<S>,
    _ pairing: AttentionPairing, drops: Bool, _ gradient: ParameterGradient<S>
  ) {
    guard let attention else { return }
    let outputs = readoutInputAdjoints(range)
    outputs.elmanBackward(
      next: attentionalPlanes(after: range), outputAdjoint: outputs, previousAdjoint: outputs,
      rectifier: false, mask: nil)
    attention.attention.outputContext.pullback(
      outputs, into: attention.contextAdjoints(range), accumulating: false)
    let queryAdjoints = matrix(outputAdjoints[tapes.count - 1], range)
    attention.attention.outputQuery.pullback(outputs, into: queryAdjoints, accumulating: false)
    attention.backward(
      range, queryAdjoints: queryAdjoints, memory: memory, memoryAdjoint: memoryAdjoint, pairing,
      gradient: gradient)
  }

  /// Through the layers, from the adjoint of the top one's output.
  private func sweep(
    _ range: Range<Int>, dropoutKey: UInt64?, _ gradient: ParameterGradient<S>
  ) {
    for layer in tapes.indices.reversed() {
      let (tape, adjoint) = (tapes[layer], matrix(outputAdjoints[layer], range))
      if let dropoutKey, model.configuration.dropout > 0 {
        adjoint.dropout(
          adjoint, rate: model.configuration.dropout,
          key: dropoutKey.dropoutKey(decoder: layer),
          rowKeys: rowKeys.indices.steps(range, of: rows))
      }
      tape.outputAdjoint.steps(range.lowerBound + 1..<range.upperBound + 1, of: rows).add(adjoint)
      model.decoder[layer].sweep(
        tape, steps: range, mask: mask.mask.steps(range, of: rows), gradient: gradient)
      let gates = tape.gateAdjoints.steps(range, of: rows)
      if layer > 0 {
        model.decoder[layer].propagate(gates, to: matrix(outputAdjoints[layer - 1], range))
      } else if range.lowerBound > 0 {
        model.feed?.pullback(gates, into: attentionalAdjoints(range), accumulating: true)
      }
    }
  }

  /// The weight gradients, all steps at once, and what reaches the source.
  private func finish(
    used: Int, _ source: SourceWorkspace<S>, drops: Bool, _ gradient: ParameterGradient<S>
  ) {
    let range = 0..<used
    for (layer, tape) in tapes.enumerated() {
      let gates = tape.gateAdjoints.steps(range, of: rows)
      if layer == 0 {
        finishInput(used: used, gates, drops: drops, gradient)
      } else {
        model.decoder[layer].addWeightGradients(
          tape, steps: range, input: input(layer, range, drops: drops), gradient: gradient)
      }
      for component in 0..<tape.states.count {
        source.initialAdjoint(layer, component)?.copy(
          from: component == 0
            ? tape.outputAdjoint.step(0, of: rows) : tape.carriedAdjoint[component - 1])
      }
    }
    let gates = tapes[0].gateAdjoints.steps(range, of: rows)
    addSteps(gates, to: source.contextGateAdjoints)
    model.feed?.addGradient(gates, attentionalOutputs(before: range), to: gradient)
    guard let attention else { return }
    let outputs = readoutInputAdjoints(range)
    attention.attention.outputContext.addGradient(
      outputs, attention.contexts(range), to: gradient)
    attention.attention.outputQuery.addGradient(
      outputs, queries(range, drops: drops), to: gradient)
  }

  /// The weight gradients of the first layer and of the embedding.
  private func finishInput(
    used: Int, _ gates: Block<S>, drops: Bool, _ gradient: ParameterGradient<S>
  ) {
    let (layer, range) = (model.decoder[0], 0..<used)
    let gradient = layer.firstLayer(gradient, tableAdjoint: embeddedAdjoint)
    if layer.input.table == nil, let embeddedAdjoint {
      let adjoints = matrix(embeddedAdjoint, range)
      layer.propagate(gates, to: adjoints)
      if drops { model.scaleSymbols(adjoints) }
      model.targetEmbedding.part(of: gradient.parameters)
        .scatterAdd(adjoints, tokens.indices.steps(range, of: rows))
    }
    layer.addWeightGradients(
      tapes[0], steps: range, input: input(0, range, drops: false), gradient: gradient)
    layer.finishGradient(gradient)
  }
}
