import Foundation
import Testing

@testable import TextModeling

@Suite("Vocabulary")
struct VocabularyTests {
  @Test("The most frequent symbol comes first and ties stand in code order")
  func order() throws {
    let vocabulary = try Vocabulary(of: "cabbbcaéZ", unit: .character)
    #expect(vocabulary.symbols == ["b", "a", "c", "Z", "é"].map { Symbol($0) })
    #expect(vocabulary.unknownIndex == nil)
    #expect(vocabulary.count == 5)
  }

  @Test("A cap keeps the most frequent and ends with <unk>")
  func cap() throws {
    let vocabulary = try Vocabulary(of: "aaabbcd", unit: .scalar, maximumSize: 3)
    #expect(vocabulary.symbols == [Symbol("a"), Symbol("b"), .unknown])
    #expect(vocabulary.unknownIndex == 2)
  }

  @Test("A cap that leaves nothing out adds no <unk>", arguments: [4, 5, 1000])
  func wideCap(maximumSize: Int) throws {
    let vocabulary = try Vocabulary(of: "abcd", unit: .character, maximumSize: maximumSize)
    #expect(vocabulary.count == 4)
    #expect(vocabulary.unknownIndex == nil)
  }

  @Test("An <unk> that is asked for counts under the cap")
  func unknownUnderCap() throws {
    let uncapped = try Vocabulary(of: "abcd", unit: .character, includesUnknown: true)
    #expect(uncapped.count == 5)
    let capped = try Vocabulary(
      of: "abcd", unit: .character, maximumSize: 4, includesUnknown: true)
    #expect(capped.symbols == [Symbol("a"), Symbol("b"), Symbol("c"), .unknown])
  }

  @Test("A cap below two is refused", arguments: [1, 0, -3])
  func smallCap(maximumSize: Int) {
    #expect(throws: TextError.maximumSizeTooSmall(found: maximumSize, minimum: 2)) {
      try Vocabulary(of: "ab", unit: .character, maximumSize: maximumSize)
    }
  }

  @Test("An empty text has no vocabulary", arguments: TextUnit.allCases)
  func empty(unit: TextUnit) {
    #expect(throws: TextError.emptyText) { try Vocabulary(of: "", unit: unit) }
  }

  @Test(
    "A text of one symbol has a vocabulary of one",
    arguments: [TextUnit.character, .scalar, .byte, .word])
  func oneSymbol(unit: TextUnit) throws {
    let text = unit == .word ? "z z z" : "zzz"
    #expect(try Vocabulary(of: text, unit: unit).symbols == [Symbol("z")])
  }

  @Test("Bytes that are not UTF-8 are refused unless the unit is the byte")
  func invalidBytes() throws {
    let bytes: [UInt8] = [0x61, 0x0A, 0xFF]
    for unit in [TextUnit.character, .scalar] {
      #expect(throws: TextError.invalidUTF8(path: nil, byteOffset: 2, line: 2)) {
        try Vocabulary(of: bytes, unit: unit)
      }
    }
    #expect(try Vocabulary(of: bytes, unit: .byte).count == 3)
  }

  @Test("Canonically equivalent spellings are two symbols, and CR LF is one character")
  func exactSpelling() throws {
    #expect(try Vocabulary(of: "\u{E9}e\u{301}", unit: .character).count == 2)
    #expect(try Vocabulary(of: "\r\n\r\n", unit: .character).symbols == [Symbol("\r\n")])
    #expect(try Vocabulary(of: "\r\n\r\n", unit: .scalar).count == 2)
  }

  @Test(
    "JSON gives back the same vocabulary", arguments: TextUnit.allCases, [nil, 5] as [Int?])
  func json(unit: TextUnit, maximumSize: Int?) throws {
    let text = SampleTexts.mixed + "\0\u{7F}\u{2028}\"\\/\u{FFFD}\u{FEFF}"
    let vocabulary = try Vocabulary(
      of: text, unit: unit, maximumSize: maximumSize.map { unit == .bytePair ? 256 + $0 : $0 })
    let data = try JSONEncoder().encode(vocabulary)
    let decoded = try JSONDecoder().decode(Vocabulary.self, from: data)
    #expect(decoded == vocabulary)
    #expect(decoded.symbols.map(\.bytes) == vocabulary.symbols.map(\.bytes))
  }

  @Test("JSON keeps bytes that are no text")
  func jsonBytes() throws {
    let vocabulary = try Vocabulary(of: Array(UInt8.min...UInt8.max), unit: .byte)
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
  }

  @Test(
    "A vocabulary from a file that contradicts itself is refused",
    arguments: [
      (#"{"unit":"character","symbols":[]}"#, .noSymbols),
      (
        #"{"unit":"scalar","symbols":["a","b","a"]}"#,
        .duplicate(Symbol("a"), first: 0, second: 2)
      ),
      (
        #"{"unit":"byte","symbols":[1,1]}"#,
        .duplicate(Symbol(bytes: [1]), first: 0, second: 1)
      ),
      (#"{"unit":"scalar","symbols":["a","bc"]}"#, .notOneSymbol(index: 1)),
      (#"{"unit":"character","symbols":["a",""]}"#, .notOneSymbol(index: 1)),
      (
        #"{"unit":"character","symbols":["a","b"],"unknown_index":1}"#,
        .unknownIndex(found: 1, expected: 2)
      ),
      (
        #"{"unit":"character","symbols":["a"],"unknown_index":-7}"#,
        .unknownIndex(found: -7, expected: 1)
      ),
    ] as [(String, VocabularyDefect)])
  func inconsistent(json: String, defect: VocabularyDefect) {
    #expect(throws: TextError.inconsistentVocabulary(defect)) {
      try JSONDecoder().decode(Vocabulary.self, from: Data(json.utf8))
    }
  }

  @Test("JSON of another form is a decoding error")
  func wrongForm() {
    for json in [#"{"unit":"word","symbols":["a"]}"#, #"{"unit":"byte","symbols":[300]}"#, "[]"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Vocabulary.self, from: Data(json.utf8))
      }
    }
  }

  @Test("A symbol describes itself visibly")
  func description() {
    #expect(Symbol("é").description == "é")
    #expect(Symbol("\r\n").description == "U+000D U+000A")
    #expect(Symbol(" ").description == "U+0020")
    #expect(Symbol(bytes: [0xE3]).description == "0xE3")
    #expect(Symbol.unknown.description == "<unk>")
  }
}
