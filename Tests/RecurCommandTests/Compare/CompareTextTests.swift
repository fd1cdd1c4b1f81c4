import Foundation
import SequenceTraining
import Testing

@testable import RecurCommand

@Suite("compare: the text")
struct CompareTextTests {
  @Test("is pieces of matching symbols, as many of one as of the other", arguments: [3, 4, 17])
  func grammar(size: Int) {
    let pairs = (size - 1) / 2
    let symbols = CountingText(vocabularySize: size).symbols(4000, seed: 1).map(Int.init)
    #expect(Set(symbols) == Set(0..<size))
    let pieces = symbols.split { $0 >= 2 * pairs }
    for piece in pieces.dropLast() {
      let half = Array(piece.prefix(piece.count / 2))
      #expect((1...8).contains(half.count) && Set(half).count == 1)
      #expect(Array(piece.suffix(piece.count / 2)) == half.map { $0 + pairs })
    }
  }

  @Test("has the entropy of its choices: of a^n b^n, three bits in ten symbols")
  func entropy() {
    #expect(abs(CountingText(vocabularySize: 3).entropy - 3 * log(2) / 10) < 1e-15)
    #expect(abs(CountingText(vocabularySize: 17).entropy - 6 * log(2) / 10) < 1e-15)
  }

  @Test("goes on from its beginning when a stream reaches its end")
  func stream() {
    var settings = CompareSettings()
    settings.sequenceLengths = [9]
    let text = ComparisonText(vocabularySize: 3, settings)
    let sequence = text.sequence(9)
    #expect(text.batch(0, length: 9).tokens == Array(sequence[..<9]))
    #expect(text.batch(0, length: 9).targets == Array(sequence[1...]))
    #expect(text.batch(3, length: 3).tokens == Array(sequence[..<3]))
  }
}
