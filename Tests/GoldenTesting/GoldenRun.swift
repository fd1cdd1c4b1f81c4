package import SequenceModels
internal import TensorCore

/// Runs the model of a golden case in Double.
package struct GoldenRun {
  package let golden: GoldenCase
  package let model: SequenceModel<Double>
  package let workspace: SequenceWorkspace<Double>

  package static func cell(_ name: String) throws -> any RecurrentCell {
    switch name {
    case "rnn-tanh": ElmanCell(activation: .tanh)
    case "rnn-relu": ElmanCell(activation: .relu)
    case "lstm": LSTMCell()
    case "lstm-peepholes": LSTMCell(peepholes: true)
    case "lstm-capped": LSTMCell(capped: true)
    case "gru-reset-after": GRUCell()
    case "gru-reset-before": ResetBeforeGRUCell()
    default: throw GoldenError.unknownCell(name)
    }
  }

  package init(_ golden: GoldenCase) throws {
    self.golden = golden
    let options = golden.options
    let input: SequenceModelConfiguration.Input =
      if let size = options.embeddingSize {
        .embedding(count: options.vocabularySize, size: size)
      } else if let inputs = golden.chunks[0].inputs {
        .vectors(inputs.shape[2])
      } else {
        .symbols(options.vocabularySize)
      }
    var model = SequenceModel<Double>(
      zeros: SequenceModelConfiguration(
        input: input, outputSize: options.vocabularySize, cell: try Self.cell(options.cell),
        layers: options.depth, hiddenSize: options.hiddenSize, residual: options.residual,
        tiedReadout: options.tied))
    for block in model.layout.blocks {
      guard let values = golden.parameters[block.name], values.shape == block.shape else {
        throw GoldenError.noTensor(block.name)
      }
      model.parameters.withMutableBlock { block.matrix(in: $0).array = values.values }
    }
    self.model = model
    workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: options.steps, rows: options.batchSize,
      trains: true, masks: options.lengths != nil, keepsInputAdjoint: true)
    let components = ["h", "c"]
    for layer in 0..<options.depth {
      for component in 0..<model.stack.stateCount {
        let name = "layers.\(layer).\(components[component])"
        guard let state = golden.initialState[name] else { throw GoldenError.noTensor(name) }
        workspace.state(layer: layer, before: 0)[component].array = state.values
      }
    }
    if let lengths = options.lengths, let mask = workspace.mask {
      for step in 0..<options.steps {
        for (row, length) in lengths.enumerated() {
          mask[step * options.batchSize + row] = step < length
        }
      }
    }
  }

  /// Forward, loss and backward of a chunk; returns the mean loss.
  package func run(_ chunk: GoldenChunk) -> Double {
    if let tokens = chunk.tokens {
      for (index, token) in tokens.enumerated() { workspace.tokens[index] = Int32(token) }
    }
    if let inputs = chunk.inputs { workspace.vectors.array = inputs.values }
    for (index, target) in chunk.targets.enumerated() { workspace.targets[index] = Int32(target) }
    let steps = 0..<golden.options.steps
    let count = Double(chunk.targets.count { $0 >= 0 })
    workspace.clearGradient()
    workspace.forward(steps)
    let sum = workspace.loss(steps, gradientScale: 1 / count)
    workspace.backward(steps)
    workspace.finishGradient()
    return sum / count
  }

  /// The largest difference, relative to the largest magnitude of the expected tensor.
  package static func difference(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let scale = expected.map(\.magnitude).max() ?? 0
    let error = zip(values, expected).map { ($0 - $1).magnitude }.max() ?? 0
    return error / max(scale, 1e-300)
  }
}
