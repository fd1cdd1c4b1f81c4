import Foundation
import Testing

@testable import TextModeling

@Suite("Text normalisation")
struct TextNormalizationTests {
  @Test("Marks in any number and order compose as Foundation has it")
  func marks() {
    let marks = ["\u{301}", "\u{323}", "\u{308}", "\u{F71}", "\u{345}", "\u{5B4}"]
    for count in [1, 29, 30, 31, 32, 200] {
      for start in ["", "e", "é", "\u{F40}", "e\u{334}"] {
        let run = (0..<count).map { marks[($0 * 5 + $0 / 7) % marks.count] }.joined()
        let text = start + run + "z" + run
        let composed = text.precomposedStringWithCanonicalMapping
        #expect(Array(text.composedForm.utf8) == Array(composed.utf8), "\(count) after \(start)")
      }
    }
  }

  @Test("A hundred thousand marks out of order are no hard work")
  func longRun() {
    let text = "a" + String(repeating: "\u{301}\u{323}", count: 50_000)
    let composed = TextNormalization().normalize(text)
    #expect(composed.unicodeScalars.first == "\u{1EA1}")
    #expect(composed.unicodeScalars.count == 100_000)
  }

  let words = TextNormalization(unit: .word, splitsPunctuation: true)

  func spelled(_ text: String, _ normalization: TextNormalization) -> [String] {
    normalization.symbols(of: text).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test("Text is composed, lower-cased and trimmed as the options say")
  func normalize() {
    let decomposed = " \u{3000}Cafe\u{301} Noir\t"
    #expect(
      Array(TextNormalization().normalize(decomposed).utf8) == Array("Caf\u{E9} Noir".utf8))
    #expect(
      Array(TextNormalization(composes: false).normalize(decomposed).utf8)
        == Array("Cafe\u{301} Noir".utf8))
    #expect(TextNormalization(lowercases: true).normalize("ÉTÉ À Paris") == "été à paris")
    #expect(TextNormalization().normalize(" \n") == "")
  }

  @Test("Normalising twice changes nothing", arguments: TextUnit.allCases)
  func idempotent(unit: TextUnit) {
    let normalization = TextNormalization(unit: unit, lowercases: true)
    for text in SampleTexts.all + ["İstanbul", "ΣΊΣΥΦΟΣ", "  a  b "] {
      let once = normalization.normalize(text)
      #expect(Array(normalization.normalize(once).utf8) == Array(once.utf8))
    }
  }

  @Test("Units below the word give back the normalised text", arguments: TextUnit.allCases)
  func inverse(unit: TextUnit) {
    guard unit != .word else { return }
    let normalization = TextNormalization(unit: unit)
    for text in SampleTexts.all {
      let symbols = normalization.symbols(of: text)
      #expect(
        Array(normalization.text(of: symbols).utf8) == Array(normalization.normalize(text).utf8))
    }
  }

  @Test("The units cut a text differently")
  func units() {
    #expect(spelled("é\u{323}x", TextNormalization(composes: false)).count == 2)
    #expect(spelled("か\u{309A}x", TextNormalization(unit: .scalar)).count == 3)
    #expect(TextNormalization(unit: .byte).symbols(of: "か").count == 3)
    #expect(
      spelled(" one\u{A0}two,  three ", TextNormalization(unit: .word)) == ["one", "two,", "three"])
  }

  @Test(
    "Punctuation is split from words and kept within them",
    arguments: [
      ("Hello, world!", ["Hello", ",", "world", "!"]),
      ("I don't know.", ["I", "don't", "know", "."]),
      ("It’s 1,250.75 at 10:30.", ["It’s", "1,250.75", "at", "10:30", "."]),
      ("L'homme qu'il n'aime pas", ["L'", "homme", "qu'", "il", "n'", "aime", "pas"]),
      ("Aujourd’hui, d’accord", ["Aujourd’hui", ",", "d’", "accord"]),
      ("Est-ce vrai ?", ["Est-ce", "vrai", "?"]),
      ("at 5 a.m. ...", ["at", "5", "a.m", ".", "..."]),
      ("the students' books", ["the", "students'", "books"]),
      ("he said 'yes' twice", ["he", "said", "'", "yes", "'", "twice"]),
      ("「はい」。", ["「", "はい", "」", "。"]),
      ("?!", ["?", "!"]), ("(a/b)", ["(", "a", "/", "b", ")"]), ("", []),
    ])
  func split(text: String, expected: [String]) {
    #expect(spelled(text, words) == expected)
  }

  @Test(
    "Words are joined to what an English or French writer would have written",
    arguments: [
      "Hello, world!", "I don't know.", "It’s 1,250.75 at 10:30.", "L'homme qu'il n'aime pas.",
      "Aujourd’hui, d’accord.", "He said \"come in\" and (quietly) left; why?",
      "the students' books", "he said 'yes' twice", "It costs $5 or £4.", "「はい」と、彼は言った。",
      "Wait... what?", "¿Qué tal?", "50% of them: and/or", "rock - and roll",
    ])
  func join(text: String) {
    #expect(words.text(of: words.symbols(of: text)) == text)
  }

  @Test("The spacing of punctuation is learned from texts")
  func learned() {
    var french = words
    french.spacing = PunctuationSpacing(of: [
      "Qui est là ?", "Tu viens ?", "Non !", "Viens\u{202F}!", "Va\u{202F}!",
      "Il dit : « oui », puis rien.",
    ])
    let text = "Il dit : « viens\u{202F}! »"
    #expect(french.text(of: french.symbols(of: "Où vas-tu?")) == "Où vas-tu ?")
    #expect(french.text(of: french.symbols(of: text)) == text)
    #expect(words.text(of: words.symbols(of: "Où vas-tu ?")) == "Où vas-tu?")
  }

  @Test("A normalisation comes back from JSON equal, its learned spacing too")
  func codable() throws {
    var normalization = TextNormalization(unit: .word, lowercases: true, splitsPunctuation: true)
    normalization.spacing = PunctuationSpacing(of: ["Quoi ?", "Ah : bon"])
    let data = try JSONEncoder().encode(normalization)
    #expect(try JSONDecoder().decode(TextNormalization.self, from: data) == normalization)
  }
}
