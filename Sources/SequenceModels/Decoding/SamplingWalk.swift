internal import TensorCore

/// Decodes some sources, one symbol chosen at every step of each.
struct SamplingWalk<S: KernelScalar> {
  private let stepper: DecodingStepper<S>
  private let configuration: EncoderDecoderConfiguration
  private let sampling: SamplingOptions
  private let options: DecodingOptions

  init(
    _ stepper: DecodingStepper<S>, configuration: EncoderDecoderConfiguration,
    sampling: SamplingOptions, options: DecodingOptions
  ) {
    self.stepper = stepper
    self.configuration = configuration
    self.sampling = sampling
    self.options = options
  }

  /// A source on its way.
  private struct Walk {
    var hypothesis = Hypothesis(
      symbols: [], logLikelihood: 0, score: 0, isCut: false, attention: [])
    var sampler: SymbolSampler
    var generator: RandomGenerator
    let limit: Int
  }

  func run(_ sources: [[Int32]], seeds: [UInt64]) -> [Hypothesis] {
    stepper.start(sources)
    var walks = sources.indices.map {
      Walk(
        sampler: SymbolSampler(
          vocabularySize: configuration.targetVocabularySize, options: sampling),
        generator: RandomGenerator(seed: seeds[$0]), limit: options.limit(sources[$0].count))
    }
    // The sources that are not done, and the row of each in the step before.
    var active = Array(sources.indices)
    var parents = active
    while !active.isEmpty {
      let symbols = active.map { walks[$0].hypothesis.symbols.last ?? configuration.startSymbol }
      let logits = stepper.step(parents: parents, sources: active, symbols: symbols)
      let normalizers = stepper.normalizers(logits, rows: active.count)
      var (left, rows): ([Int], [Int]) = ([], [])
      for (row, source) in active.enumerated() {
        let ended = advance(
          &walks[source], logits.row(row), normalizers[row],
          attention: options.keepsAttention ? stepper.attention(row, source: source) : [])
        guard !ended else { continue }
        left.append(source)
        rows.append(row)
      }
      (active, parents) = (left, rows)
    }
    return walks.map(\.hypothesis)
  }

  /// Takes one symbol; returns whether it was the end.
  private func advance(
    _ walk: inout Walk, _ logits: Block<S>, _ normalizer: (normalizer: Double, best: Int),
    attention: [Float]
  ) -> Bool {
    let length = walk.hypothesis.symbols.count
    let end = configuration.endSymbol
    let isCut = length >= walk.limit
    let (maximum, endLogit) = (Double(logits[normalizer.best]), Double(logits[Int(end)]))
    var (symbol, logit) = (end, endLogit)
    if !isCut {
      for excluded in options.excludedSymbols + [configuration.startSymbol] {
        logits[Int(excluded)] = -.infinity
      }
      if length < options.minimumLength { logits[Int(end)] = -.infinity }
      symbol = walk.sampler.next(logits, using: &walk.generator)
      logit = symbol == end ? endLogit : Double(logits[Int(symbol)])
    }
    walk.hypothesis.logLikelihood += logit - maximum - normalizer.normalizer
    walk.hypothesis.score = walk.hypothesis.logLikelihood
    if !attention.isEmpty { walk.hypothesis.attention.append(attention) }
    guard symbol == end else {
      walk.hypothesis.symbols.append(symbol)
      return false
    }
    walk.hypothesis.isCut = isCut
    return true
  }
}
