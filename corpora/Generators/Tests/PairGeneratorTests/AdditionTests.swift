import Testing

@testable import PairGenerator

@Suite("Addition")
struct AdditionTests {
  /// The numbers of an expression, nil unless it is written exactly as it should be.
  static func numbers(_ source: String) -> (Int, Int)? {
    let numbers = source.split(separator: "+", omittingEmptySubsequences: false).compactMap {
      Int($0)
    }
    guard numbers.count == 2, "\(numbers[0])+\(numbers[1])" == source else { return nil }
    return (numbers[0], numbers[1])
  }

  @Test("every target is the sum of two numbers from 0 to 999")
  func sums() throws {
    for pair in try CommittedPairs.of(.addition) {
      guard let (left, right) = Self.numbers(pair.source), 0...999 ~= left, 0...999 ~= right,
        "\(left + right)" == pair.target
      else {
        Issue.record("\(pair)")
        continue
      }
    }
  }

  @Test("no expression is another one with its numbers exchanged")
  func exchanged() throws {
    let pairs = try CommittedPairs.of(.addition)
    let unordered = pairs.compactMap { pair in
      Self.numbers(pair.source).map { 1000 * min($0.0, $0.1) + max($0.0, $0.1) }
    }
    #expect(Set(unordered).count == pairs.count)
  }

  @Test("every combination of lengths occurs in the last tenth as often as in the whole")
  func mixed() throws {
    let pairs = try CommittedPairs.of(.addition)
    func shares(_ pairs: some Collection<Pair>) -> [String: Double] {
      pairs.reduce(into: [:]) { shares, pair in
        let lengths = pair.source.split(separator: "+").map { "\($0.utf8.count)" }.sorted()
        shares[lengths.joined(), default: 0] += 1 / Double(pairs.count)
      }
    }
    let (whole, last) = (shares(pairs), shares(pairs.suffix(5000)))
    #expect(Set(whole.keys) == ["11", "12", "13", "22", "23", "33"])
    // 0.03 is over four standard deviations of a share in 5,000.
    for (lengths, share) in whole { #expect(abs(share - last[lengths, default: 0]) < 0.03) }
  }
}
