import Testing

@testable import TextModeling

@Suite("Vocabulary: extension")
struct VocabularyExtensionTests {
  private static func names(_ vocabulary: Vocabulary) -> [String] {
    vocabulary.symbols.map { $0.isUnknown ? "<unk>" : String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test("Old symbols keep their places, new ones follow by frequency, and <unk> stays the last")
  func places() throws {
    let old = try Vocabulary(of: "aab", unit: .character, includesUnknown: true)
    let larger = try old.extended(by: Array("xyya".utf8))
    #expect(Self.names(larger) == ["a", "b", "y", "x", "<unk>"])
    #expect((0..<3).map { larger.place(of: $0, in: old) } == [0, 1, 4])
  }

  @Test("A text without new symbols changes nothing", arguments: [false, true])
  func same(includesUnknown: Bool) throws {
    let old = try Vocabulary(of: "abc", unit: .character, includesUnknown: includesUnknown)
    #expect(try old.extended(by: Array("cab".utf8)) == old)
    #expect(try old.extended(by: Array("cab".utf8), maximumSize: 2) == old)
  }

  @Test("A cap leaves out the rarest new symbols, and makes an <unk> for them")
  func cap() throws {
    let old = try Vocabulary(of: "ab", unit: .character)
    #expect(
      try Self.names(old.extended(by: Array("xxyyyz".utf8), maximumSize: 4))
        == ["a", "b", "y", "<unk>"])
    #expect(
      try Self.names(old.extended(by: Array("x".utf8), maximumSize: 2))
        == ["a", "b", "<unk>"])
  }

  @Test("Vocabularies of pairs grow on the side where a symbol is new")
  func pairs() throws {
    func pairs(_ source: String, _ target: String) -> [SentencePair] {
      [SentencePair(source, target, line: 1)]
    }
    let options = TextNormalization()
    let old = try PairVocabulary(of: pairs("ab", "cd"), source: options, target: options)
    let larger = try old.extended(by: pairs("ax", "cc"))
    #expect(larger.source.symbols == old.source.symbols + [Symbol("x")])
    #expect(larger.target == old.target)
    let shared = try PairVocabulary(
      of: pairs("ab", "cd"), source: options, target: options, isShared: true)
    let both = try shared.extended(by: pairs("x", "yy"), maximumSize: 8)
    #expect(both.isShared && both.source.symbols == shared.source.symbols + [Symbol("y")])
  }
}
