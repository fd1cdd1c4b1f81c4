import Differentiation
import Foundation
import Networks
import TensorCore
import Testing

/// The values of PyTorch in double precision, made by `Tests/Peers/golden_convolution.py`.
@Suite("Golden values of convolution and pooling")
struct GoldenConvolutionTests {
  struct Values: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor<Double> { Tensor(shape: shape, values: values) }
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let operation: String
    let filters: Int
    let sizes: [Int]
    let stride: Int
    let border: Int
    let dilation: Int
    let groups: Int
    let extra: Int
    let inputs: [String: Values]
    let adjoint: Values
    let output: Values
    let gradients: [String: Values]

    var testDescription: String { "\(operation) \(sizes), stride \(stride), border \(border)" }

    func output(_ x: Variable<Double>, _ scope: Scope<Double>) -> Variable<Double> {
      var window = Window(padding: border > 0 ? .border(border) : .none)
      window.sizes = sizes
      window.strides = sizes.map { _ in stride }
      window.dilations = sizes.map { _ in dilation }
      return switch operation {
      case "convolution": Convolution(filters, window, groups: groups).output(of: x, in: scope)
      case "transposed":
        TransposedConvolution(filters, window, extra: extra, groups: groups)
          .output(of: x, in: scope)
      case "maximum": Pooling(.maximum, window).output(of: x, in: scope)
      default: Pooling(.average, window).output(of: x, in: scope)
      }
    }
  }

  static func cases() throws -> [Case] {
    let file = try #require(
      Bundle.module.url(forResource: "convolution", withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
  }

  @Test("outputs and gradients are PyTorch's to 1e-12", arguments: try cases())
  func golden(example: Case) throws {
    let inputs = example.inputs.mapValues { Variable($0.tensor) }
    let x = try #require(inputs["x"])
    let pass = NetworkPass(parameters: inputs, isTraining: true, pool: WorkerPool(threads: 2))
    let output = example.output(x, Scope(pass))
    #expect(largestDifference(output.value, example.output.tensor) < 1e-12)
    let names = inputs.keys.sorted()
    let gradients = output.adjoints(
      of: names.compactMap { inputs[$0] }, from: example.adjoint.tensor)
    for (name, gradient) in zip(names, gradients) {
      let expected = try #require(example.gradients[name]).tensor
      #expect(largestDifference(gradient, expected) < 1e-12, "\(name)")
    }
  }
}
