import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// A configuration to test with, by name.
struct NamedConfiguration: Sendable, CustomTestStringConvertible {
  let name: String
  let configuration: EncoderDecoderConfiguration
  var testDescription: String { name }

  init(_ name: String, _ change: (inout EncoderDecoderConfiguration) -> Void) {
    self.name = name
    var configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: 4, targetVocabularySize: 5, startSymbol: 0, endSymbol: 1,
      sourceEmbeddingSize: 2, targetEmbeddingSize: 3, cell: .gru, encoderHiddenSize: 3)
    change(&configuration)
    self.configuration = configuration
  }

  static let plain =
    CellKind.allCases.filter { $0 != .jordan }
    .map { cell in NamedConfiguration("\(cell)") { $0.cell = cell } }
    + [
      NamedConfiguration("two layers") {
        ($0.encoderLayers, $0.decoderLayers, $0.cell) = (2, 2, .lstm)
      },
      NamedConfiguration("deeper encoder") { ($0.encoderLayers, $0.decoderLayers) = (2, 1) },
      NamedConfiguration("h alone handed over") { ($0.handover, $0.cell) = (.output, .lstm) },
      NamedConfiguration("affine bridge") {
        ($0.bridge, $0.decoderHiddenSize, $0.cell) = (.affine, 4, .lstm)
      },
      NamedConfiguration("tanh bridge") {
        ($0.bridge, $0.decoderHiddenSize, $0.cell) = (.tanh, 2, .lstm)
      },
      NamedConfiguration("bidirectional") {
        ($0.isBidirectional, $0.encoderLayers, $0.decoderLayers) = (true, 2, 2)
        ($0.bridge, $0.cell) = (.tanh, .lstm)
      },
      NamedConfiguration("bidirectional, joined states") {
        ($0.isBidirectional, $0.decoderHiddenSize) = (true, 6)
      },
      NamedConfiguration("peeky") { $0.isPeeky = true },
      NamedConfiguration("peeky alone, peepholes") {
        ($0.isPeeky, $0.handover, $0.cell) = (true, .none, .peepholeLSTM)
      },
      NamedConfiguration("reversed source") { $0.reversesSource = true },
      NamedConfiguration("shared embedding") {
        ($0.sharesEmbedding, $0.sourceVocabularySize, $0.targetEmbeddingSize) = (true, 5, 2)
      },
      NamedConfiguration("tied readout") { $0.tiedReadout = true },
      NamedConfiguration("everything shared and tied") {
        ($0.sharesEmbedding, $0.sourceVocabularySize) = (true, 5)
        ($0.sourceEmbeddingSize, $0.tiedReadout) = (3, true)
      },
    ]

  static let attending = [AttentionKind.dot, .general, .additive].flatMap { kind in
    [
      NamedConfiguration("\(kind)") { $0.attention = kind },
      NamedConfiguration("\(kind), input feeding") {
        ($0.attention, $0.feedsInput, $0.cell) = (kind, true, .lstm)
      },
      NamedConfiguration("\(kind), without a handover, peeky, bidirectional") {
        ($0.attention, $0.handover, $0.isPeeky, $0.isBidirectional) = (kind, .none, true, true)
        $0.decoderHiddenSize = 6
        ($0.feedsInput, $0.reversesSource) = (true, true)
      },
    ]
  }

  static let all = plain + attending
}

enum TranslationFixture {
  /// A model all of whose parameters are normal with standard deviation 0.8.
  static func model<S: KernelScalar>(
    _ configuration: EncoderDecoderConfiguration, seed: UInt64 = 1, as: S.Type = Double.self
  ) throws -> EncoderDecoder<S> {
    var generator = RandomGenerator(seed: seed)
    var model = try EncoderDecoder<S>(zeros: configuration)
    model.parameters = Tensor(
      shape: model.parameters.shape,
      values: (0..<model.layout.count).map { _ in S(0.8 * generator.normal()) })
    return model
  }

  /// Random pairs of the given lengths; symbols 0 and 1 of the target are left to start and end.
  static func pairs(_ lengths: [(Int, Int)], seed: UInt64 = 2) -> [SequencePair] {
    var generator = RandomGenerator(seed: seed)
    return lengths.map { source, target in
      SequencePair(
        source: (0..<source).map { _ in Int32(generator.index(below: 4)) },
        target: (0..<target).map { _ in Int32(2 + generator.index(below: 3)) })
    }
  }
}
