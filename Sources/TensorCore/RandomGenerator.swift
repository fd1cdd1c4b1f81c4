/// xoshiro256** (Blackman and Vigna 2018), its state seeded by SplitMix64 (Steele, Lea and Flood
/// 2014).
///
/// The sequence for a seed is fixed for ever, on every platform; the standard library's generators
/// promise none.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Codable, Equatable {
  private var s0, s1, s2, s3: UInt64

  /// The generator of a seed.
  public init(seed: UInt64) {
    s0 = seed.splitMix(0)
    s1 = seed.splitMix(1)
    s2 = seed.splitMix(2)
    s3 = seed.splitMix(3)
  }

  /// The generator as it was encoded; the state of zeros, which no seed leads to and which would
  /// give nothing but zeros, is refused with a `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    s0 = try container.decode(UInt64.self, forKey: .s0)
    s1 = try container.decode(UInt64.self, forKey: .s1)
    s2 = try container.decode(UInt64.self, forKey: .s2)
    s3 = try container.decode(UInt64.self, forKey: .s3)
    guard s0 | s1 | s2 | s3 != 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .s0, in: container, debugDescription: "a generator whose state is zero")
    }
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number in [0, 1): the upper 53 bits of the next word.
  public mutating func uniform() -> Double {
    next().fraction
  }

  /// A number in [range.lowerBound, range.upperBound).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number of the standard normal distribution, by the polar method (Marsaglia and Bray 1964).
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 {
        return x * (-2 * logarithm(square) / square).squareRoot()
      }
    }
  }

  /// An index below `bound`, each equally likely.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "index below \(bound)")
    let width = UInt64(bound)
    // Words below 2^64 mod bound would favour small indices.
    let rejected = (0 &- width) % width
    while true {
      let word = next()
      let (high, low) = width.multipliedFullWidth(by: word)
      if low >= rejected { return Int(high) }
    }
  }

  /// Puts the elements in a random order, each equally likely (Fisher and Yates 1938); the standard
  /// library does not promise that its own order stays the same.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
  }
}
