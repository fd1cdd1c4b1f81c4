package import TensorCore

/// The memory in which one thread trains an ``EncoderDecoder`` on some pairs side by side, or
/// measures their losses.
///
/// A pair's losses and its part of the gradient do not depend on the other pairs, nor on how far
/// they make it be padded.
///
/// Memory in elements: ``SourceWorkspace``, ``DecoderWorkspace``, and for training a gradient of
/// all parameters.
package final class EncoderDecoderWorkspace<S: KernelScalar>: @unchecked Sendable {
  // Only one thread uses a workspace at a time: the worker that it was made for.
  let model: PackedEncoderDecoder<S>
  /// The most steps of a source, and of a target with its end symbol.
  package let sourceSteps: Int
  package let targetSteps: Int
  /// The most pairs.
  package let rows: Int
  let source: SourceWorkspace<S>
  let decoder: DecoderWorkspace<S>
  private let gradientStorage: Storage<S>?
  private let scratchStorage: Storage<S>
  private var sourceLengths: [Int]
  private var targetLengths: [Int]

  /// Memory for a model; `trains`: for a backward pass too.
  package init(
    _ model: PackedEncoderDecoder<S>, sourceSteps: Int, targetSteps: Int, rows: Int, trains: Bool
  ) {
    precondition(
      sourceSteps > 0 && targetSteps > 0 && rows > 0,
      "workspace of \(sourceSteps) and \(targetSteps) steps x \(rows) pairs")
    precondition(!trains || model.trains, "a workspace that trains on a model packed without")
    self.model = model
    self.sourceSteps = sourceSteps
    self.targetSteps = targetSteps
    self.rows = rows
    source = SourceWorkspace(model, steps: sourceSteps, rows: rows, trains: trains)
    decoder = DecoderWorkspace(
      model, steps: targetSteps, rows: rows, sourceSteps: sourceSteps, trains: trains)
    gradientStorage = trains ? Storage(count: model.layout.count) : nil
    scratchStorage = Storage(count: trains ? model.gradientScratch : 0)
    sourceLengths = Array(repeating: 0, count: rows)
    targetLengths = sourceLengths
  }

  /// The gradient of all parameters, one row, in the order of the layout.
  package var gradient: Block<S> {
    guard let gradientStorage else { preconditionFailure("a workspace that does not train") }
    return gradientStorage.row
  }

  private var usedTarget: Int { targetLengths.max() ?? 0 }
  private var pairing: AttentionPairing { AttentionPairing(sources: nil, counts: targetLengths) }

  /// Loads pairs `range` of `pairs` into the first rows. `keys` name the pairs, whatever batch they
  /// are in: dropout masks and the draws of scheduled sampling are made from them.
  package func load(_ pairs: [SequencePair], _ range: Range<Int>, keys: [UInt64]) {
    precondition(range.count <= rows, "\(range.count) pairs for \(rows) rows")
    for row in 0..<rows {
      guard row < range.count else {
        (sourceLengths[row], targetLengths[row]) = (0, 0)
        continue
      }
      let pair = pairs[range.lowerBound + row]
      precondition(
        pair.source.count <= sourceSteps && pair.predictions <= targetSteps,
        "a pair of \(pair.source.count) and \(pair.predictions) steps for \(sourceSteps) and "
          + "\(targetSteps)")
      (sourceLengths[row], targetLengths[row]) = (pair.source.count, pair.predictions)
    }
    source.load(range.map { pairs[$0].source }, used: sourceLengths.max() ?? 0)
    loadTargets(pairs, range)
    loadKeys(keys, range)
  }

  private func loadTargets(_ pairs: [SequencePair], _ range: Range<Int>) {
    let configuration = model.configuration
    let (tokens, targets, mask) = (
      decoder.tokens.indices, decoder.targets.indices, decoder.mask.mask
    )
    let used = usedTarget
    for row in 0..<rows {
      let target = row < range.count ? pairs[range.lowerBound + row].target : []
      let count = targetLengths[row]
      for t in 0..<used {
        let index = t * rows + row
        mask[index] = t < count
        tokens[index] = t >= count ? -1 : t == 0 ? configuration.startSymbol : target[t - 1]
        targets[index] = t >= count ? -1 : t < target.count ? target[t] : configuration.endSymbol
      }
    }
  }

  /// Whether masks hold for a sequence.
  private var holds: Bool { model.configuration.regularization.dropoutMask == .sequence }

  private func loadKeys(_ keys: [UInt64], _ range: Range<Int>) {
    for (row, index) in range.enumerated() {
      let key = Int32(truncatingIfNeeded: keys[index].splitMix())
      for t in 0..<sourceLengths[row] {
        source.encoder.rowKeys.indices[t * rows + row] = key &+ Int32(holds ? 0 : t)
      }
      for t in 0..<targetLengths[row] {
        decoder.rowKeys.indices[t * rows + row] = key &+ Int32(holds ? 0 : t)
      }
    }
  }

  /// Runs encoder and decoder over the loaded pairs.
  ///
  /// - Parameters:
  ///   - dropoutKey: what the masks are made from; nil: nothing is dropped.
  ///   - sampling: of scheduled sampling (Bengio et al. 2015) the chance of a step, 0 ... 1, to be
  ///     fed the most probable symbol of the step before it instead of the true one, and what the
  ///     draws are made from beside the key of each pair; nil: all symbols are the true ones. No
  ///     gradient goes through the choice.
  @specialized(where S == Float)
  package func forward(dropoutKey: UInt64? = nil, sampling: (rate: Double, key: UInt64)? = nil) {
    if let dropoutKey { dropSymbols(dropoutKey) }
    source.forward(lengths: sourceLengths, dropoutKey: dropoutKey)
    decoder.start(from: source)
    guard model.feed != nil || sampling != nil else {
      return decoder.forward(0..<usedTarget, from: source, pairing, dropoutKey: dropoutKey)
    }
    for t in 0..<usedTarget {
      if t > 0, let (rate, key) = sampling {
        sample(at: rate, key: key, before: t, dropoutKey: dropoutKey)
      }
      decoder.forward(t..<t + 1, from: source, pairing, dropoutKey: dropoutKey)
    }
  }

  /// Replaces some of the symbols that step `t` is fed by the most probable ones of step t - 1.
  private func sample(at rate: Double, key: UInt64, before t: Int, dropoutKey: UInt64?) {
    precondition(rate >= 0 && rate <= 1, "scheduled sampling at a rate of \(rate)")
    let logits = decoder.logits(
      t - 1..<t, from: source, sources: nil, drops: dropoutKey != nil)
    for row in 0..<rows where t < targetLengths[row] {
      let index = t * rows + row
      let rowKey = UInt32(bitPattern: decoder.rowKeys.indices[index] &+ Int32(holds ? t : 0))
      let word = (key ^ UInt64(rowKey) << 20).splitMix()
      guard word.fraction < rate else { continue }
      let symbol = Int32(logits.argmax(row: row))
      decoder.tokens.indices[index] = isDropped(symbol, dropoutKey?.targetSymbolKey) ? -1 : symbol
    }
  }

  /// Whether the mask of a key drops a symbol wherever it stands; nil: none does.
  private func isDropped(_ symbol: Int32, _ key: UInt64?) -> Bool {
    let rate = model.configuration.regularization.embeddingDropout
    guard let key, rate > 0, symbol >= 0 else { return false }
    return key.splitMix(UInt64(symbol)).fraction < rate
  }

  /// Takes away the symbols of sources and targets that the masks of `key` drop.
  private func dropSymbols(_ key: UInt64) {
    guard model.configuration.regularization.embeddingDropout > 0 else { return }
    func drop(_ tokens: Indices, _ steps: Int, _ key: UInt64) {
      for index in 0..<steps * rows where isDropped(tokens[index], key) { tokens[index] = -1 }
    }
    drop(source.encoder.tokens.indices, sourceLengths.max() ?? 0, key.sourceSymbolKey)
    drop(decoder.tokens.indices, usedTarget, key.targetSymbolKey)
  }

  /// The loss of each loaded pair after ``forward(dropoutKey:sampling:)``, summed over its
  /// predictions, in nats [rows].
  ///
  /// With `gradientScale` also the gradient of their sum times it, for ``backward(dropoutKey:)``.
  @specialized(where S == Float)
  package func losses(
    gradientScale: Double? = nil, labelSmoothing: Double = 0, dropped: Bool = false
  ) -> [Double] {
    if gradientScale != nil { source.clearAdjoints(used: sourceLengths.max() ?? 0) }
    return decoder.losses(
      used: usedTarget, from: source, gradientScale: gradientScale,
      labelSmoothing: labelSmoothing, drops: dropped,
      gradient: gradientScale == nil ? nil : layerGradient)
  }

  private var layerGradient: ParameterGradient<S> {
    ParameterGradient(parameters: gradient, symbolTable: nil, scratch: scratchStorage.row)
  }

  /// Back-propagation after ``losses(gradientScale:labelSmoothing:dropped:)``; adds to
  /// ``gradient``.
  @specialized(where S == Float)
  package func backward(dropoutKey: UInt64? = nil) {
    let used = sourceLengths.max() ?? 0
    decoder.backward(
      used: usedTarget, from: source, sourceSteps: used, pairing, dropoutKey: dropoutKey,
      gradient: layerGradient)
    source.backward(used: used, dropoutKey: dropoutKey, gradient: layerGradient)
  }

  /// The logits of step `step` of every row [rows, V] after a forward pass; of rows that do not
  /// take the step they mean nothing. Valid until the next call of any function.
  package func logits(step: Int) -> Block<S> {
    decoder.logits(step..<step + 1, from: source, sources: nil, drops: false)
  }

  /// The attention of row `row` at step `step` over its source as it is written [source length];
  /// empty without attention.
  package func attention(step: Int, row: Int) -> [S] {
    guard let attention = decoder.attention else { return [] }
    let weights = attention.weights(step, row, length: sourceLengths[row]).array
    return model.configuration.reversesSource ? weights.reversed() : weights
  }
}

extension SourceWorkspace {
  /// Loads sources into the first rows, in the order in which the encoder reads them; the other
  /// rows are empty.
  func load(_ sources: [[Int32]], used: Int) {
    let reverses = model.configuration.reversesSource
    for row in 0..<rows {
      let symbols = row < sources.count ? sources[row] : []
      for t in 0..<used {
        encoder.tokens.indices[t * rows + row] =
          t >= symbols.count ? -1 : symbols[reverses ? symbols.count - 1 - t : t]
      }
    }
  }
}
