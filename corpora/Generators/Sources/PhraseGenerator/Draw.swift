import Recur

/// Choices of a pattern, from a generator of its own.
struct Draw {
  private var generator: RandomGenerator

  /// The choices of a name: a change in one pattern leaves the others as they are.
  init(seed: UInt64, name: String) {
    // FNV-1a: the standard library's hash differs from run to run.
    let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0100_0000_01B3
    }
    generator = RandomGenerator(seed: seed ^ hash)
  }

  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[generator.index(below: choices.count)]
  }

  /// A word of a list, a comma between them.
  mutating func word(_ list: String) -> String {
    pick(list.split(separator: ",").map(String.init))
  }

  /// A number of a range.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + generator.index(below: range.count)
  }

  /// True once in `count` times.
  mutating func once(in count: Int) -> Bool { generator.index(below: count) == 0 }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    generator.shuffle(&elements)
    return elements
  }
}
