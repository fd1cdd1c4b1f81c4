import Testing

@testable import TextModeling

@Suite("Symbols of a unit")
struct TextUnitSymbolsTests {
  static func symbols(_ text: String, _ unit: TextUnit) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    var symbols: [[UInt8]] = []
    unit.forEachSymbol(in: bytes) { symbols.append(Array(bytes[$0])) }
    return symbols
  }

  @Test("Grapheme clusters are those of String", arguments: SampleTexts.all + [SampleTexts.mixed])
  func clusters(text: String) {
    #expect(Self.symbols(text, .character) == text.map { Array(String($0).utf8) })
  }

  @Test("A cluster of more than 8,192 scalars is cut, one of as many is not")
  func longCluster() {
    let cluster = "a" + String(repeating: "\u{301}", count: 8191)
    #expect(
      Self.symbols("x" + cluster + "y", .character) == ["x", cluster, "y"].map { Array($0.utf8) })
    let longer = Self.symbols("x" + cluster + "\u{301}\u{301}y", .character)
    #expect(longer.map(\.count) == [1, cluster.utf8.count, 4, 1])
  }

  @Test("Scalars are those of String", arguments: SampleTexts.all)
  func scalars(text: String) {
    #expect(Self.symbols(text, .scalar) == text.unicodeScalars.map { Array(String($0).utf8) })
  }

  @Test("Bytes come one by one")
  func bytes() {
    #expect(Self.symbols("é", .byte) == [[0xC3], [0xA9]])
  }

  @Test("An empty text has no symbols", arguments: TextUnit.allCases)
  func empty(unit: TextUnit) {
    #expect(Self.symbols("", unit).isEmpty)
  }
}
