import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Transfer and early stopping")
struct TransferTests {
  private static let encoder = Sequential(Affine(6, activation: .tanh), Affine(3))
  private static let decoder = Sequential(Affine(6, activation: .tanh), Affine(8))

  @Test(
    "what an auto-encoder has learned becomes the fixed features of a classifier with a new head")
  func transfer() throws {
    var numbers = Numbers(seed: 1)
    let inputs: Tensor<Float> = numbers.tensor([40, 8])
    let autoencoder = Trainer(
      Network<Float>(
        Sequential(["encoder": Self.encoder, "decoder": Self.decoder]), inputShape: [8]),
      loss: .halfSquaredError, updates: UpdateOptions(learningRate: 0.01), threads: 1)
    let images = Examples(inputs: inputs, values: inputs)
    let before = autoencoder.scores(of: images).loss
    for _ in 0..<60 { try autoencoder.update(images) }
    #expect(autoencoder.scores(of: images).loss < 0.8 * before)

    var classifier = Network<Float>(
      Sequential(["features": Self.encoder, "head": Affine(2)]), inputShape: [8], seed: 9)
    let taken = classifier.take("encoder", of: autoencoder.model, as: "features")
    #expect(taken.count == 4)
    let trainer = Trainer(
      classifier, loss: .crossEntropy, updates: UpdateOptions(frozen: ["features"]), threads: 1)
    try trainer.update(Examples(inputs: inputs, classes: numbers.classes(40, of: 2)))
    for name in ["0.weight", "0.bias", "1.weight", "1.bias"] {
      #expect(
        trainer.model[parameter: "features.\(name)"]
          == autoencoder.model[parameter: "encoder.\(name)"])
    }
    #expect(trainer.model[parameter: "head.weight"] != classifier[parameter: "head.weight"])
  }

  @Test("a part of a network is a network of its own")
  func part() {
    let whole = Network<Double>(
      Sequential(["encoder": Self.encoder, "decoder": Self.decoder]), inputShape: [8])
    var encoder = Network<Double>(Self.encoder, inputShape: [8], seed: 2)
    encoder.take("encoder", of: whole, as: "")
    var decoder = Network<Double>(Self.decoder, inputShape: [3], seed: 3)
    decoder.take("decoder", of: whole, as: "")
    var numbers = Numbers(seed: 5)
    let x: Tensor<Double> = numbers.tensor([2, 8])
    #expect(decoder(encoder(x)) == whole(x))
  }

  @Test("early stopping keeps the network of the lowest loss and the updates that led to it")
  func earlyStopping() throws {
    // Labels that mean nothing: what is learned of them does not help with others.
    var numbers = Numbers(seed: 8)
    let (training, validation) = (
      Examples<Float>(inputs: numbers.tensor([30, 6]), classes: numbers.classes(30, of: 2)),
      Examples<Float>(inputs: numbers.tensor([200, 6]), classes: numbers.classes(200, of: 2))
    )
    func trainer() -> Trainer<Network<Float>> {
      Trainer(
        Network(Sequential(Affine(30, activation: .relu), Affine(2)), inputShape: [6]),
        loss: .crossEntropy, updates: UpdateOptions(learningRate: 0.02), threads: 1)
    }
    let first = trainer()
    let batches = ExampleBatches(training, batchSize: 10, epochs: 200)
    let best = try first.train(on: batches, validation: validation, period: 3, patience: 4)
    #expect(first.updateCount < batches.count)
    #expect(best.updates == first.updateCount - 12)
    let loss = best.model.packed(threads: 1).scores(of: validation, loss: .crossEntropy).loss
    #expect(loss < first.scores(of: validation).loss)

    let second = trainer()
    try second.train(updates: best.updates, on: training, batchSize: 10)
    #expect(second.updateCount == best.updates)
    #expect(second.model.parameters == best.model.parameters)
  }
}
