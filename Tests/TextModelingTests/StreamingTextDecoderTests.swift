import Testing

@testable import TextModeling

@Suite("Streaming text decoder")
struct StreamingTextDecoderTests {
  static let allBytes = try? Vocabulary(
    unit: .byte, symbols: (UInt8.min...UInt8.max).map { Symbol(bytes: [$0]) },
    includesUnknown: true)

  @Test(
    "What it gives out is what decode gives", arguments: TextUnit.allCases,
    SampleTexts.all + [SampleTexts.mixed])
  func equalsDecode(unit: TextUnit, text: String) throws {
    let vocabulary = try Vocabulary(of: text, unit: unit)
    var decoder = StreamingTextDecoder(vocabulary: vocabulary)
    let indices = try vocabulary.encode(text)
    let whole = vocabulary.decode(indices)
    var pieces = indices.map { decoder.append($0) }
    pieces.append(decoder.finish())
    #expect(Array(pieces.joined().utf8) == Array(whole.utf8))
    // Every cluster is whole: the pieces' clusters, counted apart, are those of the text.
    #expect(pieces.reduce(0) { $0 + $1.count } == whole.count)
  }

  @Test("Random bytes give the repaired text that decode gives")
  func randomBytes() throws {
    let vocabulary = try #require(Self.allBytes)
    var state: UInt64 = 1
    for _ in 0..<200 {
      let indices = (0..<24).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Mostly lead and continuation bytes, and some <unk>.
        let value = Int32(state >> 40) % 257
        return value < 0x60 ? value + 0x80 : value
      }
      var decoder = StreamingTextDecoder(vocabulary: vocabulary)
      let streamed = indices.map { decoder.append($0) }.joined() + decoder.finish()
      #expect(Array(streamed.utf8) == Array(vocabulary.decode(indices).utf8), "\(indices)")
    }
  }

  @Test("A symbol appears when the next one proves that it is complete")
  func holdsBack() throws {
    let text = "ae\u{301}🇯🇵\r\nb"
    let vocabulary = try Vocabulary(of: text, unit: .scalar)
    var decoder = StreamingTextDecoder(vocabulary: vocabulary)
    let pieces = try vocabulary.encode(text).map { decoder.append($0) }
    #expect(pieces == ["", "a", "", "e\u{301}", "", "🇯🇵", "", "\r\n"])
    #expect(decoder.finish() == "b")
    #expect(decoder.finish() == "")
  }

  @Test(
    "A cluster without end is given out in parts",
    arguments: ["\u{301}", "\u{200D}", "\u{1F469}\u{200D}"])
  func endlessCluster(part: String) throws {
    let vocabulary = try Vocabulary(of: "a" + part, unit: .scalar)
    let indices = try vocabulary.encode("a" + String(repeating: part, count: 20_000))
    var decoder = StreamingTextDecoder(vocabulary: vocabulary)
    let given = indices.map { decoder.append($0) }.joined()
    #expect(indices.count - given.unicodeScalars.count <= 8192)
    #expect(Array((given + decoder.finish()).utf8) == vocabulary.decodeBytes(indices))
  }

  @Test("A sequence that is cut off by the end becomes U+FFFD")
  func cutOff() throws {
    let vocabulary = try #require(Self.allBytes)
    var decoder = StreamingTextDecoder(vocabulary: vocabulary)
    let given = [0x61, 0xF0, 0x9F, 0x98].map { decoder.append($0) }.joined()
    #expect(given == "")
    #expect(decoder.finish() == "a\u{FFFD}")
  }
}
