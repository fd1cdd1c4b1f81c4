import Foundation
import SequenceModels
import TensorCore
import Testing

@Suite("Configurations of encoder-decoders")
struct EncoderDecoderConfigurationTests {
  private func configuration(
    _ change: (inout EncoderDecoderConfiguration) -> Void = { _ in }
  ) -> EncoderDecoderConfiguration {
    var result = EncoderDecoderConfiguration(
      sourceVocabularySize: 4, targetVocabularySize: 5, startSymbol: 0, endSymbol: 1,
      sourceEmbeddingSize: 2, encoderHiddenSize: 3)
    change(&result)
    return result
  }

  @Test("A configuration survives JSON")
  func codable() throws {
    let configuration = configuration {
      ($0.attention, $0.bridge, $0.cell) = (.general, .tanh, .peepholeLSTM)
    }
    let decoded = try JSONDecoder().decode(
      EncoderDecoderConfiguration.self, from: JSONEncoder().encode(configuration))
    #expect(decoded == configuration)
  }

  @Test("What describes no model is refused, with what is wrong")
  func refused() {
    let cases: [(EncoderDecoderError, (inout EncoderDecoderConfiguration) -> Void)] = [
      (.notPositive(what: "encoder layers", value: 0), { $0.encoderLayers = 0 }),
      (.dropout(1), { $0.dropout = 1 }),
      (.symbol(what: "end", symbol: 5, vocabularySize: 5), { $0.endSymbol = 5 }),
      (
        .sizesDiffer(what: "shared vocabulary", expected: 4, found: 5),
        { $0.sharesEmbedding = true }
      ),
      (.sizesDiffer(what: "tied readout", expected: 3, found: 2), { $0.tiedReadout = true }),
      (
        .sizesDiffer(what: "dot attention", expected: 6, found: 3),
        { ($0.attention, $0.isBidirectional) = (.dot, true) }
      ),
      (
        .sizesDiffer(what: "handover without a bridge", expected: 6, found: 3),
        { $0.isBidirectional = true }
      ),
      (.decoderDeeper(encoderLayers: 1, decoderLayers: 2), { $0.decoderLayers = 2 }),
      (.feedingWithoutAttention, { $0.feedsInput = true }),
      (.decoderSeesNothing, { $0.handover = .none }),
      (.outputFeedback(.jordan), { $0.cell = .jordan }),
    ]
    for (error, change) in cases {
      #expect(throws: error) { try configuration(change).validate() }
      #expect(throws: error) { try EncoderDecoder<Float>(zeros: configuration(change)) }
    }
  }

  @Test("Parameters are named by what they belong to")
  func names() throws {
    let model = try EncoderDecoder<Float>(
      zeros: configuration {
        ($0.isBidirectional, $0.bridge, $0.attention) = (true, .affine, .additive)
        ($0.isPeeky, $0.feedsInput, $0.handover) = (true, true, .output)
      })
    #expect(
      model.layout.blocks.map(\.name) == [
        "source_embedding.weight", "target_embedding.weight",
        "encoder.layers.0.forward.input_weight", "encoder.layers.0.forward.recurrent_weight",
        "encoder.layers.0.forward.bias", "encoder.layers.0.backward.input_weight",
        "encoder.layers.0.backward.recurrent_weight", "encoder.layers.0.backward.bias",
        "bridge.layers.0.states.0.weight", "bridge.layers.0.states.0.bias",
        "decoder.layers.0.input_weight", "decoder.layers.0.recurrent_weight",
        "decoder.layers.0.bias", "decoder.context_weight", "decoder.feed_weight",
        "attention.key_weight", "attention.query_weight", "attention.score",
        "attention.output_weight", "readout.weight", "readout.context_weight", "readout.bias",
      ])
  }

  @Test(
    "The same seed draws the same model; forget gates start open, the weights of one layer's inputs as one matrix"
  )
  func initial() throws {
    func draw(_ seed: UInt64) throws -> EncoderDecoder<Double> {
      var generator = RandomGenerator(seed: seed)
      return try EncoderDecoder(
        configuration {
          ($0.isPeeky, $0.sourceEmbeddingSize, $0.targetEmbeddingSize) = (true, 20, 20)
          ($0.encoderHiddenSize, $0.decoderHiddenSize) = (20, 20)
        }, weights: .lecun, recurrent: .orthogonal, using: &generator)
    }
    let model = try draw(1)
    #expect(model.parameters == (try draw(1)).parameters)
    #expect(model.parameters != (try draw(2)).parameters)
    func values(_ name: String) throws -> [Double] {
      Array(model.parameters.values[try #require(model.layout.block(named: name)).range])
    }
    #expect(try values("decoder.layers.0.bias")[20..<40].allSatisfy { $0 == 1 })
    // Uniform with variance 1 / fan-in, fan-in 40: within sqrt(3 / 40).
    for name in ["decoder.layers.0.input_weight", "decoder.context_weight"] {
      let largest = try values(name).map(\.magnitude).max() ?? 0
      #expect(largest <= (3.0 / 40).squareRoot() && largest > 0.9 * (3.0 / 40).squareRoot())
    }
  }
}
