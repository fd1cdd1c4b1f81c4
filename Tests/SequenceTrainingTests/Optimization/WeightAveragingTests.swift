import Testing

@testable import SequenceTraining

@Suite("Averaging of weights")
struct WeightAveragingTests {
  /// How much of each of the first `count` weights is in the mean.
  private func weights(_ averaging: WeightAveraging, _ count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for index in 1...count {
      guard let share = averaging.share(of: index) else { continue }
      for earlier in 0..<index { result[earlier] *= 1 - share }
      result[index - 1] += share
    }
    return result
  }

  @Test("the mean of a tail has all of its weights alike")
  func tail() {
    for weight in weights(.tail(after: 7), 100) { #expect((weight - 0.01).magnitude < 1e-12) }
  }

  @Test("of a long tail, few samples stand for all", arguments: [200, 1000, 5000])
  func longTail(count: Int) {
    let weights = weights(.tail(after: 0), count)
    #expect((weights.reduce(0, +) - 1).magnitude < 1e-12)
    #expect((64...128 * 4).contains(weights.count { $0 > 0 }))
    // Each half, quarter and eighth counts as much as it is long.
    for part in [2, 4, 8] {
      let end = weights.suffix(count / part).reduce(0, +)
      #expect((end - 1 / Double(part)).magnitude < 0.02, "\(part): \(end)")
    }
  }

  @Test(
    "the exponential mean is as old as its window, a share of the run however long",
    arguments: [0.02, 0.1, 0.5], [300, 3000])
  func exponential(window: Double, count: Int) {
    let weights = weights(.exponential(window: window), count)
    #expect((weights.reduce(0, +) - 1).magnitude < 1e-12)
    let age = zip(weights, 0...).reduce(0) { $0 + $1.0 * Double(count - 1 - $1.1) }
    let expected = window / (1 + window) * Double(count)
    #expect((age / expected - 1).magnitude < 0.12 + 1 / expected, "\(age) for \(expected)")
  }

  @Test("before its window has a weight, the mean is the last weights")
  func beginning() {
    let averaging = WeightAveraging.exponential(window: 0.1)
    for count in 1...10 { #expect(averaging.share(of: count) == 1) }
    #expect(averaging.share(of: 11) ?? 1 < 1)
  }

  @Test("a tail begins after its first updates, anything else at once")
  func start() {
    #expect(!WeightAveraging.tail(after: 5).isTaken(over: 5))
    #expect(WeightAveraging.tail(after: 5).isTaken(over: 6))
    #expect(WeightAveraging.exponential(window: 0.1).isTaken(over: 1))
  }
}
