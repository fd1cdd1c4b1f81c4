import Testing

@testable import Terminal

@Suite("Visible text")
struct VisibleTextTests {
  @Test(
    "columns are counted as a terminal shows them",
    arguments: [
      ("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("ｱ", 1), ("ｗ", 1 + 1), ("👍🏽", 2), ("한", 2),
      ("█▏", 2), ("\u{7}", 0), ("❤️", 2),
    ])
  func displayWidths(text: String, expected: Int) {
    #expect(displayWidth(text) == expected)
  }

  @Test("control characters become visible and long texts are cut")
  func visibility() {
    #expect(visible("a\nb\u{1B}[2J\u{2028}") == "a\\nb\\u{1B}[2J\\u{2028}")
    #expect(visible("日本") == "日本")
    #expect(visible("abcdef", limit: 3) == "abc…")
    #expect(visible("abc", limit: 3) == "abc")
  }

  @Test("one character of many marks, or many escapes, makes no long text")
  func longCharacters() {
    #expect(visible(String(repeating: "\u{301}", count: 200_000)).unicodeScalars.count == 121)
    #expect(visible(String(repeating: "\u{1B}", count: 60), limit: 60).count <= 61)
  }

  @Test("bytes that are no UTF-8 are shown as what they are")
  func bytes() {
    #expect(visible(Array("é".utf8) + [0xFF, 0x41, 0x0A]) == "é\\xFFA\\n")
    #expect(visible([UInt8](repeating: 0xC3, count: 1000)).count == 121)
  }
}
