package import SequenceModels
package import TextModeling

/// Sentence pairs, as text and as a model reads them.
package struct EncodedPairs: Sendable {
  /// The pairs as they were given.
  package let texts: [SentencePair]
  /// The same pairs in indices.
  package let encoded: [SequencePair]

  /// Pairs of these texts and indices, in the same order.
  package init(texts: [SentencePair], encoded: [SequencePair]) {
    precondition(
      texts.count == encoded.count, "pairs: \(texts.count) texts, \(encoded.count) encoded")
    self.texts = texts
    self.encoded = encoded
  }

  package var count: Int { texts.count }

  /// At most `limit` of them, evenly spread.
  package func spread(_ limit: Int) -> EncodedPairs {
    guard limit < count else { return self }
    let chosen = (0..<limit).map { $0 * count / limit }
    return EncodedPairs(texts: chosen.map { texts[$0] }, encoded: chosen.map { encoded[$0] })
  }
}
