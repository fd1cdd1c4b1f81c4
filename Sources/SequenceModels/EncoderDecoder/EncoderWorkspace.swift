internal import TensorCore

/// The memory in which the encoder of an ``EncoderDecoder`` runs over sources of S steps, B side by
/// side.
///
/// Time-major; of the used steps a source takes the first ones, the others are masked. The backward
/// direction of a layer runs on rows reversed in time, so that it too can be swept as one range:
/// its padding comes first then.
///
/// Memory in elements, m the joined outputs of the directions, D directions: the tapes
/// (``LayerTape``), the embedded source [S B, e] per direction unless the first layer reads
/// symbols, the joined outputs [S B, m] of each layer with two directions, its outputs after
/// dropout [S B, m] with dropout, its reversed input [S B, m] above the first; for training the
/// adjoints of all these, and a final state and its adjoint [B, m] for each component.
final class EncoderWorkspace<S: KernelScalar>: Sendable {
  let model: PackedEncoderDecoder<S>
  /// S: the most steps.
  let steps: Int
  /// B
  let rows: Int
  /// [S B]; negative: none.
  let tokens: IndexStorage
  private let reversedTokens: IndexStorage
  /// What the dropout mask of each row is made from [S B].
  let rowKeys: IndexStorage
  private let masks: [MaskStorage]
  /// Layers, then directions.
  private let tapes: [[LayerTape<S>]]
  private let embedded: [Storage<S>?]
  private let joined: [Storage<S>?]
  private let dropped: [Storage<S>?]
  private let reversed: [Storage<S>?]
  private let outputAdjoints: [Storage<S>]
  private let reversedAdjoint: Storage<S>?
  private let embeddedAdjoint: Storage<S>?
  private let tableAdjoint: Storage<S>?
  /// Layers, then components: [B, m].
  private let finalStates: [[Storage<S>]]
  private let finalAdjoints: [[Storage<S>]]

  init(_ model: PackedEncoderDecoder<S>, steps: Int, rows: Int, trains: Bool) {
    let configuration = model.configuration
    let (m, directions) = (configuration.memorySize, configuration.directions)
    let (span, layers) = (steps * rows, model.encoder.count)
    self.model = model
    self.steps = steps
    self.rows = rows
    tokens = IndexStorage(count: span)
    reversedTokens = IndexStorage(count: directions == 2 ? span : 0)
    rowKeys = IndexStorage(count: span)
    masks = (0..<directions).map { _ in MaskStorage(count: span) }
    tapes = model.architecture.encoder.map { layer in
      layer.map {
        LayerTape($0, steps: steps, rows: rows, trains: trains, keepsActivations: false)
      }
    }
    let e = configuration.sourceEmbeddingSize
    let table = model.encoder[0][0].input.table
    embedded = (0..<directions).map { _ in table == nil ? Storage(count: span * e) : nil }
    func each(_ wanted: (Int) -> Bool) -> [Storage<S>?] {
      (0..<layers).map { wanted($0) ? Storage(count: span * m) : nil }
    }
    joined = each { _ in directions == 2 }
    dropped = each { _ in trains && configuration.dropout > 0 }
    reversed = each { $0 > 0 && directions == 2 }
    outputAdjoints = (0..<(trains ? layers : 0)).map { _ in Storage(count: span * m) }
    reversedAdjoint = trains && directions == 2 && layers > 1 ? Storage(count: span * m) : nil
    embeddedAdjoint = trains && table == nil ? Storage(count: span * e) : nil
    tableAdjoint = trains ? table.map { Storage(count: $0.count) } : nil
    let components = model.architecture.stateCount
    func states(_ wanted: Bool) -> [[Storage<S>]] {
      (0..<layers).map { _ in
        (0..<(wanted ? components : 0)).map { _ in Storage(count: rows * m) }
      }
    }
    finalStates = states(true)
    finalAdjoints = states(trains)
  }

  private var directions: Int { tapes[0].count }
  private var n: Int { model.configuration.encoderHiddenSize }
  private var m: Int { model.configuration.memorySize }

  private func matrix(_ storage: Storage<S>, _ used: Int) -> Block<S> {
    storage.block(rows: steps * rows, columns: storage.count / max(steps * rows, 1))
      .steps(0..<used, of: rows)
  }

  /// Sets which row takes which of the `used` steps, after ``tokens`` are set; `lengths` [B].
  func setLengths(_ lengths: [Int], used: Int) {
    for t in 0..<used {
      for row in 0..<rows {
        masks[0].mask[t * rows + row] = t < lengths[row]
        guard directions == 2 else { continue }
        let mirrored = (used - 1 - t) * rows + row
        masks[1].mask[mirrored] = t < lengths[row]
        reversedTokens.indices[mirrored] = tokens.indices[t * rows + row]
      }
    }
  }

  /// A layer's outputs of the first `used` steps, both directions, after dropout [used B, m].
  func outputs(_ layer: Int, used: Int, drops: Bool) -> Block<S> {
    if drops, let storage = dropped[layer] { return matrix(storage, used) }
    return undropped(layer, used: used)
  }

  private func undropped(_ layer: Int, used: Int) -> Block<S> {
    joined[layer].map { matrix($0, used) } ?? tapes[layer][0].outputs(0..<used)
  }

  /// The adjoint of ``outputs(_:used:drops:)``, set before
  /// ``backward(used:dropoutKey:readsOutputs:gradient:)`` for the top layer if anything reads it.
  func outputAdjoint(_ layer: Int, used: Int) -> Block<S> { matrix(outputAdjoints[layer], used) }

  /// A component of a layer's final state, both directions joined [B, m].
  func finalState(_ layer: Int, _ component: Int) -> Block<S> {
    finalStates[layer][component].block(rows: rows, columns: m)
  }

  /// The adjoint of it, to be added to between ``clearFinalAdjoints()`` and the backward pass.
  func finalAdjoint(_ layer: Int, _ component: Int) -> Block<S> {
    finalAdjoints[layer][component].block(rows: rows, columns: m)
  }

  func clearFinalAdjoints() {
    for storage in finalAdjoints.joined() { storage.row.fill(0) }
  }

  /// What a layer reads in a direction.
  private func input(_ layer: Int, _ direction: Int, used: Int, drops: Bool) -> LayerInput<S> {
    if layer == 0 {
      guard let storage = embedded[direction] else {
        return .tokens(tokens(direction, used: used))
      }
      return .dense(matrix(storage, used))
    }
    guard direction == 1, let storage = reversed[layer] else {
      return .dense(outputs(layer - 1, used: used, drops: drops))
    }
    return .dense(matrix(storage, used))
  }

  private func tokens(_ direction: Int, used: Int) -> Indices {
    (direction == 0 ? tokens : reversedTokens).indices.steps(0..<used, of: rows)
  }

  /// Runs the first `used` steps from states of zeros. `dropoutKey` nil: nothing is dropped.
  @specialized(where S == Float)
  func forward(used: Int, dropoutKey: UInt64?) {
    let drops = dropoutKey != nil
    for layer in tapes.indices {
      for direction in 0..<directions {
        forward(layer, direction, used: used, drops: drops)
      }
      join(layer, used: used)
      if let dropoutKey, let storage = dropped[layer] {
        matrix(storage, used).dropout(
          undropped(layer, used: used), rate: model.configuration.dropout,
          key: dropoutKey.dropoutKey(encoder: layer),
          rowKeys: rowKeys.indices.steps(0..<used, of: rows))
      }
    }
  }

  private func forward(_ layer: Int, _ direction: Int, used: Int, drops: Bool) {
    let (packed, tape) = (model.encoder[layer][direction], tapes[layer][direction])
    let input = input(layer, direction, used: used, drops: drops)
    if case .dense(let vectors) = input {
      if layer == 0 {
        vectors.gather(model.sourceEmbedding.values, tokens(direction, used: used))
        if drops { model.scaleSymbols(vectors) }
      } else if direction == 1 {
        mirror(outputs(layer - 1, used: used, drops: drops), into: vectors, used: used)
      }
    }
    packed.forward(
      tape, steps: 0..<used, input: input, mask: masks[direction].mask.steps(0..<used, of: rows))
  }

  /// target[step] = source[used - 1 - step]
  private func mirror(_ source: Block<S>, into target: Block<S>, used: Int, adding: Bool = false) {
    for t in 0..<used {
      let (from, to) = (source.step(used - 1 - t, of: rows), target.step(t, of: rows))
      if adding { to.add(from) } else { to.copy(from: from) }
    }
  }

  /// Joins the directions' outputs and final states.
  private func join(_ layer: Int, used: Int) {
    if let storage = joined[layer] {
      let both = matrix(storage, used)
      both.gate(0, of: n).copy(from: tapes[layer][0].outputs(0..<used))
      mirror(tapes[layer][1].outputs(0..<used), into: both.gate(1, of: n), used: used)
    }
    for component in finalStates[layer].indices {
      for direction in 0..<directions {
        finalState(layer, component).gate(direction, of: n)
          .copy(from: tapes[layer][direction].state(before: used)[component])
      }
    }
  }

  /// Back-propagation from the final states' adjoints and, if `readsOutputs`, that of the top
  /// layer's outputs; adds to the gradient.
  @specialized(where S == Float)
  func backward(
    used: Int, dropoutKey: UInt64?, readsOutputs: Bool, gradient: ParameterGradient<S>
  ) {
    for layer in tapes.indices.reversed() {
      let adjoint = outputAdjoint(layer, used: used)
      let isRead = readsOutputs || layer < tapes.count - 1
      if let dropoutKey, isRead, dropped[layer] != nil {
        adjoint.dropout(
          adjoint, rate: model.configuration.dropout,
          key: dropoutKey.dropoutKey(encoder: layer),
          rowKeys: rowKeys.indices.steps(0..<used, of: rows))
      }
      for direction in 0..<directions {
        seed(layer, direction, from: isRead ? adjoint : nil, used: used)
        backward(layer, direction, used: used, drops: dropoutKey != nil, gradient: gradient)
      }
    }
  }

  /// Sets the adjoints that a layer's sweep starts from.
  private func seed(_ layer: Int, _ direction: Int, from adjoint: Block<S>?, used: Int) {
    let tape = tapes[layer][direction]
    tape.outputAdjoint.step(0, of: rows).fill(0)
    let target = tape.outputAdjoint.steps(1..<used + 1, of: rows)
    if let adjoint {
      if direction == 0 {
        target.copy(from: adjoint.gate(direction, of: n))
      } else {
        mirror(adjoint.gate(direction, of: n), into: target, used: used)
      }
    } else {
      target.fill(0)
    }
    for component in finalAdjoints[layer].indices {
      let final = finalAdjoint(layer, component).gate(direction, of: n)
      if component == 0 {
        tape.outputAdjoint.step(used, of: rows).add(final)
      } else {
        tape.carriedAdjoint[component - 1].copy(from: final)
      }
    }
  }

  private func backward(
    _ layer: Int, _ direction: Int, used: Int, drops: Bool, gradient: ParameterGradient<S>
  ) {
    let (packed, tape) = (model.encoder[layer][direction], tapes[layer][direction])
    let below = inputAdjoint(layer, direction, used: used)
    let gradient = layer > 0 ? gradient : packed.firstLayer(gradient, tableAdjoint: tableAdjoint)
    packed.backward(
      tape, steps: 0..<used, input: input(layer, direction, used: used, drops: drops),
      mask: masks[direction].mask.steps(0..<used, of: rows),
      inputAdjoint: below, gradient: gradient)
    packed.finishGradient(gradient)
    guard let below else { return }
    if layer == 0 {
      if drops { model.scaleSymbols(below) }
      model.sourceEmbedding.part(of: gradient.parameters)
        .scatterAdd(below, tokens(direction, used: used))
    } else if direction == 1 {
      mirror(below, into: outputAdjoint(layer - 1, used: used), used: used, adding: true)
    }
  }

  /// Where the adjoint of what a layer reads is written [used B, e or m]; nil: it reads symbols.
  private func inputAdjoint(_ layer: Int, _ direction: Int, used: Int) -> Block<S>? {
    if layer == 0 {
      guard let embeddedAdjoint else { return nil }
      return matrix(embeddedAdjoint, used)
    }
    if direction == 1, let reversedAdjoint { return matrix(reversedAdjoint, used) }
    return outputAdjoint(layer - 1, used: used)
  }
}
