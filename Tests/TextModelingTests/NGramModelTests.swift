import Foundation
import Testing

@testable import TextModeling

@Suite("N-gram model")
struct NGramModelTests {
  static func encoded(
    _ text: String, _ unit: TextUnit = .character
  ) throws -> (EncodedText, Vocabulary) {
    let vocabulary = try Vocabulary(of: text, unit: unit, includesUnknown: true)
    return (try EncodedText(text, vocabulary: vocabulary), vocabulary)
  }

  @Test("Probabilities sum to one after every context, seen or not", arguments: 1...6)
  func sumsToOne(order: Int) throws {
    let (text, vocabulary) = try Self.encoded(SampleTexts.words(count: 60) + SampleTexts.mixed)
    let size = Int32(vocabulary.count)
    let ranges = [0..<100, 150..<text.count]
    let model = NGramModel(order: order, vocabularySize: Int(size), training: ranges, of: text)
    // The last symbols of a range are a context that nothing follows; <unk> was never seen.
    var contexts = (0..<40).map { text[$0 * 7..<$0 * 7 + $0 % 7] }
    contexts += [
      text[95..<100], text[text.count - 5..<text.count], [size - 1], [0, size - 1, 0, 0],
    ]
    for context in contexts {
      let probabilities = (0..<size).map { model.probability(of: $0, after: context) }
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12, "\(context)")
      #expect(probabilities.allSatisfy { $0 > 0 })
    }
  }

  @Test("A model of order 2 gives the probabilities of the equation")
  func byHand() throws {
    // "ababac": counts of counts give no discounts, so every D is 0.75.
    let (text, vocabulary) = try Self.encoded("ababac")
    let size = Double(vocabulary.count)
    let model = NGramModel(
      order: 2, vocabularySize: vocabulary.count, training: [0..<6], of: text)
    let a = try #require(vocabulary.index(of: Symbol("a")))
    let b = try #require(vocabulary.index(of: Symbol("b")))
    // Distinct symbols to the left: a after the beginning and b, b after a, c after a.
    let lowerB = (1 - 0.75 + 3 * 0.75 / size) / 4
    #expect(abs(model.probability(of: b, after: []) - lowerB) < 1e-15)
    // After a: b twice, c once.
    let higherB = (2 - 0.75 + 2 * 0.75 * lowerB) / 3
    #expect(abs(model.probability(of: b, after: [a]) - higherB) < 1e-15)
  }

  @Test("Only the last order - 1 symbols matter")
  func contextLength() throws {
    let (text, vocabulary) = try Self.encoded(SampleTexts.words(count: 100))
    let model = NGramModel(
      order: 3, vocabularySize: vocabulary.count, training: [0..<text.count], of: text)
    #expect(
      model.probability(of: 0, after: text[0..<9]) == model.probability(of: 0, after: text[7..<9]))
  }

  @Test("The cross-entropy is the mean over every symbol but the first of a range")
  func crossEntropy() throws {
    let (text, vocabulary) = try Self.encoded(SampleTexts.words(count: 100))
    let model = NGramModel(
      order: 4, vocabularySize: vocabulary.count, training: [0..<300], of: text)
    let ranges = [300..<310, 320..<321, 330..<340]
    var nats = 0.0
    for range in ranges {
      for offset in range.dropFirst() {
        nats -= log(model.probability(of: text[offset], after: text[range.lowerBound..<offset]))
      }
    }
    #expect(abs(model.crossEntropy(of: text, in: ranges) - nats / 18) < 1e-12)
    #expect(model.crossEntropy(of: text, in: []) == 0)
  }

  @Test("A text of one symbol is predicted")
  func oneSymbol() throws {
    let vocabulary = try Vocabulary(of: "a", unit: .byte)
    let text = try EncodedText("aaaaaaaa", vocabulary: vocabulary)
    let model = NGramModel(vocabularySize: 1, training: [0..<8], of: text)
    #expect(abs(model.probability(of: 0, after: [0, 0]) - 1) < 1e-15)
  }

  @Test("Without training text every symbol is equally probable")
  func untrained() throws {
    let (text, vocabulary) = try Self.encoded("abc")
    let model = NGramModel(vocabularySize: vocabulary.count, training: [], of: text)
    #expect(model.probability(of: 1, after: [0]) == 0.25)
  }

  @Test("The table finds every key after growing, and no other")
  func table() {
    var table = NGramTable()
    for key in 0..<UInt64(5000) { #expect(table.insert(key * 77) == (Int(key), true)) }
    for key in 0..<UInt64(5000) {
      #expect(table.insert(key * 77) == (Int(key), false))
      #expect(table.number(of: key * 77 + 1) == nil)
    }
    #expect(table.counts.count == 5000)
  }
}
