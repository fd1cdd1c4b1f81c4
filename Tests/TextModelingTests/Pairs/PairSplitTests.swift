import Testing

@testable import TextModeling

@Suite("Pair splits")
struct PairSplitTests {
  /// `count` pairs of which every source stands on `copies` lines.
  func pairs(_ count: Int, copies: Int = 1) -> [SentencePair] {
    (0..<count).map { SentencePair("source \($0 / copies)", "target \($0)", line: $0 + 1) }
  }

  func split(
    _ pairs: [SentencePair], validation: HeldOut, test: HeldOut = .none, seed: UInt64 = 5
  ) throws -> PairSplit {
    try PairSplit(
      pairs, validation: validation, test: test,
      normalization: TextNormalization(lowercases: true), seed: seed)
  }

  @Test("Every pair is in one part and the parts have the sizes asked for")
  func sizes() throws {
    let split = try split(pairs(200), validation: .fraction(0.05), test: .count(30))
    #expect(split.validation.count == 10)
    #expect(split.test.count == 30)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<200))
    #expect(split.training == split.training.sorted())
  }

  @Test("Pairs of one source stay together, however it is written", arguments: [2, 3, 7])
  func sources(copies: Int) throws {
    let pairs = pairs(210, copies: copies).enumerated().map { index, pair in
      SentencePair(index.isMultiple(of: 2) ? pair.source.uppercased() : pair.source, pair.target)
    }
    let split = try split(pairs, validation: .count(25), test: .fraction(0.2))
    let parts = [split.training, split.validation, split.test].map { part in
      Set(part.map { pairs[$0].source.lowercased() })
    }
    #expect(parts[0].isDisjoint(with: parts[1]))
    #expect(parts[0].isDisjoint(with: parts[2]))
    #expect(parts[1].isDisjoint(with: parts[2]))
    #expect((25 - copies + 1...25).contains(split.validation.count))
    #expect((42 - copies + 1...42).contains(split.test.count))
  }

  @Test("The seed decides")
  func seeds() throws {
    let pairs = pairs(100)
    let first = try split(pairs, validation: .count(20), seed: 1)
    #expect(try split(pairs, validation: .count(20), seed: 1) == first)
    #expect(try split(pairs, validation: .count(20), seed: 2) != first)
  }

  @Test("A part that is asked for is never empty")
  func large() throws {
    let split = try split(pairs(30, copies: 10), validation: .count(1), test: .count(1))
    #expect([split.training.count, split.validation.count, split.test.count] == [10, 10, 10])
  }

  @Test("Nothing held out leaves all for training")
  func nothing() throws {
    let split = try split(pairs(3), validation: .none, test: .fraction(0))
    #expect(split.training == [0, 1, 2])
  }

  @Test(
    "What leaves nothing to train on is refused",
    arguments: [
      (HeldOut.count(10), HeldOut.none), (.count(6), .count(4)), (.fraction(1), .none),
      (.fraction(-0.1), .none), (.none, .count(-1)), (.fraction(.nan), .none),
    ])
  func refused(validation: HeldOut, test: HeldOut) {
    #expect {
      try split(pairs(10), validation: validation, test: test)
    } throws: { error in
      if case .heldOutOutOfRange? = error as? PairError { true } else { false }
    }
  }

  @Test("A file of one pair cannot be divided", arguments: [1, 4])
  func tooFew(count: Int) {
    let error: PairError =
      count == 1
      ? .heldOutOutOfRange(validation: .count(1), test: .none, pairs: 1)
      : .tooFewSources(needed: 2, found: 1)
    #expect(throws: error) { try split(pairs(count, copies: 4), validation: .count(1)) }
  }
}
