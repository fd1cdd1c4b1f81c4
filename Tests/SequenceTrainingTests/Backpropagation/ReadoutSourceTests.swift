import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("A readout of all layers")
struct ReadoutSourceTests {
  private static let (batchSize, steps) = (2, 6)

  private func model(
    _ source: SequenceModelConfiguration.ReadoutSource = .all, dropout: Double = 0
  ) -> SequenceModel<Double> {
    var configuration = Fixture.configuration(LSTMCell(), layers: 3, hiddenSize: 5)
    configuration.readoutSource = source
    configuration.dropout = dropout
    return Fixture.model(configuration)
  }

  private func estimator(
    _ method: GradientMethod, _ model: SequenceModel<Double>, steps: Int = Self.steps
  ) throws -> any SequenceEstimator<Double> {
    try method.estimator(
      of: model,
      EstimatorOptions(batchSize: Self.batchSize, sequenceLength: steps, dropoutSeed: 3),
      pool: WorkerPool(threads: 1))
  }

  @Test("has a weight for every layer, and one for the symbol")
  func layout() {
    func names(_ source: SequenceModelConfiguration.ReadoutSource) -> [String] {
      model(source).layout.blocks.map(\.name).filter { $0.hasPrefix("readout") }
    }
    #expect(names(.last) == ["readout.weight", "readout.bias"])
    #expect(names(.layers) == names(.last) + ["readout.layers.0", "readout.layers.1"])
    #expect(names(.all) == names(.layers) + ["readout.symbols"])
  }

  @Test("says what that of the top layer says where its other weights are 0")
  func zeros() throws {
    let (plain, batch) = (model(.last), Fixture.batch(steps: Self.steps, batchSize: 2))
    var all = model(.all)
    all.parameters = Tensor(
      shape: all.parameters.shape,
      values: plain.parameters.values
        + Array(repeating: 0, count: all.layout.count - plain.layout.count))
    #expect(
      try estimator(.bptt, all).run(batch).lossSum == estimator(.bptt, plain).run(batch).lossSum)
  }

  @Test("Checkpoints give the bits of everything stored", arguments: [0, 0.3])
  func checkpoints(dropout: Double) throws {
    let model = model(dropout: dropout)
    for method in [
      GradientMethod.checkpointed(.internalStates, memory: .slots(1), segmentLength: 2),
      .checkpointed(.mixed, memory: nil, segmentLength: 2),
    ] {
      let stored = try estimator(.bptt(segmentLength: 2), model)
      let other = try estimator(method, model)
      let batch = Fixture.batch(steps: Self.steps, batchSize: Self.batchSize)
      #expect(other.run(batch) == stored.run(batch))
      #expect(other.gradient.array == stored.gradient.array)
    }
  }

  @Test("Threads that share a sequence give the bits of one", arguments: [0, 0.3])
  func pipelined(dropout: Double) {
    let model = model(dropout: dropout)
    let batch = Fixture.batch(steps: 9, batchSize: 1)
    let gradients = [1, 2, 3].map { threads in
      let estimator = BackpropagationThroughTime(
        model, batchSize: 1, sequenceLength: 9, segmentLength: 4, dropoutSeed: 3, pipelined: true,
        pool: WorkerPool(threads: threads))
      _ = estimator.run(batch)
      return estimator.gradient.array
    }
    #expect(gradients[1] == gradients[0])
    #expect(gradients[2] == gradients[0])
  }

  @Test("Losses of a batch go back into the steps before it that a window keeps")
  func windows() throws {
    let (model, whole) = (model(), Fixture.batch(steps: 2 * Self.steps, batchSize: 2))
    let windowed = try estimator(.truncated(window: 2 * Self.steps), model)
    for first in [0, Self.steps] {
      _ = windowed.run(
        whole.steps(first..<first + Self.steps, batchSize: 2), start: first, labelSmoothing: 0)
    }
    var later = whole
    for index in 0..<2 * Self.steps { later.targets[index] = -1 }
    let expected = try estimator(.bptt, model, steps: 2 * Self.steps)
    _ = expected.run(later)
    #expect(Fixture.difference(windowed.gradient.array, expected.gradient.array) <= 1e-13)
  }

  @Test("A stream says what a pass over the sequence says")
  func stream() {
    let (model, batch) = (model(), Fixture.batch(steps: Self.steps, batchSize: 1))
    let packed = PackedSequenceModel(model, trains: false)
    let workspace = SequenceWorkspace(packed, steps: Self.steps, rows: 1, trains: false)
    for (index, token) in batch.tokens.enumerated() { workspace.tokens[index] = token }
    workspace.forward(0..<Self.steps)
    let stream = SequenceStream(packed)
    for (step, token) in batch.tokens.enumerated() {
      #expect(stream.logits(after: [token]) == workspace.logits(step: step).array)
    }
  }
}
