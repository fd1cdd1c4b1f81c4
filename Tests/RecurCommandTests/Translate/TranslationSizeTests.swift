import SequenceModels
import Testing
import TextModeling

@testable import RecurCommand

@Suite("translate: sizes")
struct TranslationSizeTests {
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

  @Test("the number of parameters is known before a model is made", arguments: configurations)
  func parameterCount(configuration: EncoderDecoderConfiguration) throws {
    let model = try EncoderDecoder<Float>(zeros: configuration)
    #expect(configuration.parameterCount == Double(model.layout.count))
  }
}
