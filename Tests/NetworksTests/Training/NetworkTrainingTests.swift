import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Training of networks")
struct NetworkTrainingTests {
  private static let body = Sequential(Affine(48, activation: .relu), Affine(3))

  private static func examples(_ count: Int) -> Examples<Float> {
    var numbers = Numbers(seed: 11)
    return Examples(inputs: numbers.tensor([count, 20]), classes: numbers.classes(count, of: 3))
  }

  private static func trainer(threads: Int) -> Trainer<Network<Float>> {
    Trainer(Network(body, inputShape: [20]), loss: .crossEntropy, threads: threads)
  }

  @Test("a network learns the exclusive or")
  func exclusiveOr() throws {
    let inputs = Tensor<Double>(shape: [4, 2], values: [0, 0, 0, 1, 1, 0, 1, 1])
    let examples = Examples<Double>(inputs: inputs, classes: [0, 1, 1, 0])
    let network = Network<Double>(
      Sequential(Affine(4, activation: .tanh), Affine(2)), inputShape: [2], seed: 3)
    let trainer = Trainer(
      network, loss: .crossEntropy, updates: UpdateOptions(learningRate: 0.05), threads: 1)
    for _ in 0..<200 { try trainer.update(examples) }
    #expect(trainer.scores(of: examples).accuracy == 1)
    #expect(trainer.model.classes(of: inputs) == [0, 1, 1, 0])
    #expect(trainer.scores(of: examples).loss < 0.05)
  }

  @Test("training gives the same bits for any number of threads")
  func threads() throws {
    let batches = ExampleBatches(Self.examples(300), batchSize: 128, epochs: 3)
    let results = try [1, 2, 3].map { threads in
      let trainer = Self.trainer(threads: threads)
      for batch in batches { try trainer.update(batch) }
      return trainer.model.parameters
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }

  @Test("training that goes on from a snapshot gives the bits of one without a break")
  func resume() throws {
    let examples = Self.examples(90)
    let whole = Self.trainer(threads: 2)
    for batch in ExampleBatches(examples, batchSize: 20, epochs: 2) { try whole.update(batch) }
    let first = Self.trainer(threads: 2)
    for batch in ExampleBatches(examples, batchSize: 20, epochs: 2).prefix(4) {
      try first.update(batch)
    }
    let second = Self.trainer(threads: 1)
    try second.restore(first.snapshot())
    for batch in ExampleBatches(examples, batchSize: 20, epochs: 2, position: 4) {
      try second.update(batch)
    }
    #expect(second.model.parameters == whole.model.parameters)
  }

  @Test("what is frozen by name stays, and the rest learns")
  func frozen() throws {
    let network = Network<Float>(Self.body, inputShape: [20])
    let trainer = Trainer(
      network, loss: .crossEntropy, updates: UpdateOptions(frozen: ["0", "1.bias"]), threads: 1)
    try trainer.update(Self.examples(30))
    for name in ["0.weight", "0.bias", "1.bias"] {
      #expect(trainer.model[parameter: name] == network[parameter: name])
    }
    #expect(trainer.model[parameter: "1.weight"] != network[parameter: "1.weight"])
  }

  @Test("an epoch gives every example once, in an order of its own")
  func epochs() {
    let inputs = Tensor<Float>(shape: [10, 1], values: (0..<10).map { Float($0) })
    let examples = Examples(inputs: inputs, classes: Array(0..<10))
    let batches = Array(ExampleBatches(examples, batchSize: 4, epochs: 2))
    #expect(batches.map(\.count) == [4, 4, 2, 4, 4, 2])
    let order = batches.flatMap(\.inputs.values)
    #expect(order.prefix(10).sorted() == inputs.values)
    #expect(order.suffix(10).sorted() == inputs.values)
    #expect(Array(order.prefix(10)) != Array(order.suffix(10)))
    for batch in batches {
      #expect(batch.targets == .classes(batch.inputs.values.map { Int32($0) }))
    }
    let kept = Array(ExampleBatches(examples, batchSize: 4, epochs: 2, reshuffles: false))
    #expect(Array(kept.prefix(3)).map(\.inputs) == Array(kept.suffix(3)).map(\.inputs))
  }
}
