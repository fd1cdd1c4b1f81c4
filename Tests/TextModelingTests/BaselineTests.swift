import Foundation
import Testing

@testable import TextModeling

@Suite("Baselines")
struct BaselineTests {
  static func measure(
    _ text: String, unit: TextUnit = .character, compressors: [Compressor] = Compressor.allCases
  ) throws -> [Baseline] {
    let vocabulary = try Vocabulary(of: text, unit: unit)
    let encoded = try EncodedText(text, vocabulary: vocabulary)
    let split = try TextSplit.contiguous(count: encoded.count, validationFraction: 0.1)
    return Baseline.measure(
      encoded, vocabulary: vocabulary, training: split.training, validation: split.validation,
      compressors: compressors)
  }

  @Test("On words, the 5-gram beats the unigram and the unigram the uniform")
  func order() throws {
    let baselines = try Self.measure(SampleTexts.words(count: 2000), compressors: [])
    #expect(baselines.map(\.kind) == [.uniform, .unigram, .ngram(order: 5)])
    #expect(baselines[1].natsPerSymbol < baselines[0].natsPerSymbol)
    #expect(baselines[2].natsPerSymbol < 0.5 * baselines[1].natsPerSymbol)
    #expect(baselines[2].natsPerSymbol > 0)
  }

  @Test("The uniform and the unigram baseline are their formulas")
  func formulas() throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    let text = try EncodedText("aabaac", vocabulary: vocabulary)
    let baselines = Baseline.measure(
      text, vocabulary: vocabulary, training: [0..<4], validation: [3..<6], compressors: [])
    #expect(abs(baselines[0].bitsPerSymbol - log2(3)) < 1e-15)
    // a 3 + 1, b 1 + 1, c 0 + 1 of 7; predicted are a and c.
    #expect(abs(baselines[1].bitsPerSymbol - (log2(7.0 / 4) + log2(7)) / 2) < 1e-14)
  }

  @Test("What is left out is not measured; nothing needs less than it takes")
  func leftOut() throws {
    let words = SampleTexts.words(count: 3000)
    let vocabulary = try Vocabulary(of: words, unit: .character)
    let text = try EncodedText(words, vocabulary: vocabulary)
    let (training, validation) = ([0..<text.count - 100], [text.count - 100..<text.count])
    let baselines = Baseline.measure(
      text, vocabulary: vocabulary, training: training, validation: validation,
      leavingOut: [.ngram(order: 5), .compressor(.lzma)])
    #expect(baselines.prefix(2).map(\.kind) == [.uniform, .unigram])
    #expect(!baselines.contains { [.ngram(order: 5), .compressor(.lzma)].contains($0.kind) })
    func bytes(_ kind: Baseline.Kind) -> Int {
      Baseline.mostBytes(
        of: kind, text, vocabularySize: vocabulary.count, training: training,
        validation: validation)
    }
    #expect(bytes(.compressor(.lzma)) > 18 << 20)
    #expect(bytes(.compressor(.zlib)) > 3 * text.byteCount)
  }

  @Test("A table of n-grams takes no more than is planned for so many", arguments: [1, 769, 5000])
  func table(count: Int) {
    var table = NGramTable()
    for key in 0..<count { _ = table.insert(UInt64(key) * 7919) }
    #expect(12 * table.keys.count + 4 * table.counts.capacity <= NGramTable.bytes(for: count) + 64)
    #expect(
      NGramModel.mostBytes(order: 2, vocabularySize: 10, symbols: count)
        >= NGramTable.bytes(for: min(count, 10)) + NGramTable.bytes(for: min(count, 100)))
  }

  @Test("A range without a prediction has no baselines")
  func nothing() throws {
    let vocabulary = try Vocabulary(of: "abc", unit: .character)
    let text = try EncodedText("abc", vocabulary: vocabulary)
    for validation in [[], [2..<3]] {
      #expect(
        Baseline.measure(
          text, vocabulary: vocabulary, training: [0..<2], validation: validation
        ).isEmpty)
    }
  }

  @Test(
    "A compressor that is there needs less than the text and at least what is random in it",
    arguments: Compressor.allCases)
  func compressor(_ compressor: Compressor) throws {
    guard compressor.compressedCount(of: [0]) != nil else { return }
    let baselines = try Self.measure(SampleTexts.words(count: 8000), compressors: [compressor])
    let row = try #require(baselines.last)
    #expect(row.kind == .compressor(compressor))
    #expect(row.bitsPerSymbol < 2)
    // 15 words, equally probable, of 5.2 characters with the space on average.
    #expect(row.bitsPerSymbol > log2(15) / 5.2)
  }

  @Test("Bytes that cannot be compressed fit the bound", arguments: Compressor.allCases)
  func incompressible(_ compressor: Compressor) {
    var state: UInt64 = 3
    let bytes = (0..<100_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    guard compressor.compressedCount(of: [0]) != nil else { return }
    for count in [0, 1, 1000, 100_000] {
      let compressed = compressor.compressedCount(of: Array(bytes[..<count]))
      #expect((compressed ?? 0) > 0, "\(count)")
    }
  }

  @Test("The names are those of a table")
  func names() {
    let kinds: [Baseline.Kind] = [.uniform, .unigram, .ngram(order: 5), .compressor(.lzma)]
    #expect(kinds.map(\.description) == ["uniform", "unigram", "5-gram", "lzma"])
  }

  @Test("The last symbols of ranges are taken from the end")
  func lastOfRanges() {
    #expect(lastSymbols(5, of: [0..<4, 6..<9]) == [2..<4, 6..<9])
    #expect(lastSymbols(2, of: [0..<4, 6..<9]) == [7..<9])
    #expect(lastSymbols(99, of: [0..<4, 6..<9]) == [0..<4, 6..<9])
  }
}
