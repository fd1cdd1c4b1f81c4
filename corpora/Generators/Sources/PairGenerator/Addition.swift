import Recur

/// Sums of two numbers from 0 to 999, as expressions.
enum Addition {
  /// Distinct sums. One, two and three digits are equally likely in each number, as in the data
  /// this task is known from; short sums run out early, so most pairs have a long number.
  /// No expression is another one with its numbers exchanged: a held-out sum is a new one.
  static func pairs(count: Int, seed: UInt64) -> [Pair] {
    var generator = RandomGenerator(seed: seed)
    var known: Set<Int> = []
    var pairs: [Pair] = []
    while pairs.count < count {
      let (left, right) = (number(&generator), number(&generator))
      guard known.insert(1000 * min(left, right) + max(left, right)).inserted else { continue }
      pairs.append(Pair("\(left)+\(right)", "\(left + right)"))
    }
    // What was drawn late is longer than what was drawn early.
    generator.shuffle(&pairs)
    return pairs
  }

  private static func number(_ generator: inout RandomGenerator) -> Int {
    let range = generator.element(of: [0..<10, 10..<100, 100..<1000])
    return range.lowerBound + generator.index(below: range.count)
  }
}
