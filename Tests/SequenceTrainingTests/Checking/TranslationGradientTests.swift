import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Gradients of encoder-decoders against central differences")
struct TranslationGradientTests {
  private let pool = WorkerPool(threads: 1)
  private let pairs = TranslationFixture.pairs([(3, 2), (1, 3), (4, 1)])

  private func expectGradients(
    _ configuration: EncoderDecoderConfiguration, labelSmoothing: Double = 0
  ) throws {
    let model = try TranslationFixture.model(configuration)
    let report = checkGradients(
      model, PairBatch(pairs), labelSmoothing: labelSmoothing, dropoutKey: 7, pool: pool)
    #expect(report.blocks.map(\.name) == model.layout.blocks.map(\.name))
    for block in report.blocks {
      #expect(block.relativeError <= 1e-7, "\(block.name): \(block.relativeError)")
      #expect(block.largestGradient > report.floor, "\(block.name): a gradient too small to tell")
    }
  }

  @Test("Every block of every kind of model", arguments: NamedConfiguration.all)
  func kinds(_ named: NamedConfiguration) throws { try expectGradients(named.configuration) }

  @Test("Label smoothing", arguments: [AttentionKind.none, .general])
  func labelSmoothing(attention: AttentionKind) throws {
    try expectGradients(
      NamedConfiguration("") { ($0.attention, $0.isPeeky) = (attention, true) }.configuration,
      labelSmoothing: 0.2)
  }

  @Test("Dropout with fixed masks", arguments: [false, true])
  func dropout(isBidirectional: Bool) throws {
    try expectGradients(
      NamedConfiguration("") {
        ($0.encoderLayers, $0.decoderLayers, $0.dropout) = (2, 2, 0.3)
        ($0.isBidirectional, $0.encoderHiddenSize) = (isBidirectional, 4)
        ($0.bridge, $0.attention, $0.feedsInput) = (.tanh, .additive, true)
      }.configuration)
  }

  @Test("Dropped weights and symbols, masks for a sequence", arguments: [5, 260])
  func regularization(vocabularySize: Int) throws {
    let configuration = NamedConfiguration("") {
      ($0.encoderLayers, $0.decoderLayers, $0.dropout) = (2, 2, 0.3)
      ($0.isBidirectional, $0.bridge, $0.attention) = (true, .affine, .general)
      ($0.encoderHiddenSize, $0.decoderHiddenSize) = (2, 2)
      ($0.sourceVocabularySize, $0.targetVocabularySize) = (vocabularySize, vocabularySize)
      $0.regularization = Regularization(
        weightDrop: 0.3, dropoutMask: .sequence, embeddingDropout: 0.3)
    }.configuration
    let model = try TranslationFixture.model(configuration)
    let report = checkGradients(model, PairBatch(pairs), dropoutKey: 7, pool: pool)
    #expect(report.largestError <= 1e-7, "\(report)")
  }

  @Test("Vocabularies too large to be folded into the first layer", arguments: [false, true])
  func large(isBidirectional: Bool) throws {
    let configuration = NamedConfiguration("") {
      ($0.sourceVocabularySize, $0.targetVocabularySize) = (260, 260)
      ($0.sharesEmbedding, $0.tiedReadout, $0.targetEmbeddingSize) = (true, true, 2)
      ($0.isBidirectional, $0.bridge) = (isBidirectional, .affine)
      ($0.encoderHiddenSize, $0.decoderHiddenSize) = (2, 2)
    }.configuration
    let model = try TranslationFixture.model(configuration)
    let report = checkGradients(model, PairBatch(pairs), pool: pool)
    #expect(report.largestError <= 1e-7, "\(report)")
  }

  @Test("A source without symbols")
  func emptySource() throws {
    let model = try TranslationFixture.model(
      NamedConfiguration("") { ($0.attention, $0.bridge) = (.general, .affine) }.configuration)
    let pairs = TranslationFixture.pairs([(0, 2), (3, 0)])
    let report = checkGradients(model, PairBatch(pairs), pool: pool)
    #expect(report.largestError <= 1e-7, "\(report)")
  }

  @Test("A cell of one's own")
  func custom() throws {
    var model = try EncoderDecoder<Double>(
      zeros: NamedConfiguration("") { $0.attention = .dot }.configuration, cell: UpdateGateCell())
    var generator = RandomGenerator(seed: 3)
    model.parameters = Tensor(
      shape: model.parameters.shape,
      values: (0..<model.layout.count).map { _ in 0.5 * generator.normal() })
    let report = checkGradients(model, PairBatch(pairs), pool: pool)
    #expect(report.largestError <= 1e-7, "\(report)")
  }
}
