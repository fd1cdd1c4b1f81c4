import Foundation
import TensorCore
import Testing

@testable import TextModeling

/// Texts and pairs of seeded chance: `RECUR_FUZZ=N` asks for N cases in all, where 1,500 are usual,
/// `RECUR_FUZZ_FROM` for other seeds than those from 0.
@Suite("Texts and pairs of chance")
struct FuzzTests {
  private static let testCount = 5
  private static let cases =
    (ProcessInfo.processInfo.environment["RECUR_FUZZ"].flatMap { Int($0) } ?? 1500) / testCount

  private static let firstSeed =
    ProcessInfo.processInfo.environment["RECUR_FUZZ_FROM"].flatMap { Int($0) } ?? 0

  /// What texts are made of: letters, line ends, marks, joiners, flags, NUL, quotation marks.
  private static let wellFormed: [[UInt8]] =
    [
      "a", "b", "ab", "the cat", " ", "\t", "\t", "\n", "\n", "\r", "\r\n", "\n\r", "\0", "0", "17",
      "en", "é", "e\u{301}", "\u{301}", "\u{200D}", "\u{1F469}", "\u{1F3FD}", "\u{1F1EB}", "猫",
      "か\u{3099}", "각", "\u{1100}", "\u{1161}", "क\u{94D}ष", "\u{FEFF}", "\u{2028}", "\u{85}",
      "\u{A0}", "\u{3000}", "Σ", "ß", "İ", "'", "\"", "qu'", "-", "...", "s'", "\u{10FFFF}",
      "l'a-b.c",
    ].map { Array($0.utf8) }

  /// What is no UTF-8: lone continuations, cut sequences, surrogates, overlong forms.
  private static let illFormed: [[UInt8]] = [
    [0x80], [0xBF], [0xC3], [0xE3, 0x81], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0x80],
    [0xFF], [0xFE], [0xF4, 0x90, 0x80, 0x80],
  ]

  private static func text(_ generator: inout RandomGenerator, valid: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<generator.index(below: 40) {
      let kinds = wellFormed.count + (valid ? 0 : illFormed.count)
      let kind = generator.index(below: kinds)
      let piece =
        kind < wellFormed.count ? wellFormed[kind] : illFormed[kind - wellFormed.count]
      // Now and then a run, such as of marks.
      let count = generator.index(below: 12) == 0 ? 30 : 1
      for _ in 0..<count { bytes += piece }
    }
    return bytes
  }

  /// Calls `body` with texts made from one seed after another.
  private static func forEachText(
    valid: Bool, _ body: ([UInt8], inout RandomGenerator) throws -> Void
  ) rethrows {
    for seed in firstSeed..<firstSeed + max(cases, 1) {
      var generator = RandomGenerator(seed: UInt64(seed))
      try body(text(&generator, valid: valid), &generator)
    }
  }

  @Test("Symbols put together are the text, characters those of String, decoded texts themselves")
  func symbols() throws {
    try Self.forEachText(valid: true) { bytes, _ in
      let characters = TextUnitSymbolsTests.symbols(
        String(decoding: bytes, as: UTF8.self), .character)
      #expect(characters == String(decoding: bytes, as: UTF8.self).map { Array($0.utf8) })
      guard !bytes.isEmpty else { return }
      for unit in [TextUnit.character, .scalar, .byte] {
        let vocabulary = try Vocabulary(of: bytes, unit: unit)
        let text = try EncodedText(bytes, vocabulary: vocabulary)
        let indices = text[0..<text.count]
        #expect(vocabulary.decodeBytes(indices) == bytes, "\(bytes)")
        #expect(vocabulary.byteCount(of: text, in: 0..<text.count) == bytes.count)
        var decoder = StreamingTextDecoder(vocabulary: vocabulary)
        let streamed = indices.map { decoder.append($0) }.joined() + decoder.finish()
        #expect(Array(streamed.utf8) == bytes, "\(bytes)")
      }
    }
  }

  @Test("A text with unknown symbols has as many bytes as the text")
  func unknown() throws {
    try Self.forEachText(valid: true) { bytes, generator in
      let other = Self.text(&generator, valid: true) + [0x61]
      for unit in [TextUnit.character, .scalar, .byte] {
        let vocabulary = try Vocabulary(
          of: other, unit: unit, maximumSize: 6, includesUnknown: true)
        let text = try EncodedText(bytes, vocabulary: vocabulary, unknown: .unk)
        let cut = generator.index(below: text.count + 1)
        let parts = [0..<cut, cut..<text.count].map { vocabulary.byteCount(of: text, in: $0) }
        #expect(parts[0] + parts[1] == bytes.count, "\(bytes)")
      }
    }
  }

  @Test("Words keep all that is no white space, and the ends of lines")
  func words() throws {
    func kept(_ text: String) -> String.UnicodeScalarView {
      text.unicodeScalars.filter { $0 == "\n" || !$0.properties.isWhitespace }
    }
    try Self.forEachText(valid: true) { bytes, _ in
      guard let vocabulary = try? Vocabulary(of: bytes, unit: .word) else { return }
      let text = String(decoding: bytes, as: UTF8.self)
      let again = vocabulary.decode(try vocabulary.encode(text))
      #expect(kept(again).elementsEqual(kept(text)), "\(bytes)")
    }
  }

  @Test("A stream has the same symbols in whatever pieces it comes")
  func stream() throws {
    try Self.forEachText(valid: false) { bytes, generator in
      for unit in [TextUnit.character, .scalar, .byte] {
        let vocabulary = try Vocabulary(
          of: Array("ab the cat\r\n\n\u{301}é猫\0".utf8), unit: unit, includesUnknown: true)
        var whole = SymbolStream(vocabulary: vocabulary)
        whole.append(bytes[...])
        var pieces = SymbolStream(vocabulary: vocabulary)
        var start = 0
        while start < bytes.count {
          let end = min(bytes.count, start + 1 + generator.index(below: 9))
          pieces.append(bytes[start..<end])
          start = end
        }
        #expect(whole.count == pieces.count && whole.unknown == pieces.unknown, "\(bytes)")
        #expect(whole.pending == pieces.pending, "\(bytes)")
      }
    }
  }

  @Test("Pairs are refused or read alike, whatever ends their lines")
  func pairs() {
    Self.forEachText(valid: false) { bytes, generator in
      let bytes = generator.index(below: 2) == 0 ? bytes : Self.mutatedPairs(bytes, &generator)
      guard UTF8Sequence.firstDefect(in: bytes) == nil else {
        #expect(throws: TextError.self) { try UTF8Sequence.validate(bytes) }
        return
      }
      func parsed(_ bytes: [UInt8]) -> Result<[SentencePair], PairError> {
        Result { () throws(PairError) in
          var skipped: SkippedLines?
          return try PairFile.parse(bytes, path: "p", skipping: &skipped)
        }
      }
      func parse(_ end: [UInt8]) -> Result<[SentencePair], PairError> {
        parsed(Array(Self.lines(bytes).joined(separator: end)))
      }
      let found = parsed(bytes)
      #expect(found == parse([lineFeed]), "\(bytes)")
      #expect(found == parse([carriageReturn, lineFeed]), "\(bytes)")
      #expect(found == parse([carriageReturn]), "\(bytes)")
      guard let pairs = try? found.get() else { return }
      for normalization in [
        TextNormalization(),
        TextNormalization(unit: .word, lowercases: true, splitsPunctuation: true),
      ] {
        for pair in pairs.prefix(3) {
          let once = normalization.normalize(pair.source)
          #expect(normalization.normalize(once) == once, "\(bytes)")
          #expect(!normalization.symbols(of: pair.target).isEmpty, "\(bytes)")
        }
      }
    }
  }

  /// The lines of bytes, found by another way than that which is tested.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for offset in bytes.indices where bytes[offset] == lineFeed || bytes[offset] == carriageReturn {
      let isSecond = bytes[offset] == lineFeed && offset > 0 && bytes[offset - 1] == carriageReturn
      if !isSecond { lines.append(bytes[start..<offset]) }
      start = offset + 1
    }
    lines.append(bytes[start...])
    return lines
  }

  /// A file of pairs in which a few bytes are others.
  private static func mutatedPairs(
    _ noise: [UInt8], _ generator: inout RandomGenerator
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<1 + generator.index(below: 6) {
      bytes += "the \(index) cat\tle \(index) chat".utf8
      bytes +=
        [[lineFeed], [carriageReturn], [carriageReturn, lineFeed]][generator.index(below: 3)]
    }
    for _ in 0..<generator.index(below: 4) {
      let place = generator.index(below: bytes.count)
      switch generator.index(below: 3) {
      case 0: bytes[place] = UInt8(generator.index(below: 256))
      case 1: bytes.remove(at: place)
      default: bytes.insert(contentsOf: noise.prefix(4), at: place)
      }
    }
    return bytes
  }
}
