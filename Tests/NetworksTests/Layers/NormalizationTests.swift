import Differentiation
import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Normalisation layers")
struct NormalizationTests {
  @Test("batch normalisation makes every feature of a batch mean 0 and variance 1")
  func standardized() {
    let network = Network<Double>(BatchNormalization(epsilon: 1e-12), inputShape: [3])
    let trainer = NetworkBackpropagation(
      network, loss: .meanSquaredError, reduction: .mean, frozen: [], seed: 0,
      pool: WorkerPool(threads: 1))
    var numbers = Numbers(seed: 4)
    let x = Variable(numbers.tensor([50, 3], Double.self) * 3 + 7)
    let pass = NetworkPass(trainer.model, training: .init(key: 0), pool: WorkerPool(threads: 1))
    let y = network.body.output(of: x, in: Scope(pass)).value.values
    for feature in 0..<3 {
      let column = (0..<50).map { y[3 * $0 + feature] }
      let mean = column.reduce(0, +) / 50
      #expect(abs(mean) < 1e-12)
      #expect(abs(column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50 - 1) < 1e-9)
    }
  }

  @Test(
    "gradients of normalised networks are those of differences, features and channels",
    arguments: [[5], [2, 3], [3, 2, 2]])
  func gradients(shape: [Int]) {
    var numbers = Numbers(seed: 6)
    let layers: [any Layer] = [
      BatchNormalization(), LayerNormalization(), RMSNormalization(), PReLU(perChannel: true),
      Dropout(0.4), GaussianNoise(deviation: 0.2),
    ]
    for layer in layers {
      var network = Network<Double>(Sequential(layer, Flatten(), Affine(3)), inputShape: shape)
      network.parameters.withMutableBlock { row in
        for index in 0..<row.count { row[index] += 0.1 * Double(index % 7) }
      }
      let examples = Examples<Double>(
        inputs: numbers.tensor([6] + shape), classes: numbers.classes(6, of: 3))
      #expect(
        gradientDeviation(network, examples, .crossEntropy, threads: 2) < 1e-7, "\(layer)")
    }
  }

  @Test("one primitive normalises channels and obeys the laws of primitives")
  func laws() {
    var numbers = Numbers(seed: 8)
    for (outer, channels, length) in [(6, 1, 1), (7, 17, 1), (3, 2, 19), (1, 4, 5)] {
      for subtractsMean in [true, false] {
        for given in [nil, (mean: [Double](), variance: [Double]())] {
          var primitive = ChannelNormalization<Double>(
            length: length, epsilon: 1e-3, subtractsMean: subtractsMean,
            pool: WorkerPool(threads: 2))
          if given != nil {
            primitive.given = (
              (0..<channels).map { Double($0) / 10 }, (0..<channels).map { 1 + Double($0) }
            )
          }
          let inputs: [Tensor<Double>] = [
            numbers.tensor([outer, channels, length]), numbers.tensor([channels]),
            numbers.tensor([channels]),
          ]
          let report = checkPrimitive(primitive, at: inputs)
          #expect(report.passed, "\(report)")
        }
      }
    }
  }

  @Test("running statistics are mixed from those of batches, and inference takes them")
  func runningStatistics() throws {
    let network = Network<Double>(BatchNormalization(momentum: 0.5), inputShape: [1])
    let trainer = Trainer(
      network, loss: .halfSquaredError,
      updates: UpdateOptions(optimizer: .sgd, learningRate: 0), threads: 1)
    let inputs = Tensor<Double>(shape: [2, 1], values: [1, 3])
    try trainer.update(Examples(inputs: inputs, values: Tensor(zeros: [2, 1])))
    #expect(trainer.model[parameter: "mean"].values == [1])
    // The variance of 1 and 3 is 1, and unbiased 2.
    #expect(trainer.model[parameter: "variance"].values == [1.5])
    let y = trainer.model(Tensor(shape: [1, 1], values: [2]))
    #expect(abs(y.values[0] - 1 / (1.5 + 1e-5).squareRoot()) < 1e-12)
  }

  @Test("a frozen part computes with its running statistics and keeps them")
  func frozen() throws {
    let network = Network<Double>(Sequential(BatchNormalization(), Affine(2)), inputShape: [3])
    var numbers = Numbers(seed: 1)
    let examples = Examples<Double>(
      inputs: numbers.tensor([4, 3]), classes: numbers.classes(4, of: 2))
    let trainer = Trainer(
      network, loss: .crossEntropy, updates: UpdateOptions(frozen: ["0"]), threads: 1)
    let loss = trainer.scores(of: examples).loss
    let report = try trainer.update(examples)
    #expect(abs(report.loss - loss) < 1e-12)
    for block in network.layout.blocks where block.name.hasPrefix("0") {
      #expect(trainer.model[parameter: block.name] == network[parameter: block.name])
    }
  }

  @Test("training with batch normalisation and dropout goes on with the same bits")
  func resume() throws {
    let body = Sequential(
      Affine(9, bias: false), BatchNormalization(), Activation.relu, Dropout(0.3), Affine(3))
    var numbers = Numbers(seed: 12)
    let examples = Examples<Float>(
      inputs: numbers.tensor([40, 5]), classes: numbers.classes(40, of: 3))
    func trainer(_ threads: Int) -> Trainer<Network<Float>> {
      Trainer(Network(body, inputShape: [5]), loss: .crossEntropy, threads: threads)
    }
    let (whole, first, second) = (trainer(1), trainer(2), trainer(1))
    let batches = Array(ExampleBatches(examples, batchSize: 16, epochs: 2))
    for batch in batches { try whole.update(batch) }
    for batch in batches.prefix(3) { try first.update(batch) }
    try second.restore(first.snapshot())
    for batch in batches.dropFirst(3) { try second.update(batch) }
    #expect(second.model.parameters == whole.model.parameters)
  }

  @Test("dropout leaves out about its rate of the elements while training, and none afterwards")
  func dropout() {
    let network = Network<Float>(Dropout(0.25), inputShape: [100])
    let ones = Tensor<Float>(shape: [50, 100], values: Array(repeating: 1, count: 5000))
    #expect(network(ones) == ones)
    let pass = NetworkPass(
      network.packed(threads: 1), training: .init(key: 3), pool: WorkerPool(threads: 1))
    let values = network.body.output(of: Variable(ones), in: Scope(pass)).value.values
    #expect(Set(values) == [0, 1 / 0.75])
    #expect((1100...1400).contains(values.count { $0 == 0 }))
  }
}

extension Tensor where S == Double {
  fileprivate static func * (tensor: Tensor, factor: Double) -> Tensor {
    Tensor(shape: tensor.shape, values: tensor.values.map { $0 * factor })
  }

  fileprivate static func + (tensor: Tensor, term: Double) -> Tensor {
    Tensor(shape: tensor.shape, values: tensor.values.map { $0 + term })
  }
}
