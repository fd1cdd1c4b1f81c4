internal import Foundation

/// What makes hypotheses of different lengths comparable. L counts the symbols and the end.
public enum LengthPenalty: Sendable, Equatable, Codable {
  /// log p
  case none
  /// log p / L^exponent: with 1 the mean per symbol.
  case average(exponent: Double)
  /// log p / ((5 + L) / 6)^alpha (Wu et al. 2016, equation 14).
  case gnmt(alpha: Double)

  /// What log p is divided by.
  func divisor(length: Int) -> Double {
    switch self {
    case .none: 1
    case .average(let exponent): pow(Double(length), exponent)
    case .gnmt(let alpha): pow((5 + Double(length)) / 6, alpha)
    }
  }

  fileprivate var exponent: Double {
    switch self {
    case .none: 0
    case .average(let exponent): exponent
    case .gnmt(let alpha): alpha
    }
  }
}

/// How a beam search goes.
public struct BeamSearchOptions: Sendable, Equatable {
  /// The most hypotheses of a source at once, finished ones included.
  public var width: Int
  /// Hypotheses returned for each source, best first: at most so many, and at most `width`.
  public var bestCount: Int
  /// What the log probability of a finished hypothesis is divided by.
  public var lengthPenalty: LengthPenalty
  /// beta of beta sum_s log min(sum_t a_ts, 1), added to the score (Wu et al. 2016). No effect
  /// without attention.
  public var coveragePenalty: Double

  /// Options; the parameters have the meaning of the properties.
  public init(
    width: Int = 5, bestCount: Int = 1, lengthPenalty: LengthPenalty = .none,
    coveragePenalty: Double = 0
  ) {
    precondition(
      bestCount >= 1 && width >= bestCount, "\(bestCount) best hypotheses of a beam of \(width)")
    precondition(
      lengthPenalty.exponent >= 0 && coveragePenalty >= 0,
      "penalties \(lengthPenalty) and \(coveragePenalty)")
    self.width = width
    self.bestCount = bestCount
    self.lengthPenalty = lengthPenalty
    self.coveragePenalty = coveragePenalty
  }

  /// The score of a hypothesis of `length` symbols, its end included; `coverage` is the attention
  /// that each source position has had.
  func score(_ logLikelihood: Double, length: Int, coverage: [Double]) -> Double {
    let score = logLikelihood / lengthPenalty.divisor(length: length)
    guard coveragePenalty > 0 else { return score }
    // Attention that underflowed to zero would make every score infinite.
    return score + coveragePenalty * coverage.reduce(0) { $0 + log(min(max($1, 1e-30), 1)) }
  }
}
