internal import Foundation
public import TensorCore

/// Chooses symbols from logits, one after the other: repetition penalty, then the greedy choice or
/// temperature, top-k, top-p and a draw.
///
/// The same logits, options and generator give the same symbols. Memory: 16 bytes for each symbol
/// of the vocabulary and 4 for each of the repetition window; choosing allocates nothing.
public struct SymbolSampler: Sendable {
  /// How symbols are chosen.
  public let options: SamplingOptions
  /// Scores, later weights: [V].
  private var weights: [Double]
  /// Symbols by falling weight: [V], used by top-k and top-p.
  private var order: [Int32]
  /// How often each symbol is among the recent ones: [V]; empty without a penalty.
  private var recentCounts: [Int32]
  /// The last symbols, a ring.
  private var recent: [Int32] = []
  private var oldest = 0

  /// A sampler for a vocabulary of V symbols, with nothing chosen yet.
  public init(vocabularySize: Int, options: SamplingOptions = SamplingOptions()) {
    precondition(vocabularySize > 0, "sampler of \(vocabularySize) symbols")
    self.options = options
    weights = [Double](repeating: 0, count: vocabularySize)
    order = []
    order.reserveCapacity(vocabularySize)
    let penalises = options.repetitionPenalty != 1 && options.repetitionWindow > 0
    recentCounts = penalises ? [Int32](repeating: 0, count: vocabularySize) : []
  }

  /// Takes a symbol that was given rather than chosen, a prompt's, for the repetition penalty.
  public mutating func observe(_ symbol: Int32) {
    guard !recentCounts.isEmpty else { return }
    recentCounts[Int(symbol)] += 1
    guard recent.count == options.repetitionWindow else { return recent.append(symbol) }
    recentCounts[Int(recent[oldest])] -= 1
    recent[oldest] = symbol
    oldest = (oldest + 1) % recent.count
  }

  /// Chooses the next symbol.
  ///
  /// - Parameter logits: [1, V].
  /// - Complexity: O(V), with top-k or top-p O(V log V).
  package mutating func next<S: KernelScalar>(
    _ logits: Block<S>, using generator: inout RandomGenerator
  ) -> Int32 {
    precondition(
      logits.rows == 1 && logits.columns == weights.count,
      "sampler of \(weights.count) symbols: logits \(logits.shape)")
    logits.read(row: 0, into: &weights)
    return choose(using: &generator)
  }

  /// Chooses the next symbol by its logits [V].
  ///
  /// - Complexity: O(V), with top-k or top-p O(V log V).
  public mutating func next<S: KernelScalar>(
    _ logits: [S], using generator: inout RandomGenerator
  ) -> Int32 {
    precondition(
      logits.count == weights.count, "sampler of \(weights.count) symbols: \(logits.count) logits")
    for symbol in logits.indices { weights[symbol] = Double(logits[symbol]) }
    return choose(using: &generator)
  }

  /// The next symbol by the scores in ``weights``.
  private mutating func choose(using generator: inout RandomGenerator) -> Int32 {
    penalize()
    let symbol = options.choosesLargest ? largest() : drawn(using: &generator)
    observe(symbol)
    return symbol
  }

  private mutating func penalize() {
    if let excluded = options.excludedSymbol, Int(excluded) < weights.count {
      weights[Int(excluded)] = -.infinity
    }
    for symbol in recentCounts.indices where recentCounts[symbol] > 0 {
      let score = weights[symbol]
      weights[symbol] =
        score > 0 ? score / options.repetitionPenalty : score * options.repetitionPenalty
    }
  }

  /// The symbol of the largest weight, the first of equals.
  private func largest() -> Int32 {
    var best = 0
    for symbol in weights.indices where weights[symbol] > weights[best] { best = symbol }
    return Int32(best)
  }

  private mutating func drawn(using generator: inout RandomGenerator) -> Int32 {
    let best = largest()
    let maximum = weights[Int(best)]
    var total = 0.0
    for symbol in weights.indices {
      let weight = exp((weights[symbol] - maximum) / options.temperature)
      weights[symbol] = weight
      total += weight
    }
    let number = generator.uniform()
    guard total.isFinite else { return best }
    return options.topK == nil && options.topP == nil
      ? draw(number * total) ?? best : drawFromHead(number, total: total)
  }

  /// The symbol at which the weights, summed in order, first exceed `threshold`.
  private func draw(_ threshold: Double) -> Int32? {
    var sum = 0.0
    for symbol in weights.indices {
      sum += weights[symbol]
      if sum > threshold { return Int32(symbol) }
    }
    // Rounding may leave the sum a little short of the total.
    return weights.lastIndex { $0 > 0 }.map { Int32($0) }
  }

  /// A draw from the most probable symbols only.
  private mutating func drawFromHead(_ number: Double, total: Double) -> Int32 {
    order.removeAll(keepingCapacity: true)
    for symbol in weights.indices { order.append(Int32(symbol)) }
    let weights = weights
    order.sort { left, right in
      let (first, second) = (weights[Int(left)], weights[Int(right)])
      return first != second ? first > second : left < right
    }
    var kept = min(options.topK ?? order.count, order.count)
    var mass = kept == order.count ? total : order.prefix(kept).reduce(0) { $0 + weights[Int($1)] }
    if let topP = options.topP {
      let target = topP * mass
      mass = 0
      for (rank, symbol) in order.prefix(kept).enumerated() {
        mass += weights[Int(symbol)]
        if mass >= target {
          kept = rank + 1
          break
        }
      }
    }
    var sum = 0.0
    for symbol in order.prefix(kept) {
      sum += weights[Int(symbol)]
      if sum > number * mass { return symbol }
    }
    return order[kept - 1]
  }
}
