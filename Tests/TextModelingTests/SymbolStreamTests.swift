import Foundation
import Testing

@testable import TextModeling

@Suite("Symbols of a stream")
struct SymbolStreamTests {
  private static let units: [TextUnit] = [.character, .scalar, .byte]
  private static let text = "Grüße, e\u{301}le\u{300}ve 👩‍👩‍👧 und 日本語.\r\n🇫🇷🇩🇪 end\u{308}."

  /// All symbols but the one held back, from pieces of `length` bytes.
  private func symbols(
    _ bytes: [UInt8], _ vocabulary: Vocabulary, pieces length: Int
  ) -> (indices: [Int32], pending: [UInt8], unknown: Int) {
    var stream = SymbolStream(vocabulary: vocabulary)
    var indices: [Int32] = []
    var (inputs, targets): ([Int32], [Int32]) = ([0], [0])
    for start in stride(from: 0, to: bytes.count, by: length) {
      stream.append(bytes[start..<min(start + length, bytes.count)])
      while stream.count > 1 {
        stream.take(inputs: &inputs, targets: &targets)
        indices.append(inputs[0])
      }
    }
    return (indices, stream.pending, stream.unknown.count)
  }

  @Test(
    "are those of the whole text, wherever the pieces are cut", arguments: units,
    [1, 2, 3, 7, 64, 5000])
  func pieces(unit: TextUnit, length: Int) throws {
    let bytes = Array(String(repeating: Self.text, count: 40).utf8)
    let vocabulary = try Vocabulary(of: bytes, unit: unit)
    let whole = try EncodedText(bytes, vocabulary: vocabulary)
    let found = symbols(bytes, vocabulary, pieces: length)
    #expect(found.indices == whole[0..<found.indices.count])
    #expect(found.indices.count >= whole.count - 2)
    #expect(vocabulary.decodeBytes(found.indices) + found.pending == bytes)
    #expect(found.unknown == 0)
  }

  @Test("what is pending, with further bytes, goes on as one text", arguments: units)
  func pending(unit: TextUnit) throws {
    let bytes = Array(Self.text.utf8)
    let vocabulary = try Vocabulary(of: bytes, unit: unit)
    let whole = symbols(bytes, vocabulary, pieces: 5000)
    for cut in 1..<bytes.count {
      let first = symbols(Array(bytes[..<cut]), vocabulary, pieces: 5000)
      var stream = SymbolStream(vocabulary: vocabulary, pending: first.pending)
      stream.append(bytes[cut...])
      var (inputs, targets): ([Int32], [Int32]) = ([0], [0])
      var indices = first.indices
      while stream.count > 1 {
        stream.take(inputs: &inputs, targets: &targets)
        indices.append(inputs[0])
      }
      #expect(indices == whole.indices, "cut at \(cut)")
      #expect(stream.pending == whole.pending)
    }
  }

  @Test("unknown symbols and bytes that are no text are left out, or <unk> where there is one")
  func unknown() throws {
    let bytes: [UInt8] = Array("ab\u{FFFF}c".utf8) + [0xFF, 0xC3] + Array("a b".utf8)
    let plain = try Vocabulary(of: "abc", unit: .character)
    let found = symbols(bytes, plain, pieces: 3)
    #expect(plain.decode(found.indices) == "abc")
    #expect(found.pending == Array("a b".utf8))
    #expect(found.unknown == 4)
    let open = try Vocabulary(of: "abc", unit: .character, includesUnknown: true)
    let all = symbols(bytes, open, pieces: 3)
    #expect(open.decode(all.indices) == "ab\u{FFFD}c\u{FFFD}\u{FFFD}a")
  }

  @Test("a byte order mark is no part of the text, but in bytes it is")
  func byteOrderMark() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("aba".utf8)
    let characters = try Vocabulary(of: "ab", unit: .character)
    #expect(symbols(bytes, characters, pieces: 1).unknown == 0)
    let all = try Vocabulary(
      unit: .byte, symbols: (0...255).map { Symbol(bytes: [$0]) }, includesUnknown: false)
    #expect(symbols(bytes, all, pieces: 1).indices.first == 0xEF)
  }

  @Test("a cluster without end is cut, as it is in a text that is read whole")
  func endlessCluster() throws {
    let bytes = Array(("a" + String(repeating: "\u{301}", count: 30_000)).utf8)
    let vocabulary = try Vocabulary(of: bytes, unit: .character)
    let whole = try EncodedText(bytes, vocabulary: vocabulary)
    let found = symbols(bytes, vocabulary, pieces: 4000)
    #expect(found.indices == whole[0..<found.indices.count] && found.indices.count == 2)
    #expect(found.pending.count <= 4 * 8192)
  }

  @Test("a cluster longer than a piece is one symbol")
  func longCluster() throws {
    let cluster = "e" + String(repeating: "\u{301}", count: 6000)
    let vocabulary = try Vocabulary(of: "ab" + cluster, unit: .character)
    let found = symbols(Array(("a" + cluster + "bb").utf8), vocabulary, pieces: 100)
    #expect(found.indices.count == 2)
    #expect(found.unknown == 0)
  }
}
