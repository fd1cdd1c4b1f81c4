import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Encoder-decoders with products in bfloat16")
struct TranslationPrecisionTests {
  private static let bare = [
    NamedConfiguration("peeky, tanh bridge, two layers") {
      ($0.encoderHiddenSize, $0.decoderHiddenSize, $0.cell) = (21, 18, .lstm)
      ($0.isPeeky, $0.bridge, $0.encoderLayers, $0.decoderLayers) = (true, .tanh, 2, 2)
    },
    NamedConfiguration("tied, vocabularies too large to be folded") {
      ($0.sourceVocabularySize, $0.targetVocabularySize) = (260, 260)
      ($0.encoderHiddenSize, $0.decoderHiddenSize) = (21, 21)
      ($0.targetEmbeddingSize, $0.tiedReadout) = (21, true)
    },
  ]

  private static let attending = [AttentionKind.dot, .general, .additive].flatMap { kind in
    CellKind.allCases.filter { $0 != .reluRNN && $0 != .jordan }.map { cell in
      NamedConfiguration("\(kind), \(cell), bidirectional, peeky, input feeding") {
        ($0.attention, $0.cell, $0.isBidirectional) = (kind, cell, true)
        ($0.isPeeky, $0.feedsInput) = (true, true)
        ($0.sourceEmbeddingSize, $0.targetEmbeddingSize) = (7, 9)
        ($0.encoderHiddenSize, $0.decoderHiddenSize) = (11, 22)
      }
    }
  }

  private let pairs = TranslationFixture.pairs([(3, 2), (1, 4), (5, 1), (0, 0), (2, 3), (6, 5)])

  private func model(_ named: NamedConfiguration) throws -> EncoderDecoder<Float> {
    var generator = RandomGenerator(seed: 5)
    return try EncoderDecoder(
      named.configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
  }

  private func run(
    _ model: EncoderDecoder<Float>, _ indices: [Int], _ precision: ProductPrecision,
    threads: Int = 2
  ) -> (losses: [Double], gradient: [Double]) {
    let estimator = PairBackpropagation(
      model, batchSize: pairs.count, precision: precision, pool: WorkerPool(threads: threads))
    _ = estimator.run(PairBatch(indices.map { pairs[$0] }))
    return (estimator.pairLosses, estimator.gradient.array.map { Double($0) })
  }

  @Test("The gradient is near that of full precision", arguments: bare + attending)
  func gradient(_ named: NamedConfiguration) throws {
    let model = try model(named)
    let (exact, fast) = (
      run(model, Array(pairs.indices), .full), run(model, Array(pairs.indices), .bfloat16)
    )
    let deviations = GradientDeviation.blocks(
      of: model.layout, found: fast.gradient, exact: exact.gradient)
    for deviation in deviations {
      #expect(deviation.relativeError > 1e-6, "rounded at all: \(deviation)")
      #expect(deviation.relativeError < 0.05 && deviation.cosine ?? 0 > 0.999, "\(deviation)")
    }
    for (exact, fast) in zip(exact.losses, fast.losses) {
      #expect(abs(fast / exact - 1) < 0.01, "\(fast) for \(exact)")
    }
  }

  @Test("A pair's loss has the same bits in any company", arguments: bare + attending)
  func losses(_ named: NamedConfiguration) throws {
    let model = try model(named)
    let together = run(model, Array(pairs.indices), .bfloat16).losses
    #expect(run(model, Array(pairs.indices), .bfloat16, threads: 1).losses == together)
    #expect(run(model, [4, 2, 0], .bfloat16).losses == [4, 2, 0].map { together[$0] })
    for index in pairs.indices {
      #expect(run(model, [index], .bfloat16).losses == [together[index]])
    }
  }

  @Test("The evaluator's losses are those of training in that precision")
  func evaluator() throws {
    for named in Self.bare + Self.attending {
      let model = try model(named)
      for precision in [ProductPrecision.full, .bfloat16] {
        let evaluator = PairEvaluator(
          PackedEncoderDecoder(model, trains: false, precision: precision), batchSize: 4,
          pool: WorkerPool(threads: 1))
        #expect(evaluator.losses(pairs) == run(model, Array(pairs.indices), precision).losses)
      }
    }
  }
}
