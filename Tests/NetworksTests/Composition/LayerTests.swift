import Differentiation
import Networks
import SequenceModels
import TensorCore
import Testing

@Suite("Layers")
struct LayerTests {
  private struct Shift: Layer {
    func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
      x + scope.part("layer").parameter("bias", [x.shape[1]], .bias, .constant(2))
    }
  }

  @Test("a layer of one's own asks for the parameters of its part of the network")
  func parameter() {
    var network = Network<Double>(Shift(), inputShape: [2])
    #expect(network.layout.blocks.map(\.name) == ["layer.bias"])
    #expect(network.parameters.values == [2, 2])
    network[parameter: "layer.bias"] = Tensor(shape: [2], values: [1, 2])
    #expect(network(Tensor(shape: [1, 2], values: [10, 20])).values == [11, 22])
  }

  @Test("parameters are named by the parts that lead to them")
  func names() {
    let network = Network<Float>(
      Sequential([
        "encoder": Sequential(Affine(3, activation: .tanh), Affine(2)),
        "decoder": Residual(Affine(4, bias: false), shortcut: Affine(4)),
      ]), inputShape: [5])
    #expect(
      network.layout.blocks.map(\.name) == [
        "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias",
        "decoder.body.weight", "decoder.shortcut.weight", "decoder.shortcut.bias",
      ])
    #expect(network.layout.block(named: "encoder.0.weight")?.shape == [3, 5])
    #expect(network.outputShape == [4])
  }

  @Test("a shared layer has one set of parameters, whose gradient is the sum of its uses")
  func shared() {
    let twice = Sequential(
      Shared("map", Affine(3, activation: .tanh)), Shared("map", Affine(3, activation: .tanh)))
    let network = Network<Double>(twice, inputShape: [3])
    #expect(network.layout.blocks.map(\.name) == ["map.weight", "map.bias"])
    var numbers = Numbers(seed: 2)
    let examples = Examples<Double>(
      inputs: numbers.tensor([4, 3]), classes: numbers.classes(4, of: 3))
    #expect(gradientDeviation(network, examples, .crossEntropy) < 1e-9)
  }

  @Test("a residual block adds its input to the output of one or several layers")
  func residual() {
    let inner = Network<Double>(
      Sequential(Affine(3, activation: .tanh), Affine(3)), inputShape: [3], seed: 4)
    var outer = Network<Double>(
      Residual(Affine(3, activation: .tanh), Affine(3)), inputShape: [3], seed: 5)
    #expect(outer.take(of: inner, as: "body").count == 4)
    var numbers = Numbers(seed: 3)
    let x: Tensor<Double> = numbers.tensor([2, 3])
    var expected = inner(x)
    expected.add(x)
    #expect(outer(x) == expected)
  }
}
