internal import TensorCore

/// Some sources and the rows that decode them, one step of all rows at a time.
///
/// The rows of a step follow rows of the step before it, in any order and number: beams fork, end
/// and shrink. Memory: a ``SourceWorkspace``, and a ``DecoderWorkspace`` of one step for every size
/// class of rows that occurs.
final class DecodingStepper<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread at a time; the caller reads what was found when all are done.
  let model: PackedEncoderDecoder<S>
  /// Models whose distributions are averaged with that of ``model``, each step for step.
  private let companions: [DecodingStepper]
  /// What one thread has found for its sources, each with its index.
  var found: [(index: Int, hypotheses: [Hypothesis])] = []
  private var source: SourceWorkspace<S>?
  private var lengths: [Int] = []
  private var classes: [Int: RowClass] = [:]
  private var last: RowClass?

  /// The decoder of at most so many rows.
  private final class RowClass {
    let decoder: DecoderWorkspace<S>
    let parents: IndexStorage
    let sources: IndexStorage
    let best: IndexStorage
    let losses: Storage<S>

    init(_ model: PackedEncoderDecoder<S>, rows: Int, sourceSteps: Int) {
      decoder = DecoderWorkspace(
        model, steps: 1, rows: rows, sourceSteps: sourceSteps, trains: false)
      parents = IndexStorage(count: rows)
      sources = IndexStorage(count: rows)
      best = IndexStorage(count: rows)
      losses = Storage(count: rows)
    }
  }

  /// A stepper of one model, or of several of the same vocabularies as if they were one.
  init(_ models: [PackedEncoderDecoder<S>]) {
    model = models[0]
    companions = models.dropFirst().map { DecodingStepper([$0]) }
  }

  /// Reads the sources; the parents of the next step's rows are their indices.
  @specialized(where S == Float)
  func start(_ sources: [[Int32]]) {
    lengths = sources.map(\.count)
    let longest = lengths.max() ?? 0
    run(workspace(sources: sources.count, steps: longest), sources)
    last = nil
    for companion in companions { companion.start(sources) }
  }

  /// The workspace of so many sources and steps, made anew if it was smaller.
  private func workspace(sources count: Int, steps: Int) -> SourceWorkspace<S> {
    if let source, source.rows >= count, source.encoder.steps >= steps { return source }
    var (rows, longest) = (max(count, source?.rows ?? 1), max(steps, source?.encoder.steps ?? 1))
    // A few long sources want no room for many.
    if rows * longest > Translator<S>.mostSteps { (rows, longest) = (count, steps) }
    (source, classes, last) = (nil, [:], nil)
    let made = SourceWorkspace(model, steps: longest, rows: rows, trains: false)
    source = made
    return made
  }

  /// Makes all the memory that so many sources and up to `rows` rows may want.
  func reserve(sources sourceCount: Int, sourceSteps: Int, rows: Int) {
    let source = workspace(sources: sourceCount, steps: sourceSteps)
    for count in 1...rows { _ = rowClass(count, source) }
    for companion in companions {
      companion.reserve(sources: sourceCount, sourceSteps: sourceSteps, rows: rows)
    }
  }

  private func run(_ source: SourceWorkspace<S>, _ sources: [[Int32]]) {
    source.load(sources, used: lengths.max() ?? 0)
    let padding = [Int](repeating: 0, count: source.rows - sources.count)
    source.forward(lengths: lengths + padding, dropoutKey: nil)
  }

  /// Runs one step of `symbols.count` rows: row r is fed `symbols[r]` after row `parents[r]` of the
  /// step before (at the first step: source) and translates source `sources[r]`. Returns the logits
  /// [at least the rows, V], valid until the next step.
  @specialized(where S == Float)
  func step(parents: [Int], sources: [Int], symbols: [Int32]) -> Block<S> {
    guard let source else { preconditionFailure("a step before the sources are read") }
    let row = rowClass(symbols.count, source)
    let (decoder, rows) = (row.decoder, row.decoder.rows)
    for index in 0..<rows {
      let isUsed = index < symbols.count
      row.parents.indices[index] = isUsed ? Int32(parents[index]) : -1
      row.sources.indices[index] = isUsed ? Int32(sources[index]) : 0
      decoder.tokens.indices[index] = isUsed ? symbols[index] : -1
    }
    follow(row, source)
    let counts = (0..<rows).map { $0 < symbols.count ? 1 : 0 }
    decoder.forward(
      0..<1, from: source, AttentionPairing(sources: row.sources.indices, counts: counts),
      dropoutKey: nil)
    last = row
    let logits = decoder.logits(0..<1, from: source, sources: row.sources.indices, drops: false)
    guard !companions.isEmpty else { return logits }
    logits.mixDistributions(
      with: companions.map { $0.step(parents: parents, sources: sources, symbols: symbols) },
      rows: symbols.count)
    return logits
  }

  private func rowClass(_ count: Int, _ source: SourceWorkspace<S>) -> RowClass {
    var rows = 1
    while rows < min(count, 8) { rows *= 2 }
    if count > 8 { rows = (count + 7) / 8 * 8 }
    if let known = classes[rows] { return known }
    let made = RowClass(model, rows: rows, sourceSteps: source.encoder.steps)
    classes[rows] = made
    return made
  }

  /// Sets the state before the step to that of the parents.
  private func follow(_ row: RowClass, _ source: SourceWorkspace<S>) {
    let (decoder, parents) = (row.decoder, row.parents.indices)
    for (layer, tape) in decoder.tapes.enumerated() {
      for component in 0..<tape.states.count {
        let state = tape.state(before: 0)[component]
        if let last {
          state.gather(last.decoder.tapes[layer].state(before: 1)[component], parents)
        } else if let initial = source.initialState(layer, component) {
          state.gather(initial, parents)
        } else {
          state.fill(0)
        }
      }
    }
    guard model.feed != nil else { return }
    let fed = decoder.attentionalOutputs(before: 0..<1)
    if let last {
      fed.gather(last.decoder.attentionalPlanes(after: 0..<1)[0], parents)
    } else {
      fed.fill(0)
    }
  }

  /// log sum_j exp(l_j - max) of each row of the logits of the last step, and their maximum's
  /// symbol.
  @specialized(where S == Float)
  func normalizers(_ logits: Block<S>, rows: Int) -> [(normalizer: Double, best: Int)] {
    guard let last else { preconditionFailure("normalisers before a step") }
    for row in 0..<logits.rows {
      last.best.indices[row] = Int32(logits.argmax(row: row))
    }
    logits.softmaxCrossEntropy(
      targets: last.best.indices, losses: last.losses.row, gradientScale: nil)
    return (0..<rows).map { (Double(last.losses.row[$0]), Int(last.best.indices[$0])) }
  }

  /// The attention of a row of the last step over its source as it is written, of several models
  /// that of the first; empty without attention.
  func attention(_ row: Int, source: Int) -> [Float] {
    guard let attention = last?.decoder.attention else { return [] }
    let weights = attention.weights(0, row, length: lengths[source]).array.map { Float($0) }
    return model.configuration.reversesSource ? weights.reversed() : weights
  }
}
