internal import TensorCore

/// The memory in which the encoder of an ``EncoderDecoder`` runs over sources of S steps, B side by side.
///
/// Time-major; of the used steps a source takes the first ones, the others are masked. The backward direction of a
/// layer runs on rows reversed in time, so that it too can be swept as one range: its padding comes first then.
///
/// Memory in elements, m the joined outputs of the directions, D directions: the tapes (``LayerTape``), the embedded
/// source [S B, e] per direction unless it is folded (``FoldedInput``), the joined outputs [S B, m] of each
/// layer with two directions, its outputs after
/// dropout [S B, m] with dropout, its reversed input [S B, m] above the first; for training the adjoints of
/// all these, and a final state and its adjoint [B, m] for each component.
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
    let folded = model.encoderInputs[0]
    embedded = (0..<directions).map { _ in folded == nil ? Storage(count: span * e) : nil }
    func each(_ wanted: (Int) -> Bool) -> [Storage<S>?] {
      (0..<layers).map { wanted($0) ? Storage(count: span * m) : nil }
    }
    joined = each { _ in directions == 2 }
    dropped = each { _ in trains && configuration.dropout > 0 }
    reversed = each { $0 > 0 && directions == 2 }
    outputAdjoints = (0..<(trains ? layers : 0)).map { _ in Storage(count: span * m) }
    reversedAdjoint = trains && directions == 2 && layers > 1 ? Storage(count: span * m) : nil
    embeddedAdjoint = trains && folded == nil ? Storage(count: span * e) : nil
    tableAdjoint = trains ? folded.map { Storage(count: $0.adjointCount) } : nil
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
      .rows(0..<used * rows)
  }

  /// The rows of step `step`.
  private func span(_ step: Int) -> Range<Int> { step * rows..<(step + 1) * rows }

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

  /// The adjoint of ``outputs(_:used:drops:)``, set before ``backward(used:dropoutKey:readsOutputs:gradient:)`` for the top
  /// layer if anything reads it.
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

  private func input(_ layer: Int, _ direction: Int, used: Int, drops: Bool) -> Block<S> {
    if layer == 0 {
      guard let storage = embedded[direction] else { preconditionFailure("input that is folded") }
      return matrix(storage, used)
    }
    guard direction == 1, let storage = reversed[layer] else {
      return outputs(layer - 1, used: used, drops: drops)
    }
    return matrix(storage, used)
  }

  private func tokens(_ direction: Int, used: Int) -> Indices {
    (direction == 0 ? tokens : reversedTokens).indices.range(0..<used * rows)
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
          key: EncoderDecoderDropout.encoder(layer, dropoutKey),
          rowKeys: rowKeys.indices.range(0..<used * rows))
      }
    }
  }

  private func forward(_ layer: Int, _ direction: Int, used: Int, drops: Bool) {
    let (packed, tape) = (model.encoder[layer][direction], tapes[layer][direction])
    let mask = masks[direction].mask.range(0..<used * rows)
    if layer == 0, let folded = model.encoderInputs[direction] {
      folded.gather(tokens(direction, used: used), into: tape.gates.rows(0..<used * rows))
      return packed.recur(tape, steps: 0..<used, mask: mask)
    }
    let input = input(layer, direction, used: used, drops: drops)
    if layer == 0 {
      input.gather(model.sourceEmbedding.values, tokens(direction, used: used))
    } else if direction == 1 {
      mirror(outputs(layer - 1, used: used, drops: drops), into: input, used: used)
    }
    packed.forward(tape, steps: 0..<used, input: .dense(input), mask: mask)
  }

  /// target[step] = source[used - 1 - step]
  private func mirror(_ source: Block<S>, into target: Block<S>, used: Int, adding: Bool = false) {
    for t in 0..<used {
      let (from, to) = (source.rows(span(used - 1 - t)), target.rows(span(t)))
      if adding { to.add(from) } else { to.copy(from: from) }
    }
  }

  /// Joins the directions' outputs and final states.
  private func join(_ layer: Int, used: Int) {
    if let storage = joined[layer] {
      let both = matrix(storage, used)
      both.columns(0..<n).copy(from: tapes[layer][0].outputs(0..<used))
      mirror(tapes[layer][1].outputs(0..<used), into: both.columns(n..<2 * n), used: used)
    }
    for component in finalStates[layer].indices {
      for direction in 0..<directions {
        finalState(layer, component).columns(direction * n..<(direction + 1) * n)
          .copy(from: tapes[layer][direction].state(before: used)[component])
      }
    }
  }

  /// Back-propagation from the final states' adjoints and, if `readsOutputs`, that of the top layer's outputs; adds to
  /// the gradient.
  @specialized(where S == Float)
  func backward(
    used: Int, dropoutKey: UInt64?, readsOutputs: Bool, gradient: LayerGradient<S>
  ) {
    for layer in tapes.indices.reversed() {
      let adjoint = outputAdjoint(layer, used: used)
      let isRead = readsOutputs || layer < tapes.count - 1
      if let dropoutKey, isRead, dropped[layer] != nil {
        adjoint.dropout(
          adjoint, rate: model.configuration.dropout,
          key: EncoderDecoderDropout.encoder(layer, dropoutKey),
          rowKeys: rowKeys.indices.range(0..<used * rows))
      }
      for direction in 0..<directions {
        seed(layer, direction, from: isRead ? adjoint : nil, used: used)
        backward(layer, direction, used: used, drops: dropoutKey != nil, gradient: gradient)
      }
    }
  }

  /// Sets the adjoints that a layer's sweep starts from.
  private func seed(_ layer: Int, _ direction: Int, from adjoint: Block<S>?, used: Int) {
    let (tape, columns) = (tapes[layer][direction], direction * n..<(direction + 1) * n)
    tape.outputAdjoint.rows(span(0)).fill(0)
    let target = tape.outputAdjoint.rows(rows..<(used + 1) * rows)
    if let adjoint {
      if direction == 0 {
        target.copy(from: adjoint.columns(columns))
      } else {
        mirror(adjoint.columns(columns), into: target, used: used)
      }
    } else {
      target.fill(0)
    }
    for component in finalAdjoints[layer].indices {
      let final = finalAdjoint(layer, component).columns(columns)
      if component == 0 {
        tape.outputAdjoint.rows(span(used)).add(final)
      } else {
        tape.carriedAdjoint[component - 1].copy(from: final)
      }
    }
  }

  private func backward(
    _ layer: Int, _ direction: Int, used: Int, drops: Bool, gradient: LayerGradient<S>
  ) {
    let (packed, tape) = (model.encoder[layer][direction], tapes[layer][direction])
    let mask = masks[direction].mask.range(0..<used * rows)
    if layer == 0, let folded = model.encoderInputs[direction], let tableAdjoint {
      let gradient = folded.gradient(gradient, table: tableAdjoint)
      packed.backward(
        tape, steps: 0..<used, input: .tokens(tokens(direction, used: used)), mask: mask,
        inputAdjoint: .none, gradient: gradient)
      return folded.finish(gradient)
    }
    let below: Block<S>
    if layer == 0 {
      guard let embeddedAdjoint else { preconditionFailure("an encoder that does not train") }
      below = matrix(embeddedAdjoint, used)
    } else if direction == 1, let reversedAdjoint {
      below = matrix(reversedAdjoint, used)
    } else {
      below = outputAdjoint(layer - 1, used: used)
    }
    packed.backward(
      tape, steps: 0..<used, input: .dense(input(layer, direction, used: used, drops: drops)),
      mask: mask, inputAdjoint: .overwriting(below), gradient: gradient)
    if layer == 0 {
      model.sourceEmbedding.part(gradient.parameters)
        .scatterAdd(below, tokens(direction, used: used))
    } else if direction == 1 {
      mirror(below, into: outputAdjoint(layer - 1, used: used), used: used, adding: true)
    }
  }
}

/// Keys of the dropout masks of the layers, so that each layer draws its own.
enum EncoderDecoderDropout {
  private static let step: UInt64 = 0xD1B5_4A32_D192_ED03

  static func encoder(_ layer: Int, _ key: UInt64) -> UInt64 { key &+ UInt64(2 * layer) &* step }

  static func decoder(_ layer: Int, _ key: UInt64) -> UInt64 {
    key &+ UInt64(2 * layer + 1) &* step
  }
}
