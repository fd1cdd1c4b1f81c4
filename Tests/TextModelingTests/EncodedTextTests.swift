import Testing

@testable import TextModeling

@Suite("Encoded text")
struct EncodedTextTests {
  /// A text of this many different scalars, each twice.
  func scalars(_ count: Int) -> String {
    var text = String.UnicodeScalarView()
    for value in 0..<UInt32(count) {
      // Steps over the surrogates.
      Unicode.Scalar(value < 0xD800 ? value : value + 0x800).map { text.append($0) }
    }
    text.append(contentsOf: Array(text))
    return String(text)
  }

  @Test(
    "The narrowest integers are chosen", arguments: [(256, 1), (257, 2), (65536, 2), (65537, 4)])
  func width(count: Int, bytes: Int) throws {
    let text = scalars(count)
    let vocabulary = try Vocabulary(of: text, unit: .scalar)
    let encoded = try EncodedText(text, vocabulary: vocabulary)
    #expect(vocabulary.count == count)
    #expect(encoded.bytesPerIndex == bytes)
    #expect(encoded.count == 2 * count)
    #expect(encoded.byteCount == text.utf8.count)
    // All counts are 2, so the index is the rank in code order.
    let isInOrder = encoded[0..<2 * count] == (0..<2 * count).map { Int32($0 % count) }
    #expect(isInOrder)
  }

  @Test("It holds what encode gives", arguments: TextUnit.allCases)
  func equalsEncode(unit: TextUnit) throws {
    let vocabulary = try Vocabulary(of: SampleTexts.mixed, unit: unit)
    let encoded = try EncodedText(SampleTexts.mixed, vocabulary: vocabulary)
    let indices = try vocabulary.encode(SampleTexts.mixed)
    #expect(encoded[0..<encoded.count] == indices)
    #expect(indices.indices.allSatisfy { encoded[$0] == indices[$0] })
    #expect(encoded.unknownCount == 0)
  }

  @Test("Copies go to strided places and leave the others")
  func stridedCopy() throws {
    let vocabulary = try Vocabulary(of: "abcd", unit: .character)
    let encoded = try EncodedText("abcd", vocabulary: vocabulary)
    var target = [Int32](repeating: -9, count: 7)
    encoded.copy(1..<4, into: &target, from: 1, stride: 2)
    #expect(target == [-9, 1, -9, 2, -9, 3, -9])
    encoded.copy(2..<2, into: &target)
    #expect(target == [-9, 1, -9, 2, -9, 3, -9])
  }

  @Test("Unknown symbols follow the policy and are counted")
  func unknown() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character, includesUnknown: true)
    let skipped = try EncodedText("a猫b", vocabulary: vocabulary, unknown: .skip)
    #expect(skipped[0..<2] == [0, 1])
    #expect((skipped.count, skipped.unknownCount, skipped.byteCount) == (2, 1, 2))
    let replaced = try EncodedText("a猫b", vocabulary: vocabulary, unknown: .unk)
    #expect(replaced[0..<3] == [0, 2, 1])
    #expect((replaced.count, replaced.unknownCount, replaced.byteCount) == (3, 1, 5))
    #expect(throws: TextError.unknownSymbol(Symbol("猫"), offset: 1, line: 1, column: 2)) {
      try EncodedText("a猫b", vocabulary: vocabulary)
    }
  }

  @Test("Invalid UTF-8 is refused")
  func invalid() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .scalar)
    #expect(throws: TextError.invalidUTF8(path: nil, byteOffset: 1, line: 1)) {
      try EncodedText([0x61, 0xC3], vocabulary: vocabulary)
    }
  }

  @Test("The bytes of a range are counted")
  func byteCount() throws {
    let text = "aé猫👩🏽‍🚀"
    let vocabulary = try Vocabulary(of: text, unit: .character)
    let encoded = try EncodedText(text, vocabulary: vocabulary)
    #expect(vocabulary.byteCount(of: encoded, in: 0..<4) == text.utf8.count)
    #expect(vocabulary.byteCount(of: encoded, in: 1..<3) == 5)
  }

  @Test("An unknown symbol has the bytes that it has in the text, wherever a range begins")
  func unknownBytes() throws {
    let vocabulary = try Vocabulary(of: "ab", unit: .character, includesUnknown: true)
    let text = try EncodedText("xéa猫b", vocabulary: vocabulary, unknown: .unk)
    #expect(vocabulary.byteCount(of: text, in: 0..<5) == 8)
    #expect(vocabulary.byteCount(of: text, in: 1..<3) == 3)
    #expect(vocabulary.byteCount(of: text, in: 3..<5) == 4)
    #expect(vocabulary.characterCount(of: text, in: 0..<5) == 5)
    #expect(text.memoryBytes == 5 + 3 * 8)
  }

  @Test("A range outside the text stops the program")
  func outOfRange() async {
    await #expect(processExitsWith: .failure) {
      let vocabulary = try Vocabulary(of: "ab", unit: .byte)
      let encoded = try EncodedText("ab", vocabulary: vocabulary)
      var target: [Int32] = [0, 0, 0]
      encoded.copy(0..<3, into: &target)
    }
  }
}
