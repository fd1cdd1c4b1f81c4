import Foundation
import Testing

@testable import PairGenerator

@Suite("Pair sets")
struct PairSetTests {
  @Test("a committed file is what the generator yields, byte for byte", arguments: PairSet.all)
  func reproducible(set: PairSet) throws {
    // Compared as a truth value: a failure must not print a megabyte.
    let isSame = try CommittedPairs.bytes(set) == Data(set.text().utf8)
    #expect(isSame, "\(set.fileName)")
  }

  @Test(
    "a file has its number of pairs",
    arguments: zip(PairSet.all, [50_000, 50_000, 10_000, 10_000, 20_000]))
  func count(set: PairSet, count: Int) throws {
    #expect(try CommittedPairs.of(set).count == count)
  }

  @Test("a file stays below 2.5 MB", arguments: PairSet.all)
  func size(set: PairSet) throws {
    #expect(try CommittedPairs.bytes(set).count < 2_500_000)
  }

  @Test("no source occurs twice", arguments: PairSet.all)
  func distinct(set: PairSet) throws {
    let pairs = try CommittedPairs.of(set)
    #expect(Set(pairs.map(\.source)).count == pairs.count)
  }

  @Test("neither side is empty or padded", arguments: PairSet.all)
  func bare(set: PairSet) throws {
    let space = UInt8(ascii: " ")
    let isPadded: (String) -> Bool = {
      [nil, space].contains($0.utf8.first) || $0.utf8.last == space
    }
    let padded = try CommittedPairs.of(set).filter { isPadded($0.source) || isPadded($0.target) }
    #expect(padded.isEmpty)
  }

  @Test("the words of a command name a set")
  func words() throws {
    #expect(try PairSet(words: ["addition"]) == .addition)
    #expect(try PairSet(words: ["dates"]) == .dates)
    #expect(try PairSet(words: ["numbers", "french"]) == .numbers(.french))
  }

  @Test(
    "words that name no set are refused with what is wrong",
    arguments: [
      ([], ChoiceError.noSet), (["sums"], .unknownSet("sums")), (["numbers"], .noLanguage),
      (["numbers", "german"], .unknownLanguage("german")),
      (["numbers", "french", "500"], .surplus("500", after: "numbers")),
      (["dates", "english"], .surplus("english", after: "dates")),
    ])
  func wrongWords(words: [String], error: ChoiceError) {
    #expect(throws: error) { try PairSet(words: words) }
  }
}
