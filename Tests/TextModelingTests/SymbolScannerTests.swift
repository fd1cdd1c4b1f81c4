import Testing

@testable import TextModeling

@Suite("Symbol scanner")
struct SymbolScannerTests {
  static func symbols(_ text: String, _ unit: TextUnit, pieceLength: Int = 4096) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    var symbols: [[UInt8]] = []
    SymbolScanner.forEachSymbol(in: bytes, unit: unit, pieceLength: pieceLength) {
      symbols.append(Array(bytes[$0]))
    }
    return symbols
  }

  @Test(
    "Grapheme clusters are those of String, wherever a piece ends",
    arguments: [4, 5, 7, 16, 33, 4096], SampleTexts.all + [SampleTexts.mixed])
  func clusters(pieceLength: Int, text: String) {
    let expected = text.map { Array(String($0).utf8) }
    #expect(Self.symbols(text, .character, pieceLength: pieceLength) == expected)
  }

  @Test("A cluster longer than a piece stays whole")
  func longCluster() {
    let cluster = "a" + String(repeating: "\u{301}", count: 50)
    let found = Self.symbols("x" + cluster + "y", .character, pieceLength: 8)
    #expect(found == ["x", cluster, "y"].map { Array($0.utf8) })
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
