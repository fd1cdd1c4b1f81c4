internal import Foundation

/// A tensor of a golden file: row-major values that read back exactly as PyTorch had them.
package struct GoldenTensor: Decodable, Sendable {
  package let shape: [Int]
  package let values: [Double]
}

/// What a golden case runs. Cells: `rnn-tanh`, `rnn-relu`, `lstm`, `lstm-peepholes`,
/// `gru-reset-after`, `gru-reset-before`.
package struct GoldenOptions: Decodable, Sendable {
  package let cell: String
  package let depth: Int
  package let hiddenSize: Int
  package let vocabularySize: Int
  /// `tokens` (one-hot, or embedded where there is an `embeddingSize`) or `dense`.
  package let input: String
  package let embeddingSize: Int?
  package let steps: Int
  package let batchSize: Int
  /// Steps that each sequence takes; nil where every sequence takes all of them.
  package let lengths: [Int]?
  package let residual: Bool
  /// Whether the readout's weight is `embedding.weight`.
  package let tied: Bool
}

/// One run of the model over `[T, B]` inputs, forward and backward. All shapes are time-major.
package struct GoldenChunk: Decodable, Sendable {
  /// `[T, B]`, nil for dense input.
  package let tokens: [Int]?
  /// `[T, B, m]`, nil for tokens.
  package let inputs: GoldenTensor?
  /// `[T, B]`, -1 where nothing is predicted.
  package let targets: [Int]
  /// `[T, B, V]`
  package let logits: GoldenTensor
  /// `layers.l.h`: `[T, B, n]`, before a residual connection adds the layer's input.
  package let hidden: [String: GoldenTensor]
  /// `layers.l.h` and `layers.l.c`: `[B, n]`.
  package let finalState: [String: GoldenTensor]
  /// Mean over the predictions, in nats.
  package let loss: Double
  /// By parameter name, of the mean loss of this chunk alone.
  package let gradients: [String: GoldenTensor]
  /// With respect to the state that this chunk starts from.
  package let initialStateGradients: [String: GoldenTensor]
  package let inputGradients: GoldenTensor?
}

/// The parameters after `updates` steps on the first chunk, clipped by global norm.
package struct GoldenOptimizer: Decodable, Sendable {
  /// Keys: learningRate, momentum, decay, beta1, beta2, epsilon, weightDecay.
  package let settings: [String: Double]
  /// Global norm of every step's gradient before clipping.
  package let gradientNorms: [Double]
  package let parameters: [String: GoldenTensor]
}

/// One file of `Golden/`, made by `Tests/Peers/golden_cells.py`; what the values mean stands there.
package struct GoldenCase: Decodable, Sendable {
  package let name: String
  package let options: GoldenOptions
  package let parameters: [String: GoldenTensor]
  /// The state before the first chunk: `layers.l.h` and `layers.l.c`, `[B, n]`.
  package let initialState: [String: GoldenTensor]
  /// Consecutive chunks: each starts from the final state of the one before.
  package let chunks: [GoldenChunk]
  package let clip: Double?
  package let updates: Int?
  /// Keys: sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw.
  package let optimizers: [String: GoldenOptimizer]?

  /// The names of all cases, sorted.
  package static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(at: directory(), includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .map { $0.deletingPathExtension().lastPathComponent }
      .sorted()
  }

  package static func load(_ name: String) throws -> GoldenCase {
    let file = try directory().appendingPathComponent(name).appendingPathExtension("json")
    return try JSONDecoder().decode(GoldenCase.self, from: Data(contentsOf: file))
  }

  private static func directory() throws -> URL {
    guard let resources = Bundle.module.resourceURL else { throw GoldenError.noResources }
    return resources.appendingPathComponent("Golden")
  }
}

/// Why a golden case cannot be run.
enum GoldenError: Error {
  case noResources
  /// The case has no tensor of a name, or one of another shape.
  case noTensor(String)
  case unknownCell(String)
}
