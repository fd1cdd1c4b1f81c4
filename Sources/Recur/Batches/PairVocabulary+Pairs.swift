public import SequenceModels
public import TextModeling

extension PairVocabulary {
  /// Pairs of sentences as pairs of indices, without `<bos>` and `<eos>`.
  ///
  /// - Throws: `TextError.unknownSymbol` when the policy is `error`, with the pair's line in its
  ///   file.
  public func encode(
    _ pairs: [SentencePair], unknown policy: UnknownPolicy
  ) throws(TextError) -> [SequencePair] {
    var unknown = UnknownSymbols()
    return try encode(pairs, unknown: policy, noting: &unknown)
  }

  /// Pairs of sentences as pairs of indices; `unknown` grows by the symbols that are not held.
  package func encode(
    _ pairs: [SentencePair], unknown policy: UnknownPolicy, noting unknown: inout UnknownSymbols
  ) throws(TextError) -> [SequencePair] {
    var encoded: [SequencePair] = []
    encoded.reserveCapacity(pairs.count)
    for pair in pairs {
      encoded.append(
        SequencePair(
          source: try encode(
            pair.source, side: .source, unknown: policy, line: pair.line, noting: &unknown),
          target: try encode(
            pair.target, side: .target, unknown: policy, line: pair.line, noting: &unknown)))
    }
    return encoded
  }
}
