import Recur

/// A language that numbers are put into words of.
enum NumberLanguage: String, CaseIterable, Sendable {
  case english, french, japanese

  /// Every way to write a number, 0 to 999,999.
  func words(_ number: Int) -> [String] {
    precondition(0..<1_000_000 ~= number, "words: \(number) is not in 0..<1000000")
    return switch self {
    case .english: [englishNumber(number)]
    case .french: [frenchNumber(number)]
    case .japanese: [kanjiNumber(number), kanaNumber(number)]
    }
  }

  /// The pairs of the numbers: the ways to write one number stand together.
  func pairs(of numbers: [Int]) -> [Pair] {
    numbers.flatMap { number in words(number).map { Pair($0, "\(number)") } }
  }
}

/// Distinct numbers: 0 to 100, which have to be learned by heart, in order; then 101 to 2000 and
/// some of those up to 999,999, in random order.
///
/// Four, five and six digits are equally likely, but numbers of four soon repeat themselves. A
/// digit is zero more often than by chance, because it is there that words are left out.
func sampledNumbers(count: Int, seed: UInt64) -> [Int] {
  precondition(2001...100_000 ~= count, "sampled numbers: \(count) is not in 2001...100000")
  var generator = RandomGenerator(seed: seed)
  var rest = Array(101...2000)
  var known = Set(0...2000)
  while known.count < count {
    var number = 1 + generator.index(below: 9)
    for _ in 0..<generator.element(of: [3, 4, 5]) {
      let isZero = generator.index(below: 3) == 0
      number = number * 10 + (isZero ? 0 : generator.index(below: 10))
    }
    if known.insert(number).inserted { rest.append(number) }
  }
  generator.shuffle(&rest)
  return Array(0...100) + rest
}
