internal import TensorCore

/// How many pairs are held out of training.
public enum HeldOut: Hashable, Codable, Sendable {
  /// A part of all pairs, 0 ..< 1; rounded to whole pairs, at least one unless it is 0.
  case fraction(Double)
  /// A number of pairs.
  case count(Int)

  /// Nothing.
  public static let none = HeldOut.count(0)

  /// The number of pairs among `total`; nil where it makes no sense.
  func pairs(of total: Int) -> Int? {
    switch self {
    case .count(let count): return count >= 0 ? count : nil
    case .fraction(let fraction):
      guard fraction >= 0, fraction < 1 else { return nil }
      return fraction == 0 ? 0 : max(1, Int((Double(total) * fraction).rounded()))
    }
  }
}

/// Which pairs train a model, which measure it while it trains, and which test it.
///
/// Pairs whose sources are the same stay together: no source that is tested was trained on.
public struct PairSplit: Equatable, Codable, Sendable {
  /// The indices of the pairs to train on, rising.
  public let training: [Int]
  /// The indices of the pairs that measure training, rising.
  public let validation: [Int]
  /// The indices of the pairs of the final test, rising.
  public let test: [Int]

  /// Draws sources for test and validation; the rest trains.
  ///
  /// The parts have the sizes asked for where every source occurs once; otherwise they may be a
  /// little smaller, because a source with several targets must fit as a whole. A part that is
  /// asked for has at least one source, which may then make it larger.
  /// - Parameters:
  ///   - normalization: how sources are compared; give the model's own.
  ///   - seed: the same seed gives the same parts of the same pairs.
  /// - Throws: ``PairError/heldOutOutOfRange(validation:test:pairs:)``,
  ///   ``PairError/tooFewSources(needed:found:)``.
  public init(
    _ pairs: [SentencePair], validation: HeldOut, test: HeldOut = .none,
    normalization: TextNormalization, seed: UInt64
  ) throws(PairError) {
    guard
      let validationCount = validation.pairs(of: pairs.count),
      let testCount = test.pairs(of: pairs.count),
      validationCount < pairs.count, testCount < pairs.count - validationCount
    else {
      throw .heldOutOutOfRange(validation: validation, test: test, pairs: pairs.count)
    }
    var groups = Self.groups(of: pairs, normalization)
    let wanted = [testCount, validationCount]
    let needed = 1 + wanted.count { $0 > 0 }
    guard groups.count >= needed else {
      throw .tooFewSources(needed: needed, found: groups.count)
    }
    var generator = RandomGenerator(seed: seed)
    generator.shuffle(&groups)
    var parts: [[Int]] = [[], []]
    var rest: [[Int]] = []
    for group in groups {
      if let part = parts.indices.first(where: { parts[$0].count + group.count <= wanted[$0] }) {
        parts[part] += group
      } else {
        rest.append(group)
      }
    }
    // Only sources with many targets each can leave a part empty.
    for part in parts.indices where wanted[part] > 0 && parts[part].isEmpty {
      guard let least = rest.indices.min(by: { rest[$0].count < rest[$1].count }) else { break }
      parts[part] = rest.remove(at: least)
    }
    training = rest.flatMap(\.self).sorted()
    self.validation = parts[1].sorted()
    self.test = parts[0].sorted()
  }

  /// The indices of the pairs of each source, sources in the order of their first pair.
  private static func groups(
    of pairs: [SentencePair], _ normalization: TextNormalization
  ) -> [[Int]] {
    var places: [Symbol: Int] = [:]
    var groups: [[Int]] = []
    for (index, pair) in pairs.enumerated() {
      let source = Symbol(normalization.normalize(pair.source))
      if let place = places[source] {
        groups[place].append(index)
      } else {
        places[source] = groups.count
        groups.append([index])
      }
    }
    return groups
  }
}
