extension PairVocabulary {
  /// Vocabularies that hold the symbols of these, at their places, and after them those of pairs
  /// that they do not hold; how sentences become symbols stays the same.
  ///
  /// - Parameters:
  ///   - minimumCount: the fewest occurrences of a symbol that is added.
  ///   - maximumSize: the most symbols of each vocabulary, the special ones counted; the old ones
  ///     stay in any case.
  package func extended(
    by pairs: [SentencePair], minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws(TextError) -> PairVocabulary {
    var (sources, targets) = (SymbolCounts(), SymbolCounts())
    for pair in pairs {
      sources.add(pair.source, normalization: sourceNormalization)
      if isShared {
        sources.add(pair.target, normalization: targetNormalization)
      } else {
        targets.add(pair.target, normalization: targetNormalization)
      }
    }
    let source = try source.extended(by: sources, minimumCount, maximumSize)
    return PairVocabulary(
      sourceNormalization: sourceNormalization, targetNormalization: targetNormalization,
      source: source,
      target: isShared ? source : try target.extended(by: targets, minimumCount, maximumSize),
      isShared: isShared)
  }
}

extension TokenVocabulary {
  fileprivate func extended(
    by counts: SymbolCounts, _ minimumCount: Int, _ maximumSize: Int?
  ) throws(TextError) -> TokenVocabulary {
    if unit == .bytePair { return self }
    let room = maximumSize.map { max(0, $0 - count) } ?? .max
    let fresh = counts.ranked.filter { $0.count >= minimumCount && index(of: $0.symbol) == nil }
    return try TokenVocabulary(unit: unit, symbols: symbols + fresh.prefix(room).map(\.symbol))
  }
}
