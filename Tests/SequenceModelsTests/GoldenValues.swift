import Foundation
import Testing

/// A tensor of a golden file: row-major values that read back exactly as PyTorch had them.
struct GoldenTensor: Decodable, Sendable {
  let shape: [Int]
  let values: [Double]
}

/// What a golden case runs. Cells: `rnn-tanh`, `rnn-relu`, `lstm`, `lstm-peepholes`,
/// `gru-reset-after`, `gru-reset-before`.
struct GoldenOptions: Decodable, Sendable {
  let cell: String
  let depth: Int
  let hiddenSize: Int
  let vocabularySize: Int
  /// `tokens` (one-hot, or embedded where there is an `embeddingSize`) or `dense`.
  let input: String
  let embeddingSize: Int?
  let steps: Int
  let batchSize: Int
  /// Steps that each sequence takes; nil where every sequence takes all of them.
  let lengths: [Int]?
  let residual: Bool
  /// Whether the readout's weight is `embedding.weight`.
  let tied: Bool
}

/// One run of the model over `[T, B]` inputs, forward and backward. All shapes are time-major.
struct GoldenChunk: Decodable, Sendable {
  /// `[T, B]`, nil for dense input.
  let tokens: [Int]?
  /// `[T, B, m]`, nil for tokens.
  let inputs: GoldenTensor?
  /// `[T, B]`, -1 where nothing is predicted.
  let targets: [Int]
  /// `[T, B, V]`
  let logits: GoldenTensor
  /// `layers.l.h`: `[T, B, n]`, before a residual connection adds the layer's input.
  let hidden: [String: GoldenTensor]
  /// `layers.l.h` and `layers.l.c`: `[B, n]`.
  let finalState: [String: GoldenTensor]
  /// Mean over the predictions, in nats.
  let loss: Double
  /// By parameter name, of the mean loss of this chunk alone.
  let gradients: [String: GoldenTensor]
  /// With respect to the state that this chunk starts from.
  let initialStateGradients: [String: GoldenTensor]
  let inputGradients: GoldenTensor?
}

/// The parameters after `updates` steps on the first chunk, clipped by global norm.
struct GoldenOptimizer: Decodable, Sendable {
  /// Keys: learningRate, momentum, decay, beta1, beta2, epsilon, weightDecay.
  let settings: [String: Double]
  /// Global norm of every step's gradient before clipping.
  let gradientNorms: [Double]
  let parameters: [String: GoldenTensor]
}

/// One file of `Golden/`, made by `Tests/Peers/golden_cells.py`; what the values mean stands there.
struct GoldenCase: Decodable, Sendable {
  let name: String
  let options: GoldenOptions
  let parameters: [String: GoldenTensor]
  /// The state before the first chunk: `layers.l.h` and `layers.l.c`, `[B, n]`.
  let initialState: [String: GoldenTensor]
  /// Consecutive chunks: each starts from the final state of the one before.
  let chunks: [GoldenChunk]
  let clip: Double?
  let updates: Int?
  /// Keys: sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw.
  let optimizers: [String: GoldenOptimizer]?

  /// The names of all cases, sorted.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(at: directory(), includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .map { $0.deletingPathExtension().lastPathComponent }
      .sorted()
  }

  static func load(_ name: String) throws -> GoldenCase {
    let file = try directory().appendingPathComponent(name).appendingPathExtension("json")
    return try JSONDecoder().decode(GoldenCase.self, from: Data(contentsOf: file))
  }

  private static func directory() throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Golden")
  }
}

@Suite("Golden values")
struct GoldenValuesTests {
  @Test(
    "There is a case of every cell at depth 1, 2 and 3",
    arguments: [
      "rnn-tanh", "rnn-relu", "lstm", "lstm-peepholes", "gru-reset-after", "gru-reset-before",
    ])
  func everyCell(cell: String) throws {
    let names = try Set(GoldenCase.names())
    #expect(names.isSuperset(of: (1...3).map { "\(cell)-depth\($0)-tokens" }))
    #expect(names.contains("\(cell)-depth2-dense"))
  }

  @Test("Every tensor has its shape's number of values", arguments: try GoldenCase.names())
  func shapes(name: String) throws {
    let golden = try GoldenCase.load(name)
    let (steps, batch) = (golden.options.steps, golden.options.batchSize)
    #expect(golden.name == name)
    var tensors = Array(golden.parameters.values) + Array(golden.initialState.values)
    for chunk in golden.chunks {
      #expect((chunk.tokens == nil) != (chunk.inputs == nil))
      #expect(chunk.targets.count == steps * batch)
      #expect(chunk.logits.shape == [steps, batch, golden.options.vocabularySize])
      #expect(chunk.gradients.mapValues(\.shape) == golden.parameters.mapValues(\.shape))
      #expect(chunk.initialStateGradients.keys == golden.initialState.keys)
      tensors += [chunk.logits, chunk.inputs, chunk.inputGradients].compactMap(\.self)
      tensors += [chunk.hidden, chunk.finalState, chunk.gradients].flatMap(\.values)
    }
    for optimizer in (golden.optimizers ?? [:]).values {
      #expect(optimizer.gradientNorms.count == golden.updates)
      #expect(optimizer.parameters.keys == golden.parameters.keys)
      tensors += optimizer.parameters.values
    }
    for tensor in tensors {
      #expect(tensor.values.count == tensor.shape.reduce(1, *))
    }
  }

  @Test("The loss is the mean cross-entropy of the logits", arguments: try GoldenCase.names())
  func loss(name: String) throws {
    let golden = try GoldenCase.load(name)
    let classes = golden.options.vocabularySize
    for chunk in golden.chunks {
      let losses = chunk.targets.enumerated().compactMap { row, target -> Double? in
        guard target >= 0 else { return nil }
        let logits = chunk.logits.values[row * classes..<(row + 1) * classes]
        return log(logits.reduce(0) { $0 + exp($1) }) - logits[row * classes + target]
      }
      #expect(abs(losses.reduce(0, +) / Double(losses.count) - chunk.loss) < 1e-13)
    }
  }
}
