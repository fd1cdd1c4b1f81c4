import Testing

@testable import TextModeling

@Suite("BLEU tokenisation")
struct BLEUTokenizationTests {
  func tokens(_ text: String, _ tokenization: BLEUTokenization) -> [String] {
    tokenization.tokens(of: text.scalarString).map { String(String.UnicodeScalarView($0)) }
  }

  @Test("13a leaves points and commas between digits and splits the others")
  func thirteenA() {
    #expect(tokens("1,250.75, or so.", .thirteenA) == ["1,250.75", ",", "or", "so", "."])
    #expect(tokens("10-12 B-52 x-y", .thirteenA) == ["10", "-", "12", "B-52", "x-y"])
    #expect(tokens("it's (a&amp;b)!", .thirteenA) == ["it's", "(", "a", "&", "b", ")", "!"])
  }

  @Test("intl splits Unicode punctuation and symbols too")
  func international() {
    #expect(tokens("« Oui », 5€", .international) == ["«", "Oui", "»", ",", "5", "€"])
    #expect(tokens("はい。いいえ", .international) == ["はい", "。", "いいえ"])
  }

  @Test("char takes every scalar but white space")
  func character() {
    #expect(tokens(" e\u{301} b ", .character) == ["e", "\u{301}", "b"])
  }

  @Test("none cuts at white space alone", arguments: ["", " \u{3000}\t"])
  func none(empty: String) {
    #expect(tokens("a,b\u{A0}c", .none) == ["a,b", "c"])
    #expect(tokens(empty, .none).isEmpty)
  }

  @Test("the tokens follow the script of the references")
  func script() {
    #expect(BLEUTokenization(for: ["私は学生です。", "ok"]) == .character)
    #expect(BLEUTokenization(for: ["I am a student.", "寿司"]) == .thirteenA)
    #expect(BLEUTokenization(for: []) == .thirteenA)
  }
}
