import Foundation
import SequenceModels
import TensorCore
import Testing

@Suite("Symbol sampler")
struct SymbolSamplerTests {
  /// The symbols chosen from the same logits again and again.
  private func symbols<S: KernelScalar>(
    _ logits: [S], _ options: SamplingOptions, count: Int, seed: UInt64 = 1
  ) -> [Int32] {
    var sampler = SymbolSampler(vocabularySize: logits.count, options: options)
    var generator = RandomGenerator(seed: seed)
    return Tensor(shape: [logits.count], values: logits).withBlock { block in
      (0..<count).map { _ in sampler.next(block, using: &generator) }
    }
  }

  private func frequencies(_ symbols: [Int32], size: Int) -> [Double] {
    (0..<size).map { symbol in
      Double(symbols.count { $0 == Int32(symbol) }) / Double(symbols.count)
    }
  }

  @Test("symbols are drawn with the softmax's probabilities", arguments: [0.5, 1, 2])
  func distribution(temperature: Double) {
    let logits = [0.0, 1, -1, 0.5]
    let weights = logits.map { exp($0 / temperature) }
    let total = weights.reduce(0, +)
    let count = 20_000
    let found = frequencies(
      symbols(logits, SamplingOptions(temperature: temperature), count: count), size: 4)
    for (frequency, weight) in zip(found, weights) {
      let p = weight / total
      // Five standard deviations of a binomial share.
      #expect(abs(frequency - p) < 5 * (p * (1 - p) / Double(count)).squareRoot())
    }
  }

  @Test("Float and Double logits of the same values give the same symbols")
  func scalars() {
    let logits: [Float] = [0.25, -1.5, 2, 0, 0.75]
    let options = SamplingOptions(temperature: 0.8, topK: 4, topP: 0.9)
    #expect(
      symbols(logits, options, count: 200)
        == symbols(logits.map { Double($0) }, options, count: 200)
    )
  }

  @Test("the same seed gives the same symbols, another seed others")
  func seeds() {
    let logits = [Float](repeating: 0, count: 30)
    let options = SamplingOptions()
    #expect(symbols(logits, options, count: 50) == symbols(logits, options, count: 50))
    #expect(symbols(logits, options, count: 50) != symbols(logits, options, count: 50, seed: 2))
  }

  @Test("greedy takes the largest logit, the first of equals")
  func greedy() {
    let options = SamplingOptions(isGreedy: true)
    #expect(symbols([Float(1), 3, 3, -2], options, count: 3) == [1, 1, 1])
  }

  @Test("temperature 0 is greedy")
  func coldest() {
    let options = SamplingOptions(temperature: 0)
    #expect(symbols([Float(1), 3, 3, -2], options, count: 3) == [1, 1, 1])
  }

  @Test("top-k keeps the k most probable symbols", arguments: [1, 2, 3, 4, 9])
  func topK(k: Int) {
    let logits: [Float] = [0.3, 0.1, 0.2, 0]
    let found = Set(symbols(logits, SamplingOptions(topK: k), count: 500))
    #expect(found == Set([Int32(0), 2, 1, 3].prefix(k)))
  }

  @Test(
    "top-p keeps the fewest symbols that reach p",
    arguments: [(0.01, 1), (0.49, 1), (0.51, 2), (0.79, 2), (0.85, 3), (1, 4)])
  func topP(p: Double, kept: Int) {
    let logits = [0.5, 0.3, 0.15, 0.05].map { log($0) }
    let found = Set(symbols(logits, SamplingOptions(topP: p), count: 1_000))
    #expect(found == Set((0..<kept).map { Int32($0) }))
  }

  @Test("top-p is measured among what top-k left")
  func topKThenTopP() {
    let logits = [0.5, 0.3, 0.15, 0.05].map { log($0) }
    // Of the two that are left, the first has 0.625.
    let found = Set(symbols(logits, SamplingOptions(topK: 2, topP: 0.6), count: 500))
    #expect(found == [0])
  }

  @Test("the repetition penalty lowers what was chosen within the window")
  func repetition() {
    let options = SamplingOptions(isGreedy: true, repetitionPenalty: 4, repetitionWindow: 2)
    #expect(symbols([Float(3), 2, 1], options, count: 6) == [0, 1, 2, 0, 1, 2])
  }

  @Test("a negative logit is penalised too")
  func negativeLogit() {
    let options = SamplingOptions(isGreedy: true, repetitionPenalty: 3, repetitionWindow: 1)
    #expect(symbols([Float(-1), -2], options, count: 4) == [0, 1, 0, 1])
  }

  @Test("what was observed is penalised like what was chosen")
  func observed() {
    var sampler = SymbolSampler(
      vocabularySize: 2,
      options: SamplingOptions(isGreedy: true, repetitionPenalty: 4, repetitionWindow: 8))
    var generator = RandomGenerator(seed: 1)
    sampler.observe(0)
    let symbol = Tensor<Float>(shape: [2], values: [2, 1]).withBlock {
      sampler.next($0, using: &generator)
    }
    #expect(symbol == 1)
  }

  @Test("an excluded symbol is never chosen", arguments: [true, false])
  func excluded(isGreedy: Bool) {
    let options = SamplingOptions(isGreedy: isGreedy, excludedSymbol: 2)
    #expect(!symbols([Float(0), 0, 9], options, count: 300).contains(2))
  }

  @Test("very large logits and a tiny temperature stay finite")
  func extremes() {
    let options = SamplingOptions(temperature: 1e-6)
    #expect(symbols([Float(1e30), -1e30, 0], options, count: 3) == [0, 0, 0])
  }
}
