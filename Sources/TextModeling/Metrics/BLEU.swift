import Foundation

/// BLEU (Papineni, Roukos, Ward and Zhu 2002) as sacreBLEU computes it (Post 2018), with one
/// reference for each hypothesis; scores are 0 ... 100.
///
///     BLEU = BP * exp(mean over n of log p_n),   BP = min(1, exp(1 - r / h))
///
/// p_n is the share of the hypotheses' n-grams that occur in their references, h and r the lengths
/// of hypotheses and references.
public struct BLEU: Equatable, Codable, Sendable {
  /// What stands for a precision of 0 (Chen and Cherry 2014).
  public enum Smoothing: Equatable, Codable, Sendable {
    /// Nothing.
    case none
    /// The k-th of them is 1 / 2^k of one match, as in mteval: sacreBLEU's default.
    case exponential
    /// This many matches; sacreBLEU's value is 0.1.
    case floor(Double)
    /// This many matches are added to every order above 1; sacreBLEU's value is 1.
    case add(Double)
  }

  /// What the words are.
  public var tokenization: BLEUTokenization
  /// What stands for a precision of 0.
  public var smoothing: Smoothing
  /// Whether case makes no difference.
  public var lowercases: Bool
  /// Whether orders for which the hypotheses are too short are left out of the mean.
  public var usesEffectiveOrder: Bool
  /// The greatest n, at least 1.
  public var maximumOrder: Int

  /// The metric; the defaults are sacreBLEU's for a corpus.
  public init(
    tokenization: BLEUTokenization = .thirteenA, smoothing: Smoothing = .exponential,
    lowercases: Bool = false, usesEffectiveOrder: Bool = false, maximumOrder: Int = 4
  ) {
    precondition(maximumOrder >= 1, "BLEU of order \(maximumOrder)")
    self.tokenization = tokenization
    self.smoothing = smoothing
    self.lowercases = lowercases
    self.usesEffectiveOrder = usesEffectiveOrder
    self.maximumOrder = maximumOrder
  }

  /// What must be known to compute the score again, in sacreBLEU's form; `version` is that of the
  /// sacreBLEU whose values this implementation was checked against.
  public var signature: String {
    let smooth =
      switch smoothing {
      case .none: "none"
      case .exponential: "exp"
      case .floor(let value): String(format: "floor[%.2f]", value)
      case .add(let value): String(format: "add-k[%.2f]", value)
      }
    return "nrefs:1|case:\(lowercases ? "lc" : "mixed")|eff:\(usesEffectiveOrder ? "yes" : "no")"
      + "|tok:\(tokenization.rawValue)|smooth:\(smooth)|version:\(sacreBLEUVersion)"
  }

  /// The score of a corpus.
  /// - Precondition: as many references as hypotheses.
  public func score(hypotheses: [String], references: [String]) -> BLEUScore {
    precondition(
      hypotheses.count == references.count,
      "BLEU: \(hypotheses.count) hypotheses, \(references.count) references")
    var counts = [NGramMatches](repeating: NGramMatches(), count: maximumOrder)
    for (hypothesis, reference) in zip(hypotheses, references) {
      counts.add(
        NGramMatches.counts(
          tokens(of: hypothesis), tokens(of: reference), maximumOrder: maximumOrder))
    }
    return score(counts)
  }

  /// The score of one sentence, always with the effective order.
  public func sentenceScore(hypothesis: String, reference: String) -> BLEUScore {
    var metric = self
    metric.usesEffectiveOrder = true
    return metric.score(hypotheses: [hypothesis], references: [reference])
  }

  private func tokens(of text: String) -> [ScalarString] {
    tokenization.tokens(of: lowercases ? text.lowercasedScalars : text.scalarString)
  }

  /// - Parameter counts: the n-grams of all sentences: [maximumOrder].
  private func score(_ counts: [NGramMatches]) -> BLEUScore {
    // A text has as many tokens as n-grams of order 1.
    let (hypothesisLength, referenceLength) = (counts[0].hypothesis, counts[0].reference)
    var brevityPenalty = 1.0
    if hypothesisLength < referenceLength {
      brevityPenalty =
        hypothesisLength == 0 ? 0 : exp(1 - Double(referenceLength) / Double(hypothesisLength))
    }
    var precisions = [Double](repeating: 0, count: maximumOrder)
    var score = 0.0
    if counts.contains(where: { $0.matches > 0 }) {
      let orders = fillPrecisions(&precisions, counts)
      if !precisions[..<orders].contains(0) {
        score =
          brevityPenalty * exp(precisions[..<orders].map { log($0) }.reduce(0, +) / Double(orders))
      }
    }
    return BLEUScore(
      score: score, precisions: precisions, brevityPenalty: brevityPenalty,
      hypothesisLength: hypothesisLength, referenceLength: referenceLength,
      matches: counts.map(\.matches), totals: counts.map(\.hypothesis))
  }

  /// Sets the smoothed precisions in percent; returns over how many orders their mean is taken.
  private func fillPrecisions(_ precisions: inout [Double], _ orders: [NGramMatches]) -> Int {
    var effectiveOrder = maximumOrder
    var halvings = 1.0
    for (order, counts) in orders.enumerated() {
      var (matches, total) = (Double(counts.matches), Double(counts.hypothesis))
      if case .add(let value) = smoothing, order > 0 {
        matches += value
        total += value
      }
      if total == 0 { break }
      if usesEffectiveOrder { effectiveOrder = order + 1 }
      if matches > 0 {
        precisions[order] = 100 * matches / total
      } else if case .exponential = smoothing {
        halvings *= 2
        precisions[order] = 100 / (halvings * total)
      } else if case .floor(let value) = smoothing {
        precisions[order] = 100 * value / total
      }
    }
    return effectiveOrder
  }
}

/// A BLEU score and what it is made of.
public struct BLEUScore: Equatable, Codable, Sendable {
  /// 0 ... 100.
  public let score: Double
  /// The smoothed precision of each order, in percent: [maximumOrder].
  public let precisions: [Double]
  /// 0 ... 1, less than 1 where the hypotheses are shorter than the references.
  public let brevityPenalty: Double
  /// The tokens of all hypotheses.
  public let hypothesisLength: Int
  /// The tokens of all references.
  public let referenceLength: Int
  /// The n-grams of each order that occur in the references: [maximumOrder].
  public let matches: [Int]
  /// The hypotheses' n-grams of each order: [maximumOrder].
  public let totals: [Int]
}

/// The version of sacreBLEU that the metrics agree with.
let sacreBLEUVersion = "2.6.0"
