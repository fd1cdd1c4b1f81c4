import Differentiation
import Foundation
import TensorCore
import Testing

/// A primitive as PyTorch computed it (`Tests/Peers/golden_primitives.py`).
struct GoldenPrimitive: Decodable {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor<Double> { Tensor(shape: shape, values: values) }
  }

  let inputs: [Values]
  let output: Values
  let adjoint: Values
  let adjoints: [Values]
}

/// The primitives by their names in the golden file.
enum GoldenFunctions {
  static let all: [(String, @Sendable ([V]) -> V)] = [
    ("squared", { $0[0].squared() }), ("power", { $0[0].power(-1.5) }),
    ("squareRoot", { $0[0].squareRoot() }), ("exponential", { $0[0].exponential() }),
    ("logarithm", { $0[0].logarithm() }), ("sigmoid", { $0[0].sigmoid() }),
    ("tanh", { $0[0].tanh() }), ("softplus", { $0[0].softplus() }), ("relu", { $0[0].relu() }),
    ("leakyRelu", { $0[0].leakyRelu(slope: 0.1) }), ("gelu", { $0[0].gelu() }),
    ("geluByTanh", { $0[0].geluByTanh() }), ("absolute", { $0[0].absolute() }),
    ("sum", { $0[0] + $0[1] }), ("difference", { $0[0] - $0[1] }), ("product", { $0[0] * $0[1] }),
    ("quotient", { $0[0] / $0[1] }), ("maximum", { V.maximum($0[0], $0[1]) }),
    ("minimum", { V.minimum($0[0], $0[1]) }), ("matrixProduct", { $0[0].product($0[1]) }),
    ("batchedProduct", { $0[0].product($0[1]) }), ("sharedProduct", { $0[0].product($0[1]) }),
    ("sumOverAxes", { $0[0].sum(over: [0, 2]) }), ("meanOverAxes", { $0[0].mean(over: [1]) }),
    ("maximumOverAxis", { $0[0].maximum(over: [1]) }),
    ("logSumExp", { $0[0].logSumExp(over: [0, 2]) }), ("softmax", { $0[0].softmax(axis: 1) }),
    ("logSoftmax", { $0[0].logSoftmax() }), ("permuted", { $0[0].permuted([2, 0, 1]) }),
    ("slice", { $0[0].slice(1..<3, axis: 1) }),
    ("concatenation", { V.concatenation(of: $0, axis: 1) }), ("stack", { V.stack($0, axis: 1) }),
    ("rows", { $0[0].rows([2, 0, 2, 1]) }),
  ]
}

@Suite("Primitives beside PyTorch")
struct GoldenPrimitiveTests {
  private static func cases() throws -> [String: GoldenPrimitive] {
    let file = try #require(
      Bundle.module.url(forResource: "primitives", withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode([String: GoldenPrimitive].self, from: Data(contentsOf: file))
  }

  @Test("every golden case is tried")
  func complete() throws {
    #expect(try Set(Self.cases().keys) == Set(GoldenFunctions.all.map(\.0)))
  }

  /// Relative to the largest element of each tensor.
  @Test("output and adjoints agree to 1e-12", arguments: GoldenFunctions.all.map(\.0))
  func agreement(name: String) throws {
    let golden = try #require(try Self.cases()[name])
    let (_, function) = try #require(GoldenFunctions.all.first { $0.0 == name })
    let inputs = golden.inputs.map { Variable($0.tensor) }
    let output = function(inputs)
    let adjoints = output.adjoints(of: inputs, from: golden.adjoint.tensor)
    for (found, expected) in zip([output.value] + adjoints, [golden.output] + golden.adjoints) {
      #expect(found.shape == expected.shape)
      #expect(found.values.deviation(from: expected.values, floor: 1e-300) <= 1e-12)
    }
  }
}
