import Differentiation
import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Recurrent layers of networks")
struct RecurrentTests {
  static let cells: [(name: String, cell: any RecurrentCell)] = CellKind.allCases
    .filter { $0 != .jordan }.map { ($0.rawValue, $0.cell()) }

  @Test("recurrent layers obey the laws of primitives", arguments: cells.map(\.name))
  func laws(name: String) throws {
    let cell = try #require(Self.cells.first { $0.name == name }).cell
    var numbers = Numbers(seed: 9)
    for (count, steps, layers, givesSequences) in [
      (3, 4, 2, true), (2, 1, 1, false), (5, 3, 2, false),
    ] {
      var layout = ParameterLayout()
      let stack = RecurrentStack(
        cell: cell, layers: layers, inputSize: 3, hiddenSize: 5, outputSize: 0, layout: &layout)
      let primitive = RecurrentSequences<Double>(
        stack: stack, layout: layout, givesSequences: givesSequences, pool: WorkerPool(threads: 2))
      let inputs: [Tensor<Double>] =
        [numbers.tensor([count, steps, 3])]
        + layout.blocks.map { numbers.tensor($0.shape).halved }
      let report = checkPrimitive(primitive, at: inputs)
      #expect(report.passed, "\(report)")
    }
  }

  @Test("an affine map, a recurrent layer and a perceptron are one graph, whose gradient is right")
  func composition() {
    let body = Sequential(
      Affine(4, activation: .tanh), Recurrent(LSTMCell(peepholes: true), hiddenSize: 5),
      Affine(6, activation: .tanh), Affine(3))
    var numbers = Numbers(seed: 2)
    let examples = Examples<Double>(
      inputs: numbers.tensor([4, 6, 2]), classes: numbers.classes(4, of: 3))
    #expect(
      gradientDeviation(Network(body, inputShape: [6, 2]), examples, .crossEntropy, threads: 2)
        < 1e-7)
  }

  @Test("a recurrent layer starts as the cell says: forget gates at 1")
  func initialBias() {
    let network = Network<Float>(Recurrent(LSTMCell(), hiddenSize: 2), inputShape: [3, 1])
    #expect(network[parameter: "layers.0.bias"].values == [0, 0, 1, 1, 0, 0, 0, 0])
    #expect(network.outputShape == [2])
  }

  @Test("a recurrent layer learns to tell which of two steps was larger")
  func learning() throws {
    var numbers = Numbers(seed: 3)
    let inputs: Tensor<Float> = numbers.tensor([64, 5, 1])
    let values = inputs.values
    let classes = (0..<64).map { values[5 * $0] > values[5 * $0 + 4] ? 1 : 0 }
    let examples = Examples<Float>(inputs: inputs, classes: classes)
    let network = Network<Float>(
      Sequential(Recurrent(GRUCell(), hiddenSize: 12), Affine(2)), inputShape: [5, 1])
    let trainer = Trainer(
      network, loss: .crossEntropy, updates: UpdateOptions(learningRate: 0.02), threads: 2)
    for _ in 0..<150 { try trainer.update(examples) }
    #expect((trainer.scores(of: examples).accuracy ?? 0) > 0.95)
  }
}

extension Tensor where S == Double {
  fileprivate var halved: Tensor { Tensor(shape: shape, values: values.map { $0 / 2 }) }
}
