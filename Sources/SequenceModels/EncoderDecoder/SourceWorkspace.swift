internal import TensorCore

/// Everything about B sources that the decoder reads: the encoder's run, the decoder's first state,
/// the peeky context's part of gates and logits, and the memory of attention.
///
/// Memory in elements: ``EncoderWorkspace``, ``AttentionMemory``, the first state [L, K, B, n] with
/// its adjoint for training, and for a peeky decoder [B, G n] and [B, V], twice for training.
final class SourceWorkspace<S: KernelScalar>: Sendable {
  let model: PackedEncoderDecoder<S>
  let encoder: EncoderWorkspace<S>
  let memory: AttentionMemory<S>?
  let rows: Int
  /// Decoder layers, then the components that are handed over: [B, n].
  private let initialStates: [[Storage<S>]]
  private let initialAdjoints: [[Storage<S>]]
  private let gateStorage: Storage<S>?
  private let gateAdjointStorage: Storage<S>?
  private let logitStorage: Storage<S>?
  private let logitAdjointStorage: Storage<S>?

  init(_ model: PackedEncoderDecoder<S>, steps: Int, rows: Int, trains: Bool) {
    let architecture = model.architecture
    let n = architecture.configuration.decoderHiddenSize
    self.model = model
    self.rows = rows
    encoder = EncoderWorkspace(model, steps: steps, rows: rows, trains: trains)
    memory = model.attention.map {
      AttentionMemory($0, steps: steps, rows: rows, trains: trains)
    }
    func states(_ wanted: Bool) -> [[Storage<S>]] {
      architecture.decoder.map { _ in
        (0..<(wanted ? architecture.handedComponents : 0)).map { _ in Storage(count: rows * n) }
      }
    }
    initialStates = states(true)
    initialAdjoints = states(trains)
    let gates = rows * architecture.decoder[0].structure.gateCount * n
    let logits = rows * architecture.configuration.targetVocabularySize
    let isPeeky = architecture.configuration.isPeeky
    gateStorage = isPeeky ? Storage(count: gates) : nil
    gateAdjointStorage = isPeeky && trains ? Storage(count: gates) : nil
    logitStorage = isPeeky ? Storage(count: logits) : nil
    logitAdjointStorage = isPeeky && trains ? Storage(count: logits) : nil
  }

  private func table(_ storage: Storage<S>?) -> Block<S>? {
    guard let storage else { return nil }
    return storage.block(rows: rows, columns: storage.count / max(rows, 1))
  }

  /// What the peeky context adds to the gates of the decoder's first layer [B, G n].
  var contextGates: Block<S>? { table(gateStorage) }
  var contextGateAdjoints: Block<S>? { table(gateAdjointStorage) }
  private var contextLogits: Block<S>? { table(logitStorage) }
  private var contextLogitAdjoints: Block<S>? { table(logitAdjointStorage) }

  /// What the peeky context adds to the logits of B = `rows` rows; `sources`: the source of each
  /// row, nil: source b for row b.
  func readoutContext(rows: Int, sources: Indices?) -> ReadoutContext<S>? {
    contextLogits.map {
      ReadoutContext(logits: $0, adjoints: contextLogitAdjoints, sources: sources, rows: rows)
    }
  }

  /// A component of the state that a decoder layer starts from [B, n]; nil: zeros.
  func initialState(_ layer: Int, _ component: Int) -> Block<S>? {
    component < initialStates[layer].count ? table(initialStates[layer][component]) : nil
  }

  /// The adjoint of it, set by the decoder's backward pass.
  func initialAdjoint(_ layer: Int, _ component: Int) -> Block<S>? {
    component < initialAdjoints[layer].count ? table(initialAdjoints[layer][component]) : nil
  }

  /// Runs the sources that are loaded in the encoder; `lengths` [B].
  @specialized(where S == Float)
  func forward(lengths: [Int], dropoutKey: UInt64?) {
    let used = lengths.max() ?? 0
    encoder.setLengths(lengths, used: used)
    encoder.forward(used: used, dropoutKey: dropoutKey)
    for layer in initialStates.indices {
      for component in initialStates[layer].indices { bridge(layer, component) }
    }
    let context = finalOutput
    if let contextGates {
      contextGates.fill(0)
      model.context?.add(context, to: contextGates)
    }
    if let contextLogits {
      model.readout.context?.apply(context, into: contextLogits, accumulating: false)
    }
    memory?.prepare(
      encoder.outputs(model.encoder.count - 1, used: used, drops: dropoutKey != nil),
      lengths: lengths, used: used)
  }

  /// h of the encoder's top layer after its last step, both directions [B, m]: the context of a
  /// peeky decoder.
  private var finalOutput: Block<S> { encoder.finalState(model.encoder.count - 1, 0) }

  private func bridge(_ layer: Int, _ component: Int) {
    guard let target = initialState(layer, component) else { return }
    let source = encoder.finalState(model.architecture.encoderLayer(handedTo: layer), component)
    guard !model.bridge.isEmpty else { return target.copy(from: source) }
    let (weight, bias) = model.bridge[layer][component]
    target.broadcast(bias.row)
    weight.apply(source, into: target, accumulating: true)
    guard model.configuration.bridge == .tanh else { return }
    let planes = initialStates[layer][component].planes(1, rows: rows, columns: target.columns)
    target.elmanForward(planes, planes, rectifier: false, mask: nil)
  }

  /// Clears what a decoder's backward pass adds to; `used` source steps.
  func clearAdjoints(used: Int) {
    contextGateAdjoints?.fill(0)
    contextLogitAdjoints?.fill(0)
    encoder.clearFinalAdjoints()
    memory?.clearAdjoints(memoryAdjoint(used: used))
  }

  /// The adjoint of the memory of attention [used B, m].
  func memoryAdjoint(used: Int) -> Block<S> {
    encoder.outputAdjoint(model.encoder.count - 1, used: used)
  }

  /// Back-propagation from the first state's adjoints, the context's and the memory's; adds to the
  /// gradient.
  @specialized(where S == Float)
  func backward(used: Int, dropoutKey: UInt64?, gradient: ParameterGradient<S>) {
    for layer in initialAdjoints.indices {
      for component in initialAdjoints[layer].indices {
        bridgeBackward(layer, component, gradient)
      }
    }
    let (context, adjoint) = (finalOutput, encoder.finalAdjoint(model.encoder.count - 1, 0))
    if let gates = contextGateAdjoints, let weight = model.context {
      weight.pullback(gates, into: adjoint, accumulating: true)
      weight.addGradient(gates, context, to: gradient)
    }
    if let logits = contextLogitAdjoints, let weight = model.readout.context {
      weight.pullback(logits, into: adjoint, accumulating: true)
      weight.addGradient(logits, context, to: gradient)
    }
    encoder.backward(
      used: used, dropoutKey: dropoutKey, readsOutputs: memory != nil, gradient: gradient)
  }

  private func bridgeBackward(_ layer: Int, _ component: Int, _ gradient: ParameterGradient<S>) {
    guard let adjoint = initialAdjoint(layer, component) else { return }
    let source = model.architecture.encoderLayer(handedTo: layer)
    let target = encoder.finalAdjoint(source, component)
    guard !model.bridge.isEmpty else { return target.add(adjoint) }
    if model.configuration.bridge == .tanh {
      adjoint.elmanBackward(
        next: initialStates[layer][component].planes(1, rows: rows, columns: adjoint.columns),
        outputAdjoint: adjoint, previousAdjoint: adjoint, rectifier: false, mask: nil)
    }
    let (weight, bias) = model.bridge[layer][component]
    weight.pullback(adjoint, into: target, accumulating: true)
    weight.addGradient(
      adjoint, encoder.finalState(source, component), to: gradient)
    bias.part(of: gradient.parameters).addColumnSums(adjoint)
  }
}
