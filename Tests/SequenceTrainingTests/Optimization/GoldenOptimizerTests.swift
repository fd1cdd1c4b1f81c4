import GoldenTesting
import SequenceModels
import TensorCore
import Testing

@testable import SequenceTraining

@Suite("Optimisers against PyTorch in float64")
struct GoldenOptimizerTests {
  // Five steps of an adaptive rule divide the gradients' rounding, 1e-15 or so, by their size, some
  // 1e-3.
  static let tolerance = 1e-11
  static let names = [
    "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamw",
  ]

  private func optimizer(_ name: String, _ settings: [String: Double]) throws -> Optimizer {
    func value(_ key: String) throws -> Double { try #require(settings[key], "\(key)") }
    return switch name {
    case "sgd": .sgd
    case "momentum": .momentum(try value("momentum"))
    case "nesterov": .nesterov(try value("momentum"))
    case "adagrad": .adagrad(epsilon: try value("epsilon"))
    case "adadelta": .adadelta(decay: try value("decay"), epsilon: try value("epsilon"))
    case "rmsprop": .rmsprop(decay: try value("decay"), epsilon: try value("epsilon"))
    case "adam":
      .adam(
        beta1: try value("beta1"), beta2: try value("beta2"), epsilon: try value("epsilon"))
    default:
      .adamw(
        beta1: try value("beta1"), beta2: try value("beta2"), epsilon: try value("epsilon"),
        weightDecay: try value("weightDecay"))
    }
  }

  private func expectParameters(
    _ parameters: Tensor<Double>, _ layout: ParameterLayout, _ expected: GoldenOptimizer
  ) throws {
    for block in layout.blocks {
      let values = Array(parameters.values[block.range])
      let difference = GoldenRun.difference(
        values, try #require(expected.parameters[block.name]).values)
      #expect(difference <= Self.tolerance, "\(block.name): \(difference)")
    }
  }

  @Test(
    "The trainer's parameters after five clipped updates",
    arguments: ["lstm-peepholes-depth1-tokens", "gru-reset-after-depth2-tied"], names)
  func trainer(name: String, optimizerName: String) throws {
    let golden = try GoldenCase.load(name)
    let run = try GoldenRun(golden)
    let expected = try #require(golden.optimizers?[optimizerName])
    let (options, chunk) = (golden.options, golden.chunks[0])
    let trainer = Trainer(
      run.model, batchSize: options.batchSize, sequenceLength: options.steps,
      updates: UpdateOptions(
        optimizer: try optimizer(optimizerName, expected.settings),
        learningRate: try #require(expected.settings["learningRate"]),
        clipping: Clipping(norm: golden.clip)),
      threads: 1)
    let batch = Batch(
      tokens: try #require(chunk.tokens).map { Int32($0) }, targets: chunk.targets.map { Int32($0) }
    )
    var initial: [Double] = []
    for layer in 0..<options.depth {
      for component in 0..<run.model.stack.stateCount {
        initial += run.workspace.state(layer: layer, before: 0)[component].array
      }
    }
    let state = Tensor(
      shape: run.model.stack.stateShape(batch: options.batchSize), values: initial)
    for norm in expected.gradientNorms {
      var snapshot = trainer.snapshot()
      snapshot.state = state
      try trainer.restore(snapshot)
      let found = try trainer.update(batch)
      #expect((found.gradientNorm - norm).magnitude <= Self.tolerance * norm)
    }
    try expectParameters(trainer.model.parameters, run.model.layout, expected)
  }

  @Test(
    "The parameters of a model that is fed vectors after five clipped updates", arguments: names)
  func vectors(optimizerName: String) throws {
    let golden = try GoldenCase.load("rnn-tanh-depth2-dense")
    let run = try GoldenRun(golden)
    let expected = try #require(golden.optimizers?[optimizerName])
    let optimizer = try optimizer(optimizerName, expected.settings)
    var parameters = run.model.parameters
    var state = OptimizerState<Double>(for: optimizer, parameterCount: parameters.count)
    for (index, norm) in expected.gradientNorms.enumerated() {
      let gradient = try gradient(run.model, at: parameters, like: run)
      let found = gradient.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect((found - norm).magnitude <= Self.tolerance * norm)
      var settings = optimizer.settings(
        learningRate: try #require(expected.settings["learningRate"]), step: index + 1)
      settings.gradientScale = Clipping(norm: golden.clip).scale(norm: found)
      parameters.withMutableBlock { parameters in
        gradient.withBlock { gradient in
          withMutableBlocks(&state.vectors) {
            parameters.update(optimizer.rule, gradient: gradient, state: $0, settings: settings)
          }
        }
      }
    }
    try expectParameters(parameters, run.model.layout, expected)
  }

  /// The gradient of the first chunk's mean loss at other parameters.
  private func gradient(
    _ model: SequenceModel<Double>, at parameters: Tensor<Double>, like run: GoldenRun
  ) throws -> Tensor<Double> {
    var model = model
    model.parameters = parameters
    let (options, chunk) = (run.golden.options, run.golden.chunks[0])
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: options.steps, rows: options.batchSize,
      trains: true)
    for layer in 0..<options.depth {
      workspace.state(layer: layer, before: 0)
        .copy(from: run.workspace.state(layer: layer, before: 0))
    }
    workspace.vectors.array = try #require(chunk.inputs).values
    for (index, target) in chunk.targets.enumerated() { workspace.targets[index] = Int32(target) }
    workspace.forward(0..<options.steps)
    _ = workspace.loss(
      0..<options.steps, gradientScale: 1 / Double(chunk.targets.count { $0 >= 0 }))
    workspace.backward(0..<options.steps)
    return Tensor(shape: parameters.shape, values: workspace.gradient.array)
  }
}
