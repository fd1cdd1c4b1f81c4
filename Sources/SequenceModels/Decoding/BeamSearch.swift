internal import TensorCore

/// Beam search over some sources side by side (Graves 2012; Sutskever, Vinyals and Le 2014).
///
/// Each step extends every hypothesis by every symbol and keeps the most probable extensions of
/// each source: `width` less the finished ones, so that a hypothesis that ends keeps its place in
/// the beam. Penalties rank the finished. A source is done when its beam is finished, or when
/// nothing unfinished can still come among the best returned: log p only falls, its divisor is at
/// most that of the greatest length, and the coverage penalty is at most 0.
struct BeamSearch<S: KernelScalar> {
  private let stepper: DecodingStepper<S>
  private let configuration: EncoderDecoderConfiguration
  private let options: BeamSearchOptions
  private let decoding: DecodingOptions
  private let tracksCoverage: Bool

  init(
    _ stepper: DecodingStepper<S>, configuration: EncoderDecoderConfiguration,
    options: BeamSearchOptions, decoding: DecodingOptions
  ) {
    self.stepper = stepper
    self.configuration = configuration
    self.options = options
    self.decoding = decoding
    tracksCoverage = options.coveragePenalty > 0 && configuration.attention != .none
  }

  /// A beginning of a target, its row in the step that is about to be taken, and the attention that
  /// each source position has had.
  private typealias Prefix = (hypothesis: Hypothesis, row: Int, coverage: [Double])

  /// An extension of a prefix by a symbol.
  private typealias Candidate = (prefix: Int, symbol: Int32, logLikelihood: Double)

  private struct Beam {
    let source: Int
    let limit: Int
    var active: [Prefix]
    var finished: [Hypothesis] = []
  }

  func run(_ sources: [[Int32]]) -> [[Hypothesis]] {
    stepper.start(sources)
    var beams = sources.indices.map {
      Beam(source: $0, limit: decoding.limit(sources[$0].count), active: [(Hypothesis(), $0, [])])
    }
    var length = 0
    while beams.contains(where: { !$0.active.isEmpty }) {
      var (parents, owners, symbols): ([Int], [Int], [Int32]) = ([], [], [])
      for index in beams.indices {
        for place in beams[index].active.indices {
          parents.append(beams[index].active[place].row)
          owners.append(index)
          let prefix = beams[index].active[place].hypothesis.symbols
          symbols.append(prefix.last ?? configuration.startSymbol)
          beams[index].active[place].row = parents.count - 1
        }
      }
      let logits = stepper.step(parents: parents, sources: owners, symbols: symbols)
      let normalizers = stepper.normalizers(logits, rows: symbols.count)
      var row = [Double](repeating: 0, count: logits.columns)
      for index in beams.indices where !beams[index].active.isEmpty {
        let candidates = candidates(
          beams[index], length: length, logits, normalizers, row: &row)
        extend(&beams[index], candidates, length: length)
        if isDone(beams[index], length: length + 1) { beams[index].active = [] }
      }
      length += 1
    }
    return beams.map { Array($0.finished.prefix(options.bestCount)) }
  }

  /// The most probable extensions of a beam, best first; of equals those of the earlier prefix and
  /// symbol.
  private func candidates(
    _ beam: Beam, length: Int, _ logits: Block<S>,
    _ normalizers: [(normalizer: Double, best: Int)], row: inout [Double]
  ) -> [Candidate] {
    let room = options.width - beam.finished.count
    let end = Int(configuration.endSymbol)
    var found: [Candidate] = []
    for (index, prefix) in beam.active.enumerated() {
      logits.read(row: prefix.row, into: &row)
      let (normalizer, best) = normalizers[prefix.row]
      let maximum = row[best]
      for symbol in decoding.excludedSymbols + [configuration.startSymbol] {
        row[Int(symbol)] = -.infinity
      }
      if length < decoding.minimumLength { row[end] = -.infinity }
      let symbols = length >= beam.limit ? [end] : largest(room, of: row)
      let endLogit = Double(logits[prefix.row, end])
      for symbol in symbols {
        let logit = symbol == end ? endLogit : row[symbol]
        found.append(
          (index, Int32(symbol), prefix.hypothesis.logLikelihood + (logit - maximum - normalizer)))
      }
    }
    let order = found.indices.sorted {
      found[$0].logLikelihood != found[$1].logLikelihood
        ? found[$0].logLikelihood > found[$1].logLikelihood : $0 < $1
    }
    return order.prefix(room).map { found[$0] }
  }

  /// The indices of the `count` largest finite values, largest first; of equals the first.
  private func largest(_ count: Int, of values: [Double]) -> [Int] {
    var best: [Int] = []
    best.reserveCapacity(count + 1)
    for index in values.indices where values[index] > -.infinity {
      if best.count == count, let last = best.last, values[index] <= values[last] { continue }
      var place = best.count
      while place > 0, values[best[place - 1]] < values[index] { place -= 1 }
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  private func extend(_ beam: inout Beam, _ candidates: [Candidate], length: Int) {
    let (prefixes, isCut) = (beam.active, length >= beam.limit)
    var attention: [Int: [Float]] = [:]
    beam.active = []
    for candidate in candidates {
      var prefix = prefixes[candidate.prefix]
      prefix.hypothesis.logLikelihood = candidate.logLikelihood
      if tracksCoverage || decoding.keepsAttention {
        let weights =
          attention[candidate.prefix] ?? stepper.attention(prefix.row, source: beam.source)
        attention[candidate.prefix] = weights
        attend(&prefix, weights)
      }
      if candidate.symbol == configuration.endSymbol {
        finish(&beam, prefix, length: length + 1, isCut: isCut)
      } else {
        prefix.hypothesis.symbols.append(candidate.symbol)
        beam.active.append(prefix)
      }
    }
  }

  private func attend(_ prefix: inout Prefix, _ weights: [Float]) {
    guard !weights.isEmpty else { return }
    if tracksCoverage {
      if prefix.coverage.isEmpty {
        prefix.coverage = weights.map { Double($0) }
      } else {
        for index in weights.indices { prefix.coverage[index] += Double(weights[index]) }
      }
    }
    if decoding.keepsAttention { prefix.hypothesis.attention.append(weights) }
  }

  /// Puts a finished hypothesis in its place, after its equals.
  private func finish(_ beam: inout Beam, _ prefix: Prefix, length: Int, isCut: Bool) {
    var hypothesis = prefix.hypothesis
    hypothesis.score = options.score(
      hypothesis.logLikelihood, length: length, coverage: prefix.coverage)
    hypothesis.isCut = isCut
    let place = beam.finished.firstIndex { $0.score < hypothesis.score } ?? beam.finished.count
    beam.finished.insert(hypothesis, at: place)
  }

  private func isDone(_ beam: Beam, length: Int) -> Bool {
    guard beam.finished.count >= options.bestCount else { return false }
    let worst = beam.finished[options.bestCount - 1].score
    let divisor = options.lengthPenalty.divisor(length: beam.limit + 1)
    let hope = beam.active.map { $0.hypothesis.logLikelihood / divisor }.max() ?? -.infinity
    return worst >= hope
  }
}
