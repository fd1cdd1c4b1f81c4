import Foundation
import Testing

@testable import TextModeling

@Suite("Pair vocabularies")
struct PairVocabularyTests {
  let pairs = [
    SentencePair("ab a", "xyy", line: 1), SentencePair("abc", "yzé", line: 4),
  ]
  let characters = TextNormalization()

  func spelled(_ vocabulary: TokenVocabulary) -> [String] {
    (0..<Int32(vocabulary.count)).map { vocabulary.name(of: $0) }
  }

  @Test("Special symbols come first, the others by frequency and code")
  func order() throws {
    let vocabulary = try PairVocabulary(of: pairs, source: characters, target: characters)
    #expect(spelled(vocabulary.source) == ["<unk>", "<bos>", "<eos>", "a", "b", "U+0020", "c"])
    #expect(spelled(vocabulary.target) == ["<unk>", "<bos>", "<eos>", "y", "x", "z", "é"])
    #expect(vocabulary.source.index(of: Symbol("b")) == 4)
    #expect(vocabulary.source.index(of: Symbol("x")) == nil)
  }

  @Test("A shared vocabulary counts both sides")
  func shared() throws {
    let vocabulary = try PairVocabulary(
      of: pairs, source: characters, target: characters, isShared: true)
    #expect(vocabulary.source == vocabulary.target)
    #expect(
      spelled(vocabulary.source).dropFirst(3) == ["a", "y", "b", "U+0020", "c", "x", "z", "é"])
  }

  @Test("Limits keep the most frequent symbols")
  func limits() throws {
    let frequent = try PairVocabulary(
      of: pairs, source: characters, target: characters, minimumCount: 2)
    #expect(spelled(frequent.source).dropFirst(3) == ["a", "b"])
    #expect(spelled(frequent.target).dropFirst(3) == ["y"])
    let small = try PairVocabulary(
      of: pairs, source: characters, target: characters, maximumSize: 4)
    #expect(spelled(small.source).dropFirst(3) == ["a"])
  }

  @Test("Limits that leave no symbol are errors")
  func tooTight() {
    #expect(throws: TextError.maximumSizeTooSmall(found: 3, minimum: 4)) {
      try PairVocabulary(
        of: pairs, source: characters, target: characters, maximumSize: 3)
    }
    #expect(throws: TextError.emptyText) {
      try PairVocabulary(of: [], source: characters, target: characters)
    }
    #expect(throws: TextError.tooRare(minimumCount: 9)) {
      try PairVocabulary(
        of: pairs, source: characters, target: characters, minimumCount: 9)
    }
  }

  @Test("Encoding and decoding give back every sentence", arguments: TextUnit.allCases)
  func roundTrip(unit: TextUnit) throws {
    let normalization = TextNormalization(unit: unit, splitsPunctuation: true)
    let pairs = [
      SentencePair("Where is it, Jo?", "Où est-ce, Jo ?"), SentencePair("Here!", "Là !"),
      SentencePair("猫がいる。", "Il y a un chat."),
    ]
    let vocabulary = try PairVocabulary(of: pairs, source: normalization, target: normalization)
    for pair in pairs {
      for side in PairSide.allCases {
        let indices = try vocabulary.encode(pair[side], side: side, unknown: .error)
        #expect(vocabulary.decode(indices, side: side) == pair[side])
      }
    }
  }

  @Test("Unknown symbols become <unk>, are skipped, or stop with their place")
  func unknown() throws {
    let vocabulary = try PairVocabulary(of: pairs, source: characters, target: characters)
    #expect(try vocabulary.encode("aqb", side: .source, unknown: .unk) == [3, 0, 4])
    #expect(try vocabulary.encode("aqb", side: .source, unknown: .skip) == [3, 4])
    #expect(try vocabulary.encode("q", side: .source, unknown: .skip).isEmpty)
    #expect(throws: TextError.unknownSymbol(Symbol("q"), offset: 1, line: 1, column: 2)) {
      try vocabulary.encode("aqb", side: .source, unknown: .error)
    }
    #expect(throws: TextError.unknownSymbol(Symbol("w"), offset: 1, line: 9, column: 2)) {
      var unknown = UnknownSymbols()
      _ = try vocabulary.encode("xwq", side: .target, unknown: .error, line: 9, noting: &unknown)
    }
    var unknown = UnknownSymbols()
    _ = try vocabulary.encode("xwqw", side: .target, unknown: .unk, line: 9, noting: &unknown)
    #expect(unknown.count == 3 && unknown.examples == [Symbol("w"), Symbol("q")])
  }

  @Test("Decoding ends at <eos>, passes over <bos> and marks <unk>")
  func decoding() throws {
    let vocabulary = try PairVocabulary(of: pairs, source: characters, target: characters)
    #expect(vocabulary.decode([1, 3, 0, 4, 2, 5], side: .target) == "y\u{FFFD}x")
  }

  @Test(
    "Vocabularies come back from JSON equal, of every unit",
    arguments: TextUnit.allCases, [false, true])
  func codable(unit: TextUnit, isShared: Bool) throws {
    let normalization = TextNormalization(unit: unit, splitsPunctuation: true)
    let vocabulary = try PairVocabulary(
      of: pairs, source: normalization, target: normalization, isShared: isShared)
    let data = try JSONEncoder().encode(vocabulary)
    let read = try JSONDecoder().decode(PairVocabulary.self, from: data)
    #expect(read == vocabulary)
    #expect(read.isShared == isShared)
  }

  @Test("Vocabularies that contradict themselves are refused")
  func inconsistent() throws {
    let symbols = ["a", "b", "a"].map { Symbol($0) }
    #expect(
      throws: TextError.inconsistentVocabulary(.duplicate(Symbol("a"), first: 0, second: 2))
    ) { try TokenVocabulary(unit: .scalar, symbols: symbols) }
    #expect(throws: TextError.inconsistentVocabulary(.notOneSymbol(index: 1))) {
      try TokenVocabulary(unit: .word, symbols: [Symbol("a"), Symbol("b c")])
    }
    #expect(throws: TextError.inconsistentVocabulary(.noSymbols)) {
      try TokenVocabulary(unit: .word, symbols: [])
    }
  }
}
