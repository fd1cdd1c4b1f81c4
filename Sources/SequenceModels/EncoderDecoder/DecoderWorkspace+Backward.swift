internal import TensorCore

extension DecoderWorkspace {
  private var trained: DecoderAdjoints<S> {
    guard let adjoints else { preconditionFailure("a decoder that does not train") }
    return adjoints
  }

  /// [(T + 1) B, n]
  private func attentionalAdjoints(_ range: Range<Int>) -> Block<S> {
    guard let storage = trained.attentional else {
      preconditionFailure("attentional output without attention")
    }
    return storage.block(
      rows: (steps + 1) * rows, columns: model.configuration.decoderHiddenSize
    ).rows(span(range))
  }

  /// The adjoint of ``readoutInputs(_:drops:)``.
  private func readoutInputAdjoints(_ range: Range<Int>) -> Block<S> {
    attention == nil
      ? matrix(trained.outputs[tapes.count - 1], range)
      : attentionalAdjoints(range.lowerBound + 1..<range.upperBound + 1)
  }

  /// The losses of the first `used` steps, summed by row in order of steps, in nats.
  ///
  /// With `gradientScale` also their gradient: with respect to what the readout reads into the adjoints, and that of
  /// the
  /// readout's parameters added to `gradient`.
  @specialized(where S == Float)
  func losses(
    used: Int, from source: SourceWorkspace<S>, gradientScale: Double?, labelSmoothing: Double,
    drops: Bool, gradient: LayerGradient<S>?
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: rows)
    for first in stride(from: 0, to: used, by: chunkSteps) {
      let range = first..<min(first + chunkSteps, used)
      let logits = logits(range, from: source, sources: nil, drops: drops)
      let losses = lossStorage.block(rows: 1, columns: range.count * rows)
      logits.softmaxCrossEntropy(
        targets: targets.indices.range(span(range)), losses: losses, gradientScale: gradientScale,
        labelSmoothing: labelSmoothing)
      for index in 0..<losses.columns { sums[index % rows] += Double(losses[index]) }
      guard gradientScale != nil, let gradient else { continue }
      model.readout.pullback(logits, into: readoutInputAdjoints(range), accumulating: false)
      model.readout.addGradient(
        logits, readoutInputs(range, drops: drops), gradient: gradient.parameters,
        scratch: gradient.scratch)
      model.readoutBias.part(gradient.parameters).addColumnSums(logits)
      addSteps(logits, to: source.contextLogitAdjoints)
    }
    return sums
  }

  /// Adds the rows of every step of `block` to a table of one row for each source.
  private func addSteps(_ block: Block<S>, to table: Block<S>?) {
    guard let table else { return }
    for first in stride(from: 0, to: block.rows, by: rows) {
      table.add(block.rows(first..<first + rows))
    }
  }

  /// Back-propagation through the first `used` steps after
  /// ``losses(used:from:gradientScale:labelSmoothing:drops:gradient:)``;
  /// adds to the gradient and to the adjoints of `source`, whose `sourceSteps` steps were run.
  @specialized(where S == Float)
  func backward(
    used: Int, from source: SourceWorkspace<S>, sourceSteps: Int, _ pairing: AttentionPairing,
    dropoutKey: UInt64?, gradient: LayerGradient<S>
  ) {
    for tape in tapes {
      tape.outputAdjoint.rows(0..<(used + 1) * rows).fill(0)
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
    _ pairing: AttentionPairing, drops: Bool, _ gradient: LayerGradient<S>
  ) {
    guard let attention else { return }
    let outputs = readoutInputAdjoints(range)
    outputs.elmanBackward(
      next: attentionalPlanes(after: range), outputAdjoint: outputs, previousAdjoint: outputs,
      rectifier: false, mask: nil)
    attention.attention.outputContext.pullback(
      outputs, into: attention.contextAdjoints(range), accumulating: false)
    let queryAdjoints = matrix(trained.outputs[tapes.count - 1], range)
    attention.attention.outputQuery.pullback(outputs, into: queryAdjoints, accumulating: false)
    attention.backward(
      range, queryAdjoints: queryAdjoints, memory: memory, memoryAdjoint: memoryAdjoint, pairing,
      gradient: gradient)
  }

  /// Through the layers, from the adjoint of the top one's output.
  private func sweep(
    _ range: Range<Int>, dropoutKey: UInt64?, _ gradient: LayerGradient<S>
  ) {
    for layer in tapes.indices.reversed() {
      let (tape, adjoint) = (tapes[layer], matrix(trained.outputs[layer], range))
      if let dropoutKey, model.configuration.dropout > 0 {
        adjoint.dropout(
          adjoint, rate: model.configuration.dropout,
          key: EncoderDecoderDropout.decoder(layer, dropoutKey),
          rowKeys: rowKeys.indices.range(span(range)))
      }
      tape.outputAdjoint.rows(span(range.lowerBound + 1..<range.upperBound + 1)).add(adjoint)
      model.decoder[layer].sweep(
        tape, steps: range, mask: mask.mask.range(span(range)), gradient: gradient)
      let gates = tape.gateAdjoints.rows(span(range))
      if layer > 0 {
        model.decoder[layer].propagate(
          gates, to: .overwriting(matrix(trained.outputs[layer - 1], range)))
      } else if range.lowerBound > 0 {
        model.feed?.addPullback(gates, to: attentionalAdjoints(range))
      }
    }
  }

  /// The weight gradients, all steps at once, and what reaches the source.
  private func finish(
    used: Int, _ source: SourceWorkspace<S>, drops: Bool, _ gradient: LayerGradient<S>
  ) {
    let (range, parameters, scratch) = (0..<used, gradient.parameters, gradient.scratch)
    for (layer, tape) in tapes.enumerated() {
      let gates = tape.gateAdjoints.rows(span(range))
      if layer == 0 {
        finishInput(used: used, gates, gradient)
      } else {
        model.decoder[layer].addWeightGradients(
          tape, span(range), gates, .dense(input(layer, range, drops: drops)), gradient)
      }
      for component in 0..<tape.states.count {
        source.initialAdjoint(layer, component)?.copy(
          from: component == 0
            ? tape.outputAdjoint.rows(0..<rows) : tape.carriedAdjoint[component - 1])
      }
    }
    let gates = tapes[0].gateAdjoints.rows(span(range))
    addSteps(gates, to: source.contextGateAdjoints)
    model.feed?.addGradient(
      gates, attentionalOutputs(before: range), gradient: parameters, scratch: scratch)
    guard let attention else { return }
    let outputs = readoutInputAdjoints(range)
    attention.attention.outputContext.addGradient(
      outputs, attention.contexts(range), gradient: parameters, scratch: scratch)
    attention.attention.outputQuery.addGradient(
      outputs, queries(range, drops: drops), gradient: parameters, scratch: scratch)
  }
  /// The weight gradients of the first layer and of the embedding.
  private func finishInput(used: Int, _ gates: Block<S>, _ gradient: LayerGradient<S>) {
    let (layer, tape, rows) = (model.decoder[0], tapes[0], span(0..<used))
    let symbols = tokens.indices.range(rows)
    if let folded = model.decoderInput {
      let gradient = folded.gradient(gradient, table: trained.embedded)
      layer.addWeightGradients(tape, rows, gates, .tokens(symbols), gradient)
      return folded.finish(gradient)
    }
    let adjoints = matrix(trained.embedded, 0..<used)
    layer.propagate(gates, to: .overwriting(adjoints))
    layer.addWeightGradients(
      tape, rows, gates, .dense(input(0, 0..<used, drops: false)), gradient)
    model.targetEmbedding.part(gradient.parameters).scatterAdd(adjoints, symbols)
  }
}
