import Testing

@testable import TextModeling

@Suite("Vocabulary encoding")
struct VocabularyEncodingTests {
  @Test(
    "Decoding gives back the bytes of the text", arguments: [TextUnit.character, .scalar, .byte],
    SampleTexts.all + [SampleTexts.mixed])
  func roundTrip(unit: TextUnit, text: String) throws {
    let vocabulary = try Vocabulary(of: text, unit: unit)
    let indices = try vocabulary.encode(text)
    #expect(Array(vocabulary.decode(indices).utf8) == Array(text.utf8))
    let expected =
      switch unit {
      case .character: text.count
      case .scalar: text.unicodeScalars.count
      case .byte, .word, .bytePair: text.utf8.count
      }
    #expect(indices.count == expected)
  }

  @Test("Symbols of eight bytes and more are told apart")
  func longSymbols() throws {
    let text = SampleTexts.flags + SampleTexts.family
    let vocabulary = try Vocabulary(of: text, unit: .character)
    #expect(vocabulary.index(of: Symbol("🇯🇵")) != vocabulary.index(of: Symbol("🇫🇷")))
    #expect(vocabulary.index(of: Symbol("👨‍👩‍👧")) == nil)
  }

  @Test(
    "An unknown symbol is reported with its place",
    arguments: [
      (.character, "ab\r\nbe\u{301}a", "e\u{301}", 4, 2, 2),
      (.scalar, "ab\r\nbe\u{301}a", "e", 5, 2, 2),
      (.byte, "ab\r\nbe\u{301}a", "e", 5, 2, 2),
      (.character, "x", "x", 0, 1, 1),
      (.character, "a\n\n猫", "猫", 3, 3, 1),
    ] as [(TextUnit, String, String, Int, Int, Int)])
  func place(unit: TextUnit, text: String, symbol: String, offset: Int, line: Int, column: Int)
    throws
  {
    let vocabulary = try Vocabulary(of: "ab\r\n\n", unit: unit)
    let expected = TextError.unknownSymbol(
      Symbol(symbol), offset: offset, line: line, column: column)
    #expect(throws: expected) { try vocabulary.encode(text) }
  }

  @Test(
    "A line end that the vocabulary's text did not have is named beside those that it had",
    arguments: [TextUnit.character, .scalar, .byte])
  func lineEnds(unit: TextUnit) throws {
    let lines = try Vocabulary(of: "ab\n", unit: unit)
    #expect(throws: TextError.otherLineEnds(found: "CR LF", known: "LF", line: 1)) {
      try lines.encode("ab\r\na")
    }
    #expect(throws: TextError.otherLineEnds(found: "CR", known: "LF", line: 2)) {
      try lines.encode("ab\na\rb")
    }
    let old = try Vocabulary(of: "ab\r", unit: unit)
    #expect(throws: TextError.otherLineEnds(found: "LF", known: "CR", line: 1)) {
      try old.encode("ab\na")
    }
  }

  @Test("Characters of CR LF do not know LF")
  func windowsLines() throws {
    let vocabulary = try Vocabulary(of: "ab\r\n", unit: .character)
    #expect(throws: TextError.otherLineEnds(found: "LF", known: "CR LF", line: 1)) {
      try vocabulary.encode("ab\na")
    }
  }

  @Test("The first five kinds of unknown symbols are kept")
  func examples() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character)
    var unknown = UnknownSymbols()
    _ = try vocabulary.encode("vwavwxyz", unknown: .skip, noting: &unknown)
    #expect(unknown.count == 7 && !unknown.hasOthers)
    #expect(unknown.examples == ["v", "w", "x", "y", "z"].map { Symbol($0) })
    _ = try vocabulary.encode("vq", unknown: .skip, noting: &unknown)
    #expect(unknown.count == 9 && unknown.hasOthers && unknown.examples.count == 5)
  }

  @Test("Unknown symbols are skipped and counted")
  func skip() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character)
    var unknown = UnknownSymbols()
    let indices = try vocabulary.encode("xaybz", unknown: .skip, noting: &unknown)
    #expect(indices == [0, 1])
    #expect(unknown.count == 3)
  }

  @Test("Unknown symbols become <unk>, are counted, and decode as U+FFFD")
  func unk() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character, includesUnknown: true)
    var unknown = UnknownSymbols()
    let indices = try vocabulary.encode("x猫a", unknown: .unk, noting: &unknown)
    #expect(indices == [2, 2, 0])
    #expect(unknown.count == 2)
    #expect(vocabulary.decode(indices) == "\u{FFFD}\u{FFFD}a")
  }

  @Test("The policy unk needs an <unk>")
  func unkWithoutUnknown() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character)
    #expect(throws: TextError.noUnknownSymbol) { try vocabulary.encode("ab", unknown: .unk) }
  }

  @Test("An <unk> does not make unknown symbols known to the policy error")
  func errorWithUnknown() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character, includesUnknown: true)
    #expect(throws: TextError.unknownSymbol(Symbol("c"), offset: 1, line: 1, column: 2)) {
      try vocabulary.encode("ac")
    }
  }

  @Test("Bytes that are no UTF-8 are repaired in the whole text only")
  func repair() throws {
    let bytes: [UInt8] = [0xE3, 0x81, 0x82, 0xE3, 0x81, 0x41]
    let vocabulary = try Vocabulary(of: bytes, unit: .byte)
    let indices = bytes.compactMap { vocabulary.index(of: Symbol(bytes: [$0])) }
    #expect(vocabulary.decode(indices) == "あ\u{FFFD}A")
    #expect(vocabulary.decodeBytes(indices) == bytes)
  }

  @Test("Decoding an index outside the vocabulary stops the program")
  func outOfRange() async {
    await #expect(processExitsWith: .failure) {
      _ = try Vocabulary(of: "ab", unit: .byte).decode([2])
    }
  }

  @Test("One-hot rows hold one 1 each and decode to their indices")
  func oneHot() throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    let rows = try vocabulary.oneHotEncode([2, 0])
    #expect(rows == [0, 0, 1, 1, 0, 0])
    #expect(try vocabulary.oneHotDecode(rows) == [2, 0])
    let doubles = try vocabulary.oneHotEncode([1], as: Double.self)
    #expect(doubles == [0, 1, 0])
    #expect(try vocabulary.oneHotEncode([]).isEmpty)
  }

  @Test("An index outside the vocabulary has no one-hot row", arguments: [-1, 3] as [Int32])
  func oneHotRange(index: Int32) throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    #expect(throws: TextError.indexOutOfRange(index: index, offset: 1, vocabularySize: 3)) {
      try vocabulary.oneHotEncode([0, index])
    }
  }

  @Test(
    "A row that is not one-hot is refused",
    arguments: [([0, 0, 0], 0), ([1, 0, 1], 2), ([0, 0.5, 0], 1), ([.nan, 0, 0], 1)]
      as [([Double], Int)])
  func notOneHot(row: [Double], nonZeros: Int) throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    #expect(throws: TextError.notOneHot(row: 1, nonZeros: nonZeros)) {
      try vocabulary.oneHotDecode([0, 1, 0] + row)
    }
  }

  @Test("A part of a row is refused")
  func partOfRow() throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    #expect(throws: TextError.oneHotCount(found: 4, vocabularySize: 3)) {
      try vocabulary.oneHotDecode([1, 0, 0, 1] as [Float])
    }
  }
}
