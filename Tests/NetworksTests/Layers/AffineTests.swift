import Networks
import SequenceModels
import TensorCore
import Testing

@Suite("Affine layers")
struct AffineTests {
  @Test("an affine layer maps the last axis: y = f(x W^T + b)", arguments: [1, 2])
  func plainEquation(threads: Int) {
    var numbers = Numbers(seed: 1)
    for (rows, inputs, outputs) in [(1, 1, 1), (5, 17, 3), (300, 65, 33), (0, 4, 2)] {
      var network = Network<Double>(Affine(outputs, activation: .relu), inputShape: [2, inputs])
      network.parameters = numbers.tensor([network.parameters.count])
      let (weight, bias) = (
        network[parameter: "weight"].values, network[parameter: "bias"].values
      )
      let x: Tensor<Double> = numbers.tensor([rows, 2, inputs])
      let y = network.packed(threads: threads)(x)
      #expect(y.shape == [rows, 2, outputs])
      let values = x.values
      var deviation = 0.0
      for (index, found) in y.values.enumerated() {
        let (row, j) = index.quotientAndRemainder(dividingBy: outputs)
        let sum = (0..<inputs).reduce(bias[j]) {
          $0 + values[row * inputs + $1] * weight[j * inputs + $1]
        }
        deviation = max(deviation, abs(found - max(0, sum)))
      }
      #expect(deviation < 1e-13 * Double(inputs))
    }
  }

  @Test(
    "the gradient of a network of affine layers is that of differences",
    arguments: [
      Activation.identity, .sigmoid, .tanh, .relu, .leakyReLU(slope: 0.1),
      .leakyReLU(slope: -0.1), .softplus, .gelu,
    ])
  func gradient(activation: Activation) {
    let network = Network<Double>(
      Sequential(Affine(7, activation: activation), Affine(5, activation: activation), Affine(3)),
      inputShape: [4])
    var numbers = Numbers(seed: 7)
    let examples = Examples<Double>(
      inputs: numbers.tensor([6, 4]), classes: numbers.classes(6, of: 3))
    #expect(gradientDeviation(network, examples, .crossEntropy, threads: 2) < 1e-7)
  }

  @Test("half the squared error of the identity has the gradients of the plain formulas")
  func plainGradients() {
    var network = Network<Double>(Affine(2), inputShape: [2])
    network[parameter: "weight"] = Tensor(shape: [2, 2], values: [1, 2, 3, 4])
    network[parameter: "bias"] = Tensor(shape: [2], values: [0.5, -0.5])
    let x: [Double] = [1, -1, 2, 0.5, -3, 1]
    let targets: [Double] = [0, 1, 2, 3, -1, -2]
    let examples = Examples<Double>(
      inputs: Tensor(shape: [3, 2], values: x), values: Tensor(shape: [3, 2], values: targets))
    let estimator = NetworkBackpropagation(
      network, loss: .halfSquaredError, reduction: .sum, frozen: [], seed: 0,
      pool: WorkerPool(threads: 1))
    _ = estimator.run(examples, start: 0, labelSmoothing: 0)
    // G = y - t; dW = G^T x; db = the column sums of G.
    let y = network(examples.inputs).values
    let adjoint = zip(y, targets).map { $0 - $1 }
    var expected: [Double] = []
    for j in 0..<2 {
      for i in 0..<2 {
        expected.append((0..<3).reduce(0) { $0 + adjoint[2 * $1 + j] * x[2 * $1 + i] })
      }
    }
    for j in 0..<2 { expected.append((0..<3).reduce(0) { $0 + adjoint[2 * $1 + j] }) }
    #expect(zip(estimator.gradient.array, expected).allSatisfy { abs($0 - $1) < 1e-13 })
  }
}
