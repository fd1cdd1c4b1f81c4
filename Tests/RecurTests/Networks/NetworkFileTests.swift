import Foundation
import Recur
import Testing

@Suite("Files of networks")
struct NetworkFileTests {
  private static let body = Sequential(
    Affine(8, bias: false), BatchNormalization(), Activation.relu, Dropout(0.2), Affine(3))

  private static func network(seed: UInt64) -> Network<Float> {
    var generator = RandomGenerator(seed: seed)
    return Network(body, inputShape: [5], using: &generator)
  }

  private static var examples: Examples<Float> {
    var generator = RandomGenerator(seed: 4)
    let values = (0..<50 * 5).map { _ in Float(generator.normal()) }
    return Examples(
      inputs: Tensor(shape: [50, 5], values: values),
      classes: (0..<50).map { _ in generator.index(below: 3) })
  }

  @Test("a network that is saved and loaded has the same parameters")
  func roundTrip() throws {
    let scratch = try Scratch()
    let path = scratch.path("network.safetensors")
    let network = Self.network(seed: 1)
    try network.save(to: path)
    let again = try Network<Float>(Self.body, inputShape: [5], contentsOf: path)
    #expect(again.parameters == network.parameters)
    #expect(again(Self.examples.inputs) == network(Self.examples.inputs))
  }

  @Test("another body is refused by the name of a parameter that differs")
  func otherBody() throws {
    let scratch = try Scratch()
    let path = scratch.path("network.safetensors")
    try Self.network(seed: 1).save(to: path)
    let bodies: [any Layer] = [
      Sequential(Affine(8), BatchNormalization(), Activation.relu, Affine(3)),
      Sequential(Affine(9, bias: false), BatchNormalization(), Activation.relu, Affine(3)),
      Affine(3),
    ]
    for body in bodies {
      #expect(throws: CheckpointError.self) {
        try Network<Float>(Sequential(body), inputShape: [5], contentsOf: path)
      }
    }
  }

  @Test(
    "training that goes on from a file writes the bytes of training without a break",
    arguments: [nil, WeightAveraging.exponential(window: 0.5), .tail(after: 7)])
  func resume(averaging: WeightAveraging?) throws {
    let updates = UpdateOptions(averaging: averaging)
    let scratch = try Scratch()
    let (middle, whole, resumed) = (
      scratch.path("middle.safetensors"), scratch.path("whole.safetensors"),
      scratch.path("resumed.safetensors")
    )
    func batches(from position: Int) -> ExampleBatches<Float> {
      ExampleBatches(Self.examples, batchSize: 16, epochs: 3, position: position)
    }
    let first = Trainer(
      Self.network(seed: 1), loss: .crossEntropy, updates: updates, threads: 2)
    for (index, batch) in batches(from: 0).enumerated() {
      if index == 5 { try first.save(to: middle) }
      try first.update(batch)
    }
    try first.save(to: whole)
    let second = Trainer(
      Self.network(seed: 2), loss: .crossEntropy, updates: updates, threads: 1)
    try second.resume(from: middle)
    #expect(second.updateCount == 5)
    for batch in batches(from: second.updateCount) { try second.update(batch) }
    try second.save(to: resumed)
    #expect(
      try Data(contentsOf: URL(filePath: resumed)) == Data(contentsOf: URL(filePath: whole)))
    // The file is one of the network too.
    let network = try Network<Float>(Self.body, inputShape: [5], contentsOf: whole)
    #expect(network.parameters == first.model.parameters)
  }

  @Test("a trainer of another optimiser does not go on from a file")
  func otherOptimizer() throws {
    let scratch = try Scratch()
    let path = scratch.path("network.safetensors")
    let trainer = Trainer(Self.network(seed: 1), loss: .crossEntropy, threads: 1)
    try trainer.update(Self.examples)
    try trainer.save(to: path)
    let other = Trainer(
      Self.network(seed: 1), loss: .crossEntropy,
      updates: UpdateOptions(optimizer: .sgd, learningRate: 0.1), threads: 1)
    #expect(throws: TrainingError.self) { try other.resume(from: path) }
  }
}
