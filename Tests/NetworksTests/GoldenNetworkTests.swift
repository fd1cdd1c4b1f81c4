import Differentiation
import Foundation
import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Golden values of networks")
struct GoldenNetworkTests {
  struct GoldenTensor: Decodable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor<Double> { Tensor(shape: shape, values: values) }
  }

  struct Case: Decodable {
    let name: String
    let inputs: GoldenTensor
    let classes: [Int]
    let parameters: [String: GoldenTensor]
    let statistics: [String: GoldenTensor]
    let outputs: GoldenTensor
    let loss: Double
    let gradients: [String: GoldenTensor]
    let inputGradient: GoldenTensor
    let statisticsAfter: [String: GoldenTensor]
    let inference: GoldenTensor

    /// The network whose parameters these are.
    var body: any Layer {
      func activated(_ activation: Activation) -> any Layer {
        Sequential(Affine(6, activation: activation), Affine(3))
      }
      switch name {
      case "sigmoid": return activated(.sigmoid)
      case "tanh": return activated(.tanh)
      case "relu": return activated(.relu)
      case "leakyReLU": return activated(.leakyReLU(slope: 0.1))
      case "softplus": return activated(.softplus)
      case "gelu": return activated(.gelu)
      case "batchFeatures":
        return Sequential(
          Affine(6, bias: false), BatchNormalization(), Activation.relu, Affine(3))
      case "batchChannels": return Sequential(BatchNormalization(), Flatten(), Affine(3))
      case "layer": return Sequential(LayerNormalization(), Affine(3))
      case "rms": return Sequential(RMSNormalization(), Affine(3))
      case "prelu": return Sequential(PReLU(), Affine(3))
      case "preluChannels": return Sequential(PReLU(perChannel: true), Flatten(), Affine(3))
      case "maxout": return Sequential(Maxout(4, pieces: 3), Affine(3))
      case "residual":
        return Residual(
          Affine(4, activation: .tanh), Affine(3, bias: false), shortcut: Affine(3, bias: false))
      default: return Sequential(Affine(3), Softmax())
      }
    }

    var measure: Loss { name == "softmax" ? .halfSquaredError : .crossEntropy }

    var examples: Examples<Double> {
      guard name == "softmax" else { return Examples(inputs: inputs.tensor, classes: classes) }
      let targets = classes.flatMap { index in (0..<3).map { $0 == index ? 1.0 : 0 } }
      return Examples(inputs: inputs.tensor, values: Tensor(shape: [7, 3], values: targets))
    }
  }

  private struct File: Decodable {
    let cases: [Case]
  }

  static let cases: [Case] = {
    guard
      let url = Bundle.module.url(
        forResource: "networks", withExtension: "json", subdirectory: "Golden"),
      let data = try? Data(contentsOf: url),
      let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.cases
  }()

  private func deviation(_ found: [Double], _ expected: [Double]) -> Double {
    found.count == expected.count
      ? zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) } : .infinity
  }

  @Test("all cases are there")
  func count() { #expect(Self.cases.count == 15) }

  @Test(
    "outputs, loss, gradients and running statistics are PyTorch's",
    arguments: cases.map(\.name))
  func golden(name: String) throws {
    let golden = try #require(Self.cases.first { $0.name == name })
    var generator = RandomGenerator(seed: 1)
    var network = Network<Double>(
      golden.body, inputShape: Array(golden.inputs.shape.dropFirst()), using: &generator)
    #expect(
      Set(network.layout.blocks.map(\.name))
        == Set(golden.parameters.keys).union(golden.statistics.keys))
    for (name, values) in golden.parameters.merging(golden.statistics, uniquingKeysWith: { $1 }) {
      network[parameter: name] = values.tensor
    }
    let pool = WorkerPool(threads: 2)
    let estimator = NetworkBackpropagation(
      network, loss: golden.measure, reduction: .mean, frozen: [], seed: 1, pool: pool)
    let report = estimator.run(golden.examples, start: 0, labelSmoothing: 0)
    #expect(abs(report.lossSum / 7 - golden.loss) < 1e-12)
    for block in network.layout.blocks {
      guard let gradient = golden.gradients[block.name] else { continue }
      let found = estimator.gradient.columns(block.range).array
      #expect(deviation(found, gradient.values) < 1e-12, "\(block.name)")
    }
    let pass = NetworkPass(estimator.model, training: .init(key: 0), pool: pool)
    let x = Variable(golden.inputs.tensor)
    let outputs = network.body.output(of: x, in: Scope(pass))
    #expect(deviation(outputs.value.values, golden.outputs.values) < 1e-12)
    let error = Variable(LossValue(golden.measure, golden.examples.targets), [outputs])
    let inputGradient = error.gradients(of: [x])[0].values
    #expect(deviation(inputGradient, golden.inputGradient.values) < 1e-12)
    network.parameters.withMutableBlock { estimator.writeStatistics(into: $0) }
    for (name, values) in golden.statisticsAfter {
      #expect(deviation(network[parameter: name].values, values.values) < 1e-12)
    }
    let inference = network(golden.inputs.tensor)
    #expect(deviation(inference.values, golden.inference.values) < 1e-12)
  }
}
