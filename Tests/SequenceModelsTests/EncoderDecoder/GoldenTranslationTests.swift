import Foundation
import GoldenTesting
import SequenceModels
import TensorCore
import Testing

/// One file of `Golden/EncoderDecoder/`, made by `Tests/Peers/golden_translation.py`; what the
/// values mean stands there.
struct GoldenTranslation: Decodable, Sendable {
  struct Pair: Decodable, Sendable {
    let source: [Int32]
    let target: [Int32]
  }

  static let names = [
    "lstm-bidirectional-general-feeding", "gru-additive", "lstm-peeky-reversed", "gru-peeky-dot",
  ]

  let configuration: EncoderDecoderConfiguration
  let labelSmoothing: Double
  let pairs: [Pair]
  let parameters: [String: GoldenTensor]
  let losses: [Double]
  /// By pair, prediction and source position.
  let attention: [[[Double]]]
  let gradients: [String: GoldenTensor]

  static func load(_ name: String) throws -> GoldenTranslation {
    let directory = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Golden/EncoderDecoder")
    return try JSONDecoder().decode(
      GoldenTranslation.self,
      from: Data(contentsOf: directory.appendingPathComponent("\(name).json")))
  }

  func model() throws -> EncoderDecoder<Double> {
    var model = try EncoderDecoder<Double>(zeros: configuration)
    #expect(Set(model.layout.blocks.map(\.name)) == Set(parameters.keys))
    for block in model.layout.blocks {
      let values = try #require(parameters[block.name])
      #expect(values.shape == block.shape, "\(block.name)")
      model.parameters.withMutableBlock { block.matrix(in: $0).array = values.values }
    }
    return model
  }
}

@Suite("Encoder-decoders against PyTorch in float64")
struct GoldenTranslationTests {
  private static let tolerance = 1e-12

  @Test(
    "Losses, attention and every gradient equal PyTorch's, tensor by tensor",
    arguments: GoldenTranslation.names)
  func equal(name: String) throws {
    let golden = try GoldenTranslation.load(name)
    let model = try golden.model()
    let pairs = golden.pairs.map { SequencePair(source: $0.source, target: $0.target) }
    let workspace = EncoderDecoderWorkspace(
      PackedEncoderDecoder(model, trains: true), sourceSteps: 6, targetSteps: 5, rows: pairs.count,
      trains: true)
    workspace.load(pairs, 0..<pairs.count, keys: [UInt64](repeating: 0, count: pairs.count))
    workspace.forward()
    let count = pairs.reduce(0) { $0 + $1.predictions }
    let losses = workspace.losses(
      gradientScale: 1 / Double(count), labelSmoothing: golden.labelSmoothing)
    for (loss, expected) in zip(losses, golden.losses) {
      #expect((loss - expected).magnitude <= Self.tolerance * expected)
    }
    for (row, steps) in golden.attention.enumerated() {
      for (step, expected) in steps.enumerated() {
        let found = workspace.attention(step: step, row: row)
        #expect(GoldenRun.difference(found, expected) <= Self.tolerance, "pair \(row), \(step)")
      }
    }
    workspace.backward()
    for block in model.layout.blocks {
      let difference = GoldenRun.difference(
        block.matrix(in: workspace.gradient).array,
        try #require(golden.gradients[block.name]).values)
      #expect(difference <= Self.tolerance, "gradient of \(block.name): \(difference)")
    }
  }
}
