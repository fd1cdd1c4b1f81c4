/// How many n-grams of one order a hypothesis and its reference have, and have in common.
struct NGramMatches: Equatable {
  /// The n-grams of the hypothesis.
  var hypothesis = 0
  /// The n-grams of the reference.
  var reference = 0
  /// The n-grams in common, each as often as it occurs in both.
  var matches = 0

  /// The counts of the orders 1 ... `maximumOrder`: [maximumOrder].
  ///
  /// An n-gram is numbered by the number of its first n - 1 tokens and its last token, so no n-gram
  /// is ever spelled out.
  static func counts<Token: Hashable>(
    _ hypothesis: [Token], _ reference: [Token], maximumOrder: Int
  ) -> [NGramMatches] {
    guard maximumOrder > 0 else { return [] }
    var numbers: [Token: Int] = [:]
    let tokens = [hypothesis, reference].map { sequence in
      sequence.map { token in number(token, in: &numbers) }
    }
    var grams = tokens
    var counts = [compare(grams, distinct: numbers.count)]
    for order in stride(from: 2, through: maximumOrder, by: 1) {
      var longer: [SIMD2<Int>: Int] = [:]
      for side in grams.indices {
        grams[side] = zip(grams[side], tokens[side].dropFirst(order - 1)).map { prefix, last in
          number(SIMD2(prefix, last), in: &longer)
        }
      }
      counts.append(compare(grams, distinct: longer.count))
    }
    return counts
  }

  private static func number<Key: Hashable>(_ key: Key, in numbers: inout [Key: Int]) -> Int {
    if let known = numbers[key] { return known }
    let number = numbers.count
    numbers[key] = number
    return number
  }

  /// - Parameter grams: the numbers of the n-grams of the hypothesis and of the reference: [2].
  private static func compare(_ grams: [[Int]], distinct: Int) -> NGramMatches {
    var left = [Int](repeating: 0, count: distinct)
    for gram in grams[1] { left[gram] += 1 }
    var matches = 0
    for gram in grams[0] where left[gram] > 0 {
      left[gram] -= 1
      matches += 1
    }
    return NGramMatches(
      hypothesis: grams[0].count, reference: grams[1].count, matches: matches)
  }
}

extension [NGramMatches] {
  /// Adds the counts of another text, order by order.
  mutating func add(_ other: [NGramMatches]) {
    precondition(count == other.count, "n-gram counts of \(count) and \(other.count) orders")
    for order in indices {
      self[order].hypothesis += other[order].hypothesis
      self[order].reference += other[order].reference
      self[order].matches += other[order].matches
    }
  }
}
