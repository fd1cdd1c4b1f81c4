/// How well hypotheses agree with their references, by all the measures at once.
public struct TranslationScores: Equatable, Codable, Sendable {
  /// How many sentences were compared.
  public let count: Int
  /// How many hypotheses are their reference, scalar for scalar.
  public let exactMatches: Int
  /// Edits of Unicode scalars over the references' length.
  public let characterErrors: ErrorRate
  /// Edits of words over the references' length.
  public let wordErrors: ErrorRate
  /// Corpus BLEU.
  public let bleu: BLEUScore
  /// Corpus chrF, 0 ... 100.
  public let chrF: Double
  /// Corpus chrF++, 0 ... 100.
  public let chrFPlusPlus: Double

  /// The share of exact matches, 0 ... 1; 0 without sentences.
  public var exactMatch: Double { count == 0 ? 0 : Double(exactMatches) / Double(count) }

  /// Compares texts; bring the references into the model's normal form first
  /// (``TextNormalization/normalize(_:)``) where that should not count against it.
  /// - Precondition: as many references as hypotheses.
  public init(hypotheses: [String], references: [String], bleu metric: BLEU = BLEU()) {
    precondition(
      hypotheses.count == references.count,
      "scores: \(hypotheses.count) hypotheses, \(references.count) references")
    var exactMatches = 0
    var characterErrors = ErrorRate()
    var wordErrors = ErrorRate()
    for (hypothesis, reference) in zip(hypotheses, references) {
      exactMatches += isExactMatch(hypothesis, reference) ? 1 : 0
      characterErrors += .characters(hypothesis: hypothesis, reference: reference)
      wordErrors += .words(hypothesis: hypothesis, reference: reference)
    }
    count = hypotheses.count
    self.exactMatches = exactMatches
    self.characterErrors = characterErrors
    self.wordErrors = wordErrors
    bleu = metric.score(hypotheses: hypotheses, references: references)
    chrF = ChrF().score(hypotheses: hypotheses, references: references)
    chrFPlusPlus = ChrF.plusPlus.score(hypotheses: hypotheses, references: references)
  }
}

extension TranslationScores {
  /// The scores of sentences of like lengths: of at most `count` bands of about equally many,
  /// divided by length; sentences of one length are never divided.
  /// - Parameters:
  ///   - lengths: of each sentence, in whatever is of interest: symbols of the source, say.
  ///   - count: the most bands, at least 1.
  /// - Precondition: as many lengths and references as hypotheses.
  /// - Returns: of each band, the least and the greatest length in it, and its scores.
  package static func bands(
    lengths: [Int], hypotheses: [String], references: [String], count: Int = 5,
    bleu: BLEU = BLEU()
  ) -> [(lengths: ClosedRange<Int>, scores: TranslationScores)] {
    precondition(
      lengths.count == hypotheses.count && references.count == hypotheses.count && count >= 1,
      "\(count) bands: \(lengths.count) lengths, \(hypotheses.count) hypotheses, "
        + "\(references.count) references")
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    var bands: [(lengths: ClosedRange<Int>, scores: TranslationScores)] = []
    var start = 0
    while start < order.count {
      let share = (order.count - start - 1) / max(1, count - bands.count) + 1
      let longest = lengths[order[start + share - 1]]
      let end = order[start...].firstIndex { lengths[$0] > longest } ?? order.count
      let members = order[start..<end]
      bands.append(
        (
          lengths[order[start]]...longest,
          TranslationScores(
            hypotheses: members.map { hypotheses[$0] },
            references: members.map { references[$0] }, bleu: bleu)
        ))
      start = end
    }
    return bands
  }
}

/// One sentence and how far it is from its reference.
package struct SentenceScore: Equatable, Codable, Sendable {
  /// Which of the sentences it is.
  package let index: Int
  /// Its chrF, 0 ... 100.
  package let chrF: Double
  /// Its edits of Unicode scalars.
  package let characterErrors: ErrorRate

  /// The sentences with the lowest chrF, the worst first; among equals the one with the higher
  /// character error rate, then the earlier one. Exact matches are left out.
  /// - Parameter count: the most sentences, at least 0.
  /// - Precondition: as many references as hypotheses.
  package static func worst(
    _ count: Int, hypotheses: [String], references: [String]
  ) -> [SentenceScore] {
    precondition(
      hypotheses.count == references.count && count >= 0,
      "worst \(count): \(hypotheses.count) hypotheses, \(references.count) references")
    let scores = hypotheses.indices.compactMap { index -> SentenceScore? in
      let (hypothesis, reference) = (hypotheses[index], references[index])
      guard !isExactMatch(hypothesis, reference) else { return nil }
      return SentenceScore(
        index: index,
        chrF: ChrF().sentenceScore(hypothesis: hypothesis, reference: reference),
        characterErrors: .characters(hypothesis: hypothesis, reference: reference))
    }
    let sorted = scores.sorted { left, right in
      (left.chrF, -left.characterErrors.rate, left.index)
        < (right.chrF, -right.characterErrors.rate, right.index)
    }
    return Array(sorted.prefix(count))
  }
}
