import Foundation
import TensorCore
import Testing

@Suite("RandomGenerator")
struct RandomGeneratorTests {
  /// x 2^k in 128 bits, the upper half moved below the lower one: a rotation.
  private func rotated(_ x: UInt64, _ k: Int) -> UInt64 {
    let (high, low) = x.multipliedFullWidth(by: 1 << UInt64(k))
    return high + low
  }

  /// Word `number` (from 1) of SplitMix64, in closed form.
  private func splitMix(_ seed: UInt64, _ number: UInt64) -> UInt64 {
    let counter = seed &+ number &* 0x9E37_79B9_7F4A_7C15
    let first = (counter ^ counter / (1 << 30)) &* 0xBF58_476D_1CE4_E5B9
    let second = (first ^ first / (1 << 27)) &* 0x94D0_49BB_1331_11EB
    return second ^ second / (1 << 31)
  }

  @Test(
    "The words are those of xoshiro256** seeded by SplitMix64", arguments: [0, 1, 123, UInt64.max])
  func words(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    var state = (1...4).map { splitMix(seed, $0) }
    #expect(state == (0..<4).map { seed.splitMix($0) })
    for _ in 0..<1_000 {
      #expect(generator.next() == rotated(state[1] &* 5, 7) &* 9)
      // The linear map of the state, each word from the old ones.
      state = [
        state[0] ^ state[1] ^ state[3], state[0] ^ state[1] ^ state[2],
        state[0] ^ state[2] ^ (state[1] &* (1 << 17)), rotated(state[1] ^ state[3], 45),
      ]
    }
  }

  @Test("A saved generator goes on where it was")
  func saved() throws {
    var generator = RandomGenerator(seed: 5)
    _ = generator.next()
    var copy = try JSONDecoder().decode(
      RandomGenerator.self, from: JSONEncoder().encode(generator))
    #expect(copy == generator)
    #expect((0..<10).map { _ in copy.next() } == (0..<10).map { _ in generator.next() })
  }

  private static let count = 50_000

  /// The mean of `values` lies within 5 standard errors of `mean`; a fair generator fails once in
  /// two million.
  private func expectMean(_ values: [Double], _ mean: Double, variance: Double, _ what: String) {
    let found = values.reduce(0, +) / Double(values.count)
    let bound = 5 * (variance / Double(values.count)).squareRoot()
    #expect((found - mean).magnitude <= bound, "\(what): \(found)")
  }

  @Test("Uniform numbers have the moments of the uniform distribution and stay in [0, 1)")
  func uniform() {
    var generator = RandomGenerator(seed: 11)
    let values = (0..<Self.count).map { _ in generator.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    expectMean(values, 1.0 / 2, variance: 1.0 / 12, "mean")
    expectMean(values.map { ($0 - 0.5) * ($0 - 0.5) }, 1.0 / 12, variance: 1.0 / 180, "variance")
    // Neighbours are independent.
    expectMean(
      zip(values, values.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }, 0, variance: 1.0 / 144,
      "covariance")
  }

  @Test("Uniform numbers of a range fill it")
  func uniformRange() {
    var generator = RandomGenerator(seed: 12)
    let values = (0..<Self.count).map { _ in generator.uniform(in: -3...1) }
    #expect(values.allSatisfy { $0 >= -3 && $0 < 1 })
    expectMean(values, -1, variance: 16.0 / 12, "mean")
  }

  @Test("Normal numbers have the first four moments of the normal distribution")
  func normal() {
    var generator = RandomGenerator(seed: 13)
    let values = (0..<Self.count).map { _ in generator.normal() }
    // Var(x^k) = E x^2k - (E x^k)^2 with E x^2, x^4, x^6, x^8 = 1, 3, 15, 105.
    expectMean(values, 0, variance: 1, "mean")
    expectMean(values.map { $0 * $0 }, 1, variance: 2, "second moment")
    expectMean(values.map { $0 * $0 * $0 }, 0, variance: 15, "third moment")
    expectMean(values.map { $0 * $0 * $0 * $0 }, 3, variance: 96, "fourth moment")
  }

  @Test("Indices are equally likely", arguments: [1, 2, 7, 64])
  func index(bound: Int) {
    var generator = RandomGenerator(seed: 14)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<Self.count { counts[generator.index(below: bound)] += 1 }
    let expected = Double(Self.count) / Double(bound)
    let chiSquare =
      counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
      / expected
    // Chi-square with bound - 1 degrees of freedom: mean that, variance twice that.
    let freedom = Double(bound - 1)
    #expect(chiSquare <= freedom + 6 * (2 * freedom).squareRoot())
  }
}
