internal import TensorCore

/// The memory in which the decoder of an ``EncoderDecoder`` runs T steps of B rows.
///
/// Memory in elements: the tapes (``LayerTape``), the embedded input [T B, e], with attention the
/// attentional outputs [(T + 1) B, n] and ``AttentionWorkspace``, with dropout the outputs of each
/// layer [T B, n], and ``ReadoutWorkspace`` of at most 256 or B rows; for training the adjoints of
/// all these.
final class DecoderWorkspace<S: KernelScalar>: Sendable {
  let model: PackedEncoderDecoder<S>
  /// T: the most steps.
  let steps: Int
  /// B
  let rows: Int
  /// [T B]: what each step is fed; negative: nothing.
  let tokens: IndexStorage
  /// [T B]: what is to be predicted; negative: nothing.
  let targets: IndexStorage
  /// What the dropout mask of each row is made from [T B].
  let rowKeys: IndexStorage
  let mask: MaskStorage
  let attention: AttentionWorkspace<S>?
  let tapes: [LayerTape<S>]
  private let embedded: Storage<S>?
  private let dropped: [Storage<S>?]
  private let attentional: Storage<S>?
  let readout: ReadoutWorkspace<S>
  /// The adjoint of each layer's output after dropout [T B, n]; none unless it trains, like those
  /// that follow.
  let outputAdjoints: [Storage<S>]
  /// The adjoint of the embedded input [T B, e], or of the symbols' table [V, G n].
  let embeddedAdjoint: Storage<S>?
  /// The adjoint of the attentional output before every step and after the last [(T + 1) B, n].
  let attentionalAdjoint: Storage<S>?

  init(
    _ model: PackedEncoderDecoder<S>, steps: Int, rows: Int, sourceSteps: Int, trains: Bool
  ) {
    let configuration = model.configuration
    let (n, span) = (configuration.decoderHiddenSize, steps * rows)
    self.model = model
    self.steps = steps
    self.rows = rows
    tokens = IndexStorage(count: span)
    targets = IndexStorage(count: span)
    rowKeys = IndexStorage(count: span)
    mask = MaskStorage(count: span)
    attention = model.attention.map {
      AttentionWorkspace($0, steps: steps, rows: rows, sourceSteps: sourceSteps, trains: trains)
    }
    tapes = model.architecture.decoder.map {
      LayerTape($0, steps: steps, rows: rows, trains: trains, keepsActivations: false)
    }
    embedded =
      model.decoder[0].input.table == nil
      ? Storage(count: span * configuration.targetEmbeddingSize) : nil
    dropped = tapes.map { _ in
      trains && configuration.dropout > 0 ? Storage(count: span * n) : nil
    }
    attentional = attention == nil ? nil : Storage(count: (steps + 1) * rows * n)
    readout = ReadoutWorkspace(
      model.readout, capacity: min(steps, max(1, 256 / max(rows, 1))) * rows)
    outputAdjoints = trains ? tapes.map { _ in Storage(count: span * n) } : []
    let embeddedCount =
      model.decoder[0].input.table?.count ?? span * configuration.targetEmbeddingSize
    embeddedAdjoint = trains ? Storage(count: embeddedCount) : nil
    attentionalAdjoint =
      trains && attention != nil ? Storage(count: (steps + 1) * rows * n) : nil
  }

  /// The rows of the steps of `range`.
  func span(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * rows..<range.upperBound * rows
  }

  func matrix(_ storage: Storage<S>, _ range: Range<Int>) -> Block<S> {
    storage.block(rows: steps * rows, columns: storage.count / (steps * rows)).steps(
      range, of: rows)
  }

  /// A layer's output after dropout [steps B, n].
  func output(_ layer: Int, _ range: Range<Int>, drops: Bool) -> Block<S> {
    if drops, let storage = dropped[layer] { return matrix(storage, range) }
    return tapes[layer].outputs(range)
  }

  /// What a layer reads: symbols, or vectors [steps B, e or n].
  func input(_ layer: Int, _ range: Range<Int>, drops: Bool) -> LayerInput<S> {
    guard layer == 0 else { return .dense(output(layer - 1, range, drops: drops)) }
    guard let embedded else { return .tokens(tokens.indices.steps(range, of: rows)) }
    return .dense(matrix(embedded, range))
  }

  /// The output of the top layer: the query of attention.
  func queries(_ range: Range<Int>, drops: Bool) -> Block<S> {
    output(tapes.count - 1, range, drops: drops)
  }

  /// The attentional output before the steps of `range` [steps B, n]; before step 0 zeros, or what
  /// decoding put there.
  func attentionalOutputs(before range: Range<Int>) -> Block<S> {
    attentionalPlanes(range.lowerBound..<range.upperBound)[0]
  }

  /// The attentional output of the steps of `range`, as a plane.
  func attentionalPlanes(after range: Range<Int>) -> Planes<S> {
    attentionalPlanes(range.lowerBound + 1..<range.upperBound + 1)
  }

  private func attentionalPlanes(_ range: Range<Int>) -> Planes<S> {
    guard let attentional else { preconditionFailure("attentional output without attention") }
    return attentional.planes(
      1, rows: (steps + 1) * rows, columns: model.configuration.decoderHiddenSize
    ).rows(span(range))
  }

  /// What the readout reads [steps B, n].
  func readoutInputs(_ range: Range<Int>, drops: Bool) -> Block<S> {
    attention == nil ? queries(range, drops: drops) : attentionalPlanes(after: range)[0]
  }

  /// The logits of the steps of `range`, at most a round [steps B, V], valid until the next call.
  @specialized(where S == Float)
  func logits(
    _ range: Range<Int>, from source: SourceWorkspace<S>, sources: Indices?, drops: Bool
  ) -> Block<S> {
    let logits = readout.logits(0..<range.count * rows)
    model.readout.apply(
      readoutInputs(range, drops: drops), into: logits,
      context: source.readoutContext(rows: rows, sources: sources))
    return logits
  }

  /// Adds to the rows of every step the rows of their sources in a table.
  private func addContext(_ table: Block<S>?, to gates: Block<S>, sources: Indices?) {
    guard let table else { return }
    for step in 0..<gates.rows / rows {
      let part = gates.step(step, of: rows)
      if let sources { part.gather(table, sources, accumulating: true) } else { part.add(table) }
    }
  }

  /// Sets the state before step 0 to what the source hands over: row b for source b.
  func start(from source: SourceWorkspace<S>) {
    for (layer, tape) in tapes.enumerated() {
      let state = tape.state(before: 0)
      for component in 0..<state.count {
        if let initial = source.initialState(layer, component) {
          state[component].copy(from: initial)
        } else {
          state[component].fill(0)
        }
      }
    }
  }

  /// Runs the steps of `range`, from the state before them. With input feeding one step at a time.
  @specialized(where S == Float)
  func forward(
    _ range: Range<Int>, from source: SourceWorkspace<S>, _ pairing: AttentionPairing,
    dropoutKey: UInt64?
  ) {
    precondition(model.feed == nil || range.count == 1, "input feeding over steps \(range)")
    let drops = dropoutKey != nil
    for (layer, tape) in tapes.enumerated() {
      let gates = tape.gates.steps(range, of: rows)
      if layer == 0 { embed(range, drops: drops) }
      model.decoder[layer].affine(gates, input(layer, range, drops: drops))
      if layer == 0 {
        addContext(source.contextGates, to: gates, sources: pairing.sources)
        model.feed?.add(attentionalOutputs(before: range), to: gates)
      }
      model.decoder[layer].recur(tape, steps: range, mask: mask.mask.steps(range, of: rows))
      if let dropoutKey, let storage = dropped[layer] {
        matrix(storage, range).dropout(
          tape.outputs(range), rate: model.configuration.dropout,
          key: dropoutKey.dropoutKey(decoder: layer),
          rowKeys: rowKeys.indices.steps(range, of: rows))
      }
    }
    guard let attention, let memory = source.memory else { return }
    let queries = queries(range, drops: drops)
    attention.forward(range, queries: queries, memory: memory, pairing)
    let outputs = attentionalPlanes(after: range)
    attention.attention.outputContext.apply(
      attention.contexts(range), into: outputs[0], accumulating: false)
    attention.attention.outputQuery.apply(queries, into: outputs[0], accumulating: true)
    outputs[0].elmanForward(outputs, outputs, rectifier: false, mask: nil)
  }
}

extension DecoderWorkspace {
  /// The embeddings of the symbols that the steps of `range` are fed, if the first layer reads
  /// them.
  fileprivate func embed(_ range: Range<Int>, drops: Bool) {
    if case .dense(let embedded) = input(0, range, drops: false) {
      embedded.gather(model.targetEmbedding.values, tokens.indices.steps(range, of: rows))
      if drops { model.scaleSymbols(embedded) }
    }
  }
}
