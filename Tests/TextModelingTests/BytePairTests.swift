import Foundation
import Testing

@testable import TextModeling

@Suite("Byte pairs")
struct BytePairTests {
  private func texts(_ vocabulary: Vocabulary) -> [String] {
    vocabulary.symbols.dropFirst(256).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test("are learned by falling frequency, and joined in the order in which they were learned")
  func order() throws {
    // " low" 5 times, " lower" 2, " newest" 6, " widest" 3: the example of Sennrich, Haddow and
    // Birch (2016), whose first merges are e s, es t.
    let words = [(" low", 5), (" lower", 2), (" newest", 6), (" widest", 3)]
    let text = words.map { String(repeating: $0.0, count: $0.1) }.joined()
    let vocabulary = try Vocabulary(of: text, unit: .bytePair, maximumSize: 262)
    #expect(texts(vocabulary) == ["es", "est", " l", " lo", " low", " n"])
    #expect(vocabulary.count == 262 && vocabulary.unknownIndex == nil)
    let found = try vocabulary.encode(" newest").map { vocabulary.symbols[Int($0)] }
    #expect(found.last == Symbol("est"))
    let smaller = try Vocabulary(of: text, unit: .bytePair, maximumSize: 259)
    #expect(smaller.symbols == Array(vocabulary.symbols.prefix(259)))
  }

  @Test("of four equal letters are two pairs, and then one of four")
  func repeated() throws {
    let vocabulary = try Vocabulary(
      of: String(repeating: "aaaa bbbb ", count: 9), unit: .bytePair, maximumSize: 300)
    #expect(try vocabulary.encode("aaaa bbbb aaaa").count == 3)
    #expect(try vocabulary.encode("aaaaaaaa").count == 2)
  }

  @Test(
    "give every text back, byte for byte, also one of other letters than they were learned from",
    arguments: [
      "The harbour at dawn.\n\n  Two spaces,\tand 1234,5 figures!", "日本語のテキスト、カタカナも漢字も。",
      "e\u{301}\u{302} 👩‍👩‍👧‍👦 \u{0}\u{7F}\u{FFFD}", "", " ", "\r\n\r \u{3000}x", "a",
      String(repeating: "x", count: 1000), String(repeating: " ", count: 200) + "end",
    ])
  func roundTrip(text: String) throws {
    for learned in ["the cat sat on the mat; the hat\n", text + "ab", "日本語の日本"] {
      let vocabulary = try Vocabulary(
        of: String(repeating: learned, count: 3), unit: .bytePair, maximumSize: 400)
      let indices = try vocabulary.encode(text)
      #expect(vocabulary.decodeBytes(indices) == Array(text.utf8))
      var decoder = StreamingTextDecoder(vocabulary: vocabulary)
      var streamed = indices.map { decoder.append($0) }.joined()
      streamed += decoder.finish()
      #expect(Array(streamed.utf8) == Array(text.utf8))
      let encoded = try EncodedText(text, vocabulary: vocabulary)
      #expect(encoded.byteCount == text.utf8.count && encoded.unknownCount == 0)
      #expect(
        vocabulary.characterCount(of: encoded, in: 0..<encoded.count) == text.unicodeScalars.count)
    }
  }

  @Test("learned from a text make it shorter, and as many as the root of its bytes are the default")
  func shorter() throws {
    let text = String(repeating: "The rain in Spain stays mainly in the plain. ", count: 200)
    let vocabulary = try Vocabulary(of: text, unit: .bytePair)
    #expect(vocabulary.count <= 256 + 94)
    #expect(try vocabulary.encode(text).count <= 200 * 12)
  }

  @Test("are kept in JSON, parts of a character too; without one of the bytes they are refused")
  func coding() throws {
    let vocabulary = try Vocabulary(
      of: String(repeating: "日本語 ", count: 9), unit: .bytePair, maximumSize: 259)
    #expect(vocabulary.symbols[256].bytes.count == 2)
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
    #expect(throws: TextError.inconsistentVocabulary(.missingByte(7))) {
      try Vocabulary(
        unit: .bytePair, symbols: vocabulary.symbols.filter { $0.bytes != [7] },
        includesUnknown: false)
    }
    let wrong = try #require(String(data: data, encoding: .utf8)).replacing(
      "\u{E6}", with: "\u{100}")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Vocabulary.self, from: Data(wrong.utf8))
    }
  }

  @Test("are never fewer than the bytes")
  func least() {
    #expect(throws: TextError.maximumSizeTooSmall(found: 255, minimum: 256)) {
      try Vocabulary(of: "abc", unit: .bytePair, maximumSize: 255)
    }
  }

  @Test("of sentences come back as the sentences, without an unknown one")
  func sentences() throws {
    let pairs = (0..<20).map {
      SentencePair("The \($0 % 3)th lamp", "La lampe no. \($0 % 5)", line: $0 + 1)
    }
    let options = TextNormalization(unit: .bytePair)
    let vocabulary = try PairVocabulary(of: pairs, source: options, target: options)
    for text in ["La lampe no. 4", "Ça n'y était pas: 漢字 🙂"] {
      let indices = try vocabulary.encode(text, side: .target, unknown: .error)
      #expect(vocabulary.decode(indices, side: .target) == text)
    }
    #expect(throws: TextError.maximumSizeTooSmall(found: 200, minimum: 259)) {
      try PairVocabulary(of: pairs, source: options, target: options, maximumSize: 200)
    }
    let bounded = try PairVocabulary(
      of: pairs, source: options, target: options, maximumSize: 262, isShared: true)
    #expect(bounded.source.count == 262)
  }
}
