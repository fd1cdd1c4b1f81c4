import Recur
import Testing

@Suite("Training translation models")
struct TranslationTrainingTests {
  private static let pairs = [
    SentencePair("one", "un"), SentencePair("two", "deux"), SentencePair("six", "six"),
    SentencePair("ten", "dix"),
  ]

  @Test("a model learns its pairs by heart")
  func program() throws {
    var model = try TranslationModel(
      of: Self.pairs, cell: .gru, hiddenSize: 24, embeddingSize: 8, seed: 1)
    var losses: [Double] = []
    try model.train(
      on: Self.pairs, batchSize: 4, epochs: 120, updates: UpdateOptions(learningRate: 0.02),
      threads: 1
    ) { losses.append($0.loss) }
    #expect(losses.count == 120 && losses[0] > 1.5)
    for pair in Self.pairs { #expect(try model.translate(pair.source) == pair.target) }
  }

  @Test("every epoch holds every pair once, in batches of at most the size asked for")
  func batches() throws {
    let model = try TranslationModel(of: Self.pairs, hiddenSize: 4, embeddingSize: 2)
    let batches = try model.batches(of: Self.pairs, batchSize: 3, epochs: 2, seed: 5)
    #expect(batches.count == 4 && batches.map(\.pairs.count).reduce(0, +) == 8)
    #expect(batches.allSatisfy { $0.pairs.count <= 3 })
    #expect(batches.prefix(2).flatMap(\.keys).sorted() == [0, 1, 2, 3])
  }
}
