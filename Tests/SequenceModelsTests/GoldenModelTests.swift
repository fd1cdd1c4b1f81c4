import SequenceModels
import TensorCore
import Testing

/// Runs the model of a golden case in Double.
struct GoldenRun {
  let golden: GoldenCase
  let model: SequenceModel<Double>
  let workspace: SequenceWorkspace<Double>

  static func cell(_ name: String) throws -> any RecurrentCell {
    switch name {
    case "rnn-tanh": ElmanCell(activation: .tanh)
    case "rnn-relu": ElmanCell(activation: .relu)
    case "lstm": LSTMCell()
    case "lstm-peepholes": LSTMCell(peepholes: true)
    case "gru-reset-after": GRUCell()
    case "gru-reset-before": ResetBeforeGRUCell()
    default: throw UnknownCell(name: name)
    }
  }

  struct UnknownCell: Error { let name: String }

  init(_ golden: GoldenCase) throws {
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
    #expect(Set(model.layout.blocks.map(\.name)) == Set(golden.parameters.keys))
    for block in model.layout.blocks {
      let values = try #require(golden.parameters[block.name])
      #expect(values.shape == block.shape, "\(block.name)")
      model.parameters.withMutableBlock { block.matrix(in: $0).array = values.values }
    }
    self.model = model
    workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: options.steps, rows: options.batchSize,
      trains: true, masks: options.lengths != nil, keepsInputAdjoint: true)
    let components = ["h", "c"]
    for layer in 0..<options.depth {
      for component in 0..<model.stack.stateCount {
        workspace.state(layer: layer, before: 0)[component].array =
          try #require(golden.initialState["layers.\(layer).\(components[component])"]).values
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
  func run(_ chunk: GoldenChunk) -> Double {
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
  static func difference(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let scale = expected.map(\.magnitude).max() ?? 0
    let error = zip(values, expected).map { ($0 - $1).magnitude }.max() ?? 0
    return error / max(scale, 1e-300)
  }
}

@Suite("Models against PyTorch in float64")
struct GoldenModelTests {
  static let tolerance = 1e-12

  @Test(
    "Outputs, loss and every gradient equal PyTorch's, tensor by tensor",
    arguments: try GoldenCase.names())
  func equal(name: String) throws {
    let golden = try GoldenCase.load(name)
    let run = try GoldenRun(golden)
    let options = golden.options
    for chunk in golden.chunks {
      let loss = run.run(chunk)
      #expect((loss - chunk.loss).magnitude <= Self.tolerance * chunk.loss)
      var logits: [Double] = []
      for step in 0..<options.steps { logits += run.workspace.logits(step: step).array }
      expectClose(logits, chunk.logits.values, "logits")
      for layer in 0..<options.depth {
        expectClose(
          run.workspace.outputs(layer: layer, 0..<options.steps).array,
          try #require(chunk.hidden["layers.\(layer).h"]).values, "h of layer \(layer)")
        for (component, state) in ["h", "c"].prefix(run.model.stack.stateCount).enumerated() {
          expectClose(
            run.workspace.state(layer: layer, before: options.steps)[component].array,
            try #require(chunk.finalState["layers.\(layer).\(state)"]).values,
            "final \(state) of layer \(layer)")
          expectClose(
            run.workspace.stateAdjoint(layer: layer, component: component).array,
            try #require(chunk.initialStateGradients["layers.\(layer).\(state)"]).values,
            "gradient of the initial \(state) of layer \(layer)")
        }
      }
      for block in run.model.layout.blocks {
        expectClose(
          block.matrix(in: run.workspace.gradient).array,
          try #require(chunk.gradients[block.name]).values, "gradient of \(block.name)")
      }
      if let inputGradients = chunk.inputGradients {
        expectClose(
          try #require(run.workspace.inputAdjoint).array, inputGradients.values, "input gradient")
      }
      for layer in 0..<options.depth {
        run.workspace.state(layer: layer, before: 0)
          .copy(from: run.workspace.state(layer: layer, before: options.steps))
      }
    }
  }

  private func expectClose(_ values: [Double], _ expected: [Double], _ what: String) {
    let difference = GoldenRun.difference(values, expected)
    #expect(difference <= Self.tolerance, "\(what): \(difference)")
  }
}
