internal import TensorCore

extension DecodingStepper {
  /// A source on its way.
  private struct Walk {
    var hypothesis = Hypothesis()
    var sampler: SymbolSampler
    var generator: RandomGenerator
    let limit: Int
  }

  /// Decodes some sources, one symbol chosen at every step of each.
  func sample(
    _ sources: [[Int32]], seeds: [UInt64], sampling: SamplingOptions, options: DecodingOptions
  ) -> [Hypothesis] {
    let configuration = model.configuration
    start(sources)
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
      let logits = step(parents: parents, sources: active, symbols: symbols)
      let normalizers = normalizers(logits, rows: active.count)
      var (left, rows): ([Int], [Int]) = ([], [])
      for (row, source) in active.enumerated() {
        let ended = advance(
          &walks[source], logits.row(row), normalizers[row], options,
          attention: options.keepsAttention ? attention(row, source: source) : [])
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
    _ options: DecodingOptions, attention: [Float]
  ) -> Bool {
    let length = walk.hypothesis.symbols.count
    let end = model.configuration.endSymbol
    let isCut = length >= walk.limit
    let (maximum, endLogit) = (Double(logits[normalizer.best]), Double(logits[Int(end)]))
    var (symbol, logit) = (end, endLogit)
    if !isCut {
      for excluded in options.excludedSymbols + [model.configuration.startSymbol] {
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
