import ModelFiles
import SequenceModels
import TensorCore
import Testing
import TextModeling

@testable import Recur

@Suite("Translation models")
struct TranslationModelTests {
  private static func configuration(
    _ change: (inout EncoderDecoderConfiguration) -> Void
  ) -> EncoderDecoderConfiguration {
    var configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: 7, targetVocabularySize: 6, startSymbol: TokenVocabulary.startIndex,
      endSymbol: TokenVocabulary.endIndex, sourceEmbeddingSize: 3, targetEmbeddingSize: 5,
      encoderLayers: 2, encoderHiddenSize: 4)
    change(&configuration)
    return configuration
  }

  private static let configurations = [
    configuration { _ in },
    configuration { ($0.isPeeky, $0.cell) = (true, .gru) },
    configuration { ($0.attention, $0.feedsInput, $0.cell) = (.additive, true, .peepholeLSTM) },
    configuration { ($0.attention, $0.tiedReadout, $0.targetEmbeddingSize) = (.general, true, 4) },
    configuration {
      ($0.isBidirectional, $0.bridge, $0.decoderLayers, $0.attention) = (true, .tanh, 1, .general)
    },
    configuration {
      ($0.isBidirectional, $0.bridge, $0.handover, $0.cell) = (true, .affine, .output, .rnn)
    },
  ]

  private static func vocabulary() throws -> PairVocabulary {
    let normalization = TextNormalization()
    return try PairVocabulary(
      of: [SentencePair("abcd", "xyz")], source: normalization, target: normalization)
  }

  @Test("a checkpoint gives the model back", arguments: configurations)
  func roundTrip(configuration: EncoderDecoderConfiguration) throws {
    var generator = RandomGenerator(seed: 5)
    let model = try EncoderDecoder<Float>(
      configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    var checkpoint = try TranslationModel(vocabulary: Self.vocabulary(), network: model)
      .checkpoint()
    let read = try TranslationModel(&checkpoint)
    #expect(read.configuration == configuration)
    #expect(read.network.parameters.values == model.parameters.values)
    #expect(read.vocabulary == (try Self.vocabulary()))
  }

  @Test("a configuration that is not that of the tensors is refused before memory is made for it")
  func inconsistent() throws {
    let model = try EncoderDecoder<Float>(zeros: Self.configurations[0])
    var checkpoint = try TranslationModel(
      vocabulary: Self.vocabulary(), network: model
    ).checkpoint()
    for change: (inout EncoderDecoderConfiguration) -> Void in [
      { $0.decoderHiddenSize = 1 << 19 }, { $0.encoderLayers = 1 << 60 },
      { $0.sourceVocabularySize = 8 }, { $0.startSymbol = 5 }, { $0.feedsInput = true },
    ] {
      try checkpoint.setConfiguration(Self.configuration(change))
      #expect(throws: CheckpointError.self) { try TranslationModel(&checkpoint) }
    }
  }
}
