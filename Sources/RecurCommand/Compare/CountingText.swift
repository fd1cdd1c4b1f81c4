import Foundation
import Recur

/// A text whose best possible loss is known: pieces x^k y^k and a mark.
///
/// x is one of M opening symbols, y the closing one that belongs to it, k from 1 to 8, all equally
/// likely; the mark is one of S. Only counting tells when y ends and the mark follows (the language
/// a^n b^n of Gers and Schmidhuber 2001 is M = S = 1). A piece has 10 symbols on average, and the
/// choice of x, k and the mark is all that is uncertain of it, so that the entropy rate is
/// (ln M + ln 8 + ln S) / 10 nats.
struct CountingText {
  let vocabularySize: Int
  static let longestRun = 8

  private var pairs: Int { (vocabularySize - 1) / 2 }
  private var marks: Int { vocabularySize - 2 * pairs }

  /// The entropy rate in nats per symbol.
  var entropy: Double {
    log(Double(pairs * marks * Self.longestRun)) / Double(Self.longestRun + 2)
  }

  /// The first `count` symbols that a seed gives.
  func symbols(_ count: Int, seed: UInt64) -> [Int32] {
    var generator = RandomGenerator(seed: seed)
    var symbols: [Int32] = []
    while symbols.count < count {
      let pair = generator.index(below: pairs)
      let run = 1 + generator.index(below: Self.longestRun)
      symbols += [Int32](repeating: Int32(pair), count: run)
      symbols += [Int32](repeating: Int32(pairs + pair), count: run)
      symbols.append(Int32(2 * pairs + generator.index(below: marks)))
    }
    return Array(symbols.prefix(count))
  }
}
