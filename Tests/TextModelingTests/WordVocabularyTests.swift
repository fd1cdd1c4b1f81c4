import Foundation
import Testing

@testable import TextModeling

@Suite("Vocabulary of words")
struct WordVocabularyTests {
  private static let text = """
    The cat, "Tom", didn't sleep: he ate 1,250 mice!
      He said 'no' (twice) and left...

    The cat came back; the cat slept.

    """

  private static func words(_ text: String) -> [String] {
    TextUnitSymbolsTests.symbols(text, .word).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func withoutWhiteSpace(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { !$0.properties.isWhitespace || $0 == "\n" }))
  }

  @Test("Symbols are words, punctuation marks and the ends of lines")
  func symbols() {
    #expect(
      Self.words("He didn't, \"no\"...\r\n\n  1,250 a")
        == ["He", "didn't", ",", "\"", "no", "\"", "...", "\n", "\n", "1,250", "a"])
  }

  @Test("A quotation that is never closed ends with its line")
  func openQuotation() {
    #expect(Self.words("'tis\nthe students' books").suffix(3) == ["the", "students'", "books"])
    #expect(Self.words("'tis the students' books").suffix(3) == ["students", "'", "books"])
  }

  @Test("A text comes back but for the white space within its lines", arguments: SampleTexts.all)
  func roundTrip(text: String) throws {
    let vocabulary = try Vocabulary(of: text, unit: .word)
    let decoded = vocabulary.decode(try vocabulary.encode(text))
    #expect(Self.withoutWhiteSpace(decoded) == Self.withoutWhiteSpace(text))
  }

  @Test("English text comes back as it was but for its indents")
  func naturalText() throws {
    let vocabulary = try Vocabulary(of: Self.text, unit: .word)
    let decoded = vocabulary.decode(try vocabulary.encode(Self.text))
    #expect(decoded == Self.text.replacingOccurrences(of: "\n  ", with: "\n"))
  }

  @Test("The spacing of marks is that of the text, in a file too")
  func spacing() throws {
    let text = "Quoi ? Oui ! Non ?"
    let vocabulary = try Vocabulary(of: text, unit: .word)
    let decoded = try JSONDecoder().decode(
      Vocabulary.self, from: JSONEncoder().encode(vocabulary))
    #expect(decoded == vocabulary)
    #expect(decoded.decode(try decoded.encode("Oui? Non!")) == "Oui ? Non !")
  }

  @Test("A cap keeps the most frequent words, and the others are <unk>")
  func cap() throws {
    let vocabulary = try Vocabulary(of: Self.text, unit: .word, maximumSize: 5)
    #expect(vocabulary.symbols.map(\.description) == ["U+000A", "cat", "\"", "'", "<unk>"])
    let indices = try vocabulary.encode("The 'dog' cat", unknown: .unk)
    #expect(vocabulary.decode(indices) == "\u{FFFD} '\u{FFFD}' cat")
  }

  @Test("An unknown word is reported with its line and its place among the words")
  func unknown() throws {
    let vocabulary = try Vocabulary(of: "a b\n", unit: .word)
    let expected = TextError.unknownSymbol(Symbol("dog"), offset: 4, line: 2, column: 2)
    #expect(throws: expected) { try vocabulary.encode("a b\n\u{20}b dog") }
  }

  @Test("The bytes of a range are those that decoding writes for it")
  func byteCount() throws {
    let vocabulary = try Vocabulary(of: Self.text, unit: .word)
    let text = try EncodedText(Self.text, vocabulary: vocabulary)
    let whole = vocabulary.decodeBytes(text[0..<text.count])
    #expect(vocabulary.byteCount(of: text, in: 0..<text.count) == whole.count)
    for cut in 0...text.count {
      let parts = [0..<cut, cut..<text.count].map { vocabulary.byteCount(of: text, in: $0) }
      #expect(parts[0] + parts[1] == whole.count, "cut at \(cut)")
    }
  }

  @Test("An unknown word has the bytes and characters that it has in the text")
  func unknownSize() throws {
    let vocabulary = try Vocabulary(of: "a b\n", unit: .word, includesUnknown: true)
    let text = try EncodedText("a  höhe b", vocabulary: vocabulary, unknown: .unk)
    #expect(vocabulary.byteCount(of: text, in: 0..<3) == "a höhe b".utf8.count)
    #expect(vocabulary.characterCount(of: text, in: 1..<3) == " höhe b".count)
  }

  @Test("White space that is no line end is no symbol of a vocabulary")
  func whiteSpaceRefused() {
    #expect(throws: TextError.inconsistentVocabulary(.notOneSymbol(index: 1))) {
      try Vocabulary(unit: .word, symbols: [.lineEnd, Symbol("a b")], includesUnknown: false)
    }
  }
}
