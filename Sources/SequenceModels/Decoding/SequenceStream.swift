public import TensorCore

/// A model run step by step, for as long as one likes, in constant memory: sampling, scoring and
/// forecasting of streams.
///
/// The logits have the same bits as those of a pass over many steps at once.
public final class SequenceStream<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread at a time, like the workspace it holds.
  private let workspace: SequenceWorkspace<S>
  private let stack: RecurrentStack

  /// Sequences side by side: B.
  public var rows: Int { workspace.rows }

  /// A stream of a model's weights as they are now, from a state of zeros.
  public convenience init(_ model: SequenceModel<S>, rows: Int = 1) {
    self.init(PackedSequenceModel(model, trains: false), rows: rows)
  }

  /// A stream of the weights in `model`, from a state of zeros.
  package init(_ model: PackedSequenceModel<S>, rows: Int = 1) {
    workspace = SequenceWorkspace(model, steps: 1, rows: rows, trains: false)
    stack = model.architecture
  }

  /// The state [L, K, rows, n] after the last step.
  public var state: Tensor<S> {
    get {
      var values: [S] = []
      for layer in stack.layers.indices {
        for component in 0..<stack.stateCount {
          values += workspace.state(layer: layer, before: 1)[component].array
        }
      }
      return Tensor(shape: stack.stateShape(batch: rows), values: values)
    }
    set {
      precondition(newValue.shape == stack.stateShape(batch: rows), "state \(newValue.shape)")
      let size = rows * stack.hiddenSize
      let values = newValue.values
      for layer in stack.layers.indices {
        for component in 0..<stack.stateCount {
          let first = (layer * stack.stateCount + component) * size
          workspace.state(layer: layer, before: 1)[component].array = Array(
            values[first..<first + size])
        }
      }
    }
  }

  /// Feeds one token, of a stream of one row; returns the logits of the next [1, V], valid until
  /// the next call.
  @specialized(where S == Float)
  package func step(_ token: Int32) -> Block<S> {
    precondition(rows == 1, "one token for \(rows) rows")
    workspace.tokens[0] = token
    return advance()
  }

  /// Feeds a token to each row; returns the logits of the next [rows, V], valid until the next
  /// call.
  @specialized(where S == Float)
  package func step(_ tokens: [Int32]) -> Block<S> {
    precondition(tokens.count == rows, "\(tokens.count) tokens for \(rows) rows")
    for (row, token) in tokens.enumerated() { workspace.tokens[row] = token }
    return advance()
  }

  /// Feeds a token to each row; returns the logits of the next [B, V] in row-major order.
  @specialized(where S == Float)
  public func logits(after tokens: [Int32]) -> [S] { step(tokens).array }

  /// Feeds a vector [m] to each row, of a model that is fed vectors; returns the logits of the next
  /// [B, V] in row-major order.
  @specialized(where S == Float)
  public func logits(after vectors: [[Double]]) -> [S] { step(vectors).array }

  private func step(_ vectors: [[Double]]) -> Block<S> {
    precondition(vectors.count == rows, "\(vectors.count) vectors for \(rows) rows")
    for (row, vector) in vectors.enumerated() { workspace.vectors.write(row: row, from: vector) }
    return advance()
  }

  /// Feeds a token to each row; returns what the model predicts next [B, V] in row-major order, as
  /// its ``Loss`` lays it out: probabilities of symbols, values, their scales or quantiles.
  @specialized(where S == Float)
  public func predictions(after tokens: [Int32]) -> [S] { predictions(step(tokens)) }

  /// Feeds a vector [m] to each row, of a model that is fed vectors; returns what the model predicts
  /// next [B, V] in row-major order, as its ``Loss`` lays it out.
  @specialized(where S == Float)
  public func predictions(after vectors: [[Double]]) -> [S] { predictions(step(vectors)) }

  /// Feeds a token and a vector beside it to each row; returns what the model predicts next [B, V]
  /// in row-major order, as its ``Loss`` lays it out.
  @specialized(where S == Float)
  public func predictions(after tokens: [Int32], _ vectors: [[Double]]) -> [S] {
    precondition(tokens.count == rows, "\(tokens.count) tokens for \(rows) rows")
    for (row, token) in tokens.enumerated() { workspace.tokens[row] = token }
    return predictions(step(vectors))
  }

  private func predictions(_ outputs: Block<S>) -> [S] {
    workspace.model.readout.loss.predict(outputs)
    return outputs.array
  }

  private func advance() -> Block<S> {
    for layer in stack.layers.indices {
      workspace.state(layer: layer, before: 0)
        .copy(from: workspace.state(layer: layer, before: 1))
    }
    workspace.forward(0..<1)
    return workspace.logits(step: 0)
  }
}
