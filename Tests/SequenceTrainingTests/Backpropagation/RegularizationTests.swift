import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Regularisation in training")
struct RegularizationTests {
  private static let (batchSize, steps) = (3, 8)

  /// A model of two layers that drops whatever is asked for.
  private func configuration(
    _ regularization: Regularization, cell: any RecurrentCell = LSTMCell(), dropout: Double = 0,
    isEmbedded: Bool = false
  ) -> SequenceModelConfiguration {
    var configuration = Fixture.configuration(cell, layers: 2, hiddenSize: 6)
    configuration.dropout = dropout
    configuration.regularization = regularization
    if isEmbedded { configuration.input = .embedding(count: Fixture.vocabularySize, size: 5) }
    return configuration
  }

  /// All at once.
  private static let everything = Regularization(
    weightDrop: 0.3, dropoutMask: .sequence, inputDropout: 0.2, embeddingDropout: 0.3)

  private func batch(_ number: Int = 0) -> Batch {
    Fixture.batch(steps: Self.steps, batchSize: Self.batchSize, seed: UInt64(number + 20))
  }

  private func estimator(
    _ method: GradientMethod, _ model: SequenceModel<Double>, batchSize: Int = Self.batchSize,
    threads: Int = 1, seed: UInt64 = 4
  ) throws -> any SequenceEstimator<Double> {
    try method.estimator(
      of: model,
      EstimatorOptions(batchSize: batchSize, sequenceLength: Self.steps, dropoutSeed: seed),
      pool: WorkerPool(threads: threads))
  }

  /// The gradient of a block of a model by a batch, at `start` steps since the beginning.
  private func gradient(
    _ name: String, of model: SequenceModel<Double>, _ batch: Batch, start: Int = 0
  ) throws -> [Double] {
    let estimator = try estimator(.bptt, model)
    _ = estimator.run(batch, start: start, labelSmoothing: 0)
    let block = try #require(model.layout.block(named: name))
    return Array(estimator.gradient.array[block.range])
  }

  @Test("A model that drops nothing is trained as it is")
  func off() {
    let packed = PackedSequenceModel(
      Fixture.model(configuration(Regularization()), as: Float.self), trains: true)
    #expect(packed.trained === packed)
    #expect(!packed.dropsWeights)
  }

  @Test(
    "Dropped weights are those of a model whose recurrent weights were multiplied by the mask",
    arguments: (NamedCell.all + [.jordan]).filter { $0.name != "RNN ReLU" })
  func weightDrop(cell: NamedCell) throws {
    let rate = 0.4
    let model = Fixture.model(configuration(Regularization(weightDrop: rate), cell: cell.cell))
    let batch = batch()
    let dropping = try estimator(.bptt, model)
    let found = dropping.run(batch)
    let gradient = dropping.gradient.array
    var masked = Fixture.model(configuration(Regularization(), cell: cell.cell))
    var masks = [Double](repeating: 1, count: gradient.count)
    var parameters = model.parameters.values
    var kept = 0
    for block in model.layout.blocks where block.role == .recurrentWeight {
      for index in block.range {
        // A gradient that is exactly zero is that of a weight that was dropped, but with a
        // rectifier also that of a unit that is silent.
        masks[index] = gradient[index] == 0 ? 0 : 1 / (1 - rate)
        kept += gradient[index] == 0 ? 0 : 1
        parameters[index] *= masks[index]
      }
    }
    let count = model.layout.blocks.filter { $0.role == .recurrentWeight }.map(\.count)
      .reduce(0, +)
    #expect(abs(Double(kept) / Double(count) - (1 - rate)) < 0.2)
    masked.parameters = Tensor(shape: model.parameters.shape, values: parameters)
    let plain = try estimator(.bptt, masked)
    let expected = plain.run(batch)
    #expect(abs(found.lossSum / expected.lossSum - 1) <= 1e-14)
    #expect(
      Fixture.difference(gradient, zip(plain.gradient.array, masks).map { $0 * $1 }) <= 1e-13)
  }

  @Test("Every update has a mask of its own, a repeated one the same")
  func updates() throws {
    let model = Fixture.model(configuration(Regularization(weightDrop: 0.5)))
    func dropped(_ start: Int) throws -> [Bool] {
      try gradient("layers.1.recurrent_weight", of: model, batch(), start: start).map { $0 == 0 }
    }
    let first = try dropped(0)
    #expect(try dropped(0) == first)
    #expect(try dropped(Self.steps) != first)
    #expect(first.contains(true) && first.contains(false))
  }

  @Test("Validation between updates is by all weights")
  func packedModel() throws {
    let model = Fixture.model(configuration(Self.everything, dropout: 0.3))
    let trainer = Trainer(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, threads: 1)
    try trainer.update(batch())
    func loss(_ packed: PackedSequenceModel<Double>) -> Double {
      let workspace = SequenceWorkspace(
        packed, steps: Self.steps, rows: Self.batchSize, trains: false)
      let batch = batch(1)
      for index in batch.tokens.indices {
        workspace.tokens[index] = batch.tokens[index]
        workspace.targets[index] = batch.targets[index]
      }
      workspace.forward(0..<Self.steps)
      return workspace.loss(0..<Self.steps)
    }
    #expect(
      loss(trainer.packedModel) == loss(PackedSequenceModel(trainer.model, trains: false)))
  }

  @Test("A mask of dropout holds for a sequence or for a step", arguments: [true, false])
  func masks(holds: Bool) throws {
    let mask: Regularization.DropoutMask = holds ? .sequence : .step
    let model = Fixture.model(
      configuration(Regularization(dropoutMask: mask), dropout: 0.5))
    var batch = batch()
    for index in batch.targets.indices where index % Self.batchSize > 0 {
      batch.targets[index] = -1
    }
    // One sequence has losses: a unit that is dropped at all of its steps has no gradient.
    let readout = try gradient("readout.weight", of: model, batch)
    let silent = (0..<6).count { unit in
      (0..<Fixture.vocabularySize).allSatisfy { readout[$0 * 6 + unit] == 0 }
    }
    #expect(holds ? (1...5).contains(silent) : silent == 0)
  }

  @Test("A dropped symbol is dropped wherever it stands", arguments: [false, true])
  func embeddingDropout(isEmbedded: Bool) throws {
    let model = Fixture.model(
      configuration(Regularization(embeddingDropout: 0.5), isEmbedded: isEmbedded))
    var patterns: Set<[Bool]> = []
    for update in 0..<12 {
      let found = try gradient(
        isEmbedded ? "embedding.weight" : "layers.0.input_weight", of: model, batch(),
        start: update * Self.steps)
      let symbols = Fixture.vocabularySize
      let isDropped = (0..<symbols).map { symbol in
        isEmbedded
          ? (0..<5).allSatisfy { found[symbol * 5 + $0] == 0 }
          : (0..<24).allSatisfy { found[$0 * symbols + symbol] == 0 }
      }
      patterns.insert(isDropped)
    }
    // Of 2^4 masks.
    #expect(patterns.count > 4)
  }

  @Test("Symbols dropped one by one leave a gradient to every symbol")
  func inputDropout() throws {
    let model = Fixture.model(configuration(Regularization(inputDropout: 0.5)))
    var long = batch()
    long.tokens = long.tokens.indices.map { Int32($0 % Fixture.vocabularySize) }
    let found = try gradient("layers.0.input_weight", of: model, long)
    #expect(!found.contains(0))
    let whole = try estimator(.bptt, Fixture.model(configuration(Regularization())))
    #expect(whole.run(long) != (try estimator(.bptt, model).run(long)))
  }

  @Test(
    "Checkpoints, windows of whole batches and shared sequences give the bits of everything stored",
    arguments: [false, true])
  func methods(isEmbedded: Bool) throws {
    let model = Fixture.model(
      configuration(Self.everything, cell: GRUCell(), dropout: 0.3, isEmbedded: isEmbedded))
    let stored = try estimator(.bptt(segmentLength: 4), model)
    let checkpointed = try estimator(
      .checkpointed(.internalStates, memory: .slots(1), segmentLength: 4), model)
    let tapes = try estimator(.checkpointed(.mixed, memory: nil, segmentLength: 4), model)
    for update in 0..<3 {
      let start = update * Self.steps
      let expected = stored.run(batch(update), start: start, labelSmoothing: 0)
      for other in [checkpointed, tapes] {
        #expect(other.run(batch(update), start: start, labelSmoothing: 0) == expected)
        #expect(other.gradient.array == stored.gradient.array)
        #expect(other.state == stored.state)
      }
    }
  }

  @Test("Threads that share a sequence give the bits of one", arguments: [false, true])
  func pipelined(isEmbedded: Bool) {
    let model = Fixture.model(
      configuration(Self.everything, dropout: 0.3, isEmbedded: isEmbedded))
    let batch = Fixture.batch(steps: Self.steps, batchSize: 1, seed: 9)
    let outcomes = [1, 2, 3].map { threads in
      let estimator = BackpropagationThroughTime(
        model, batchSize: 1, sequenceLength: Self.steps, segmentLength: 3, dropoutSeed: 4,
        pipelined: true, pool: WorkerPool(threads: threads))
      _ = estimator.run(batch, start: Self.steps, labelSmoothing: 0)
      return estimator.gradient.array
    }
    #expect(outcomes[1] == outcomes[0])
    #expect(outcomes[2] == outcomes[0])
  }

  @Test("A run that was restored goes on with the same bits", arguments: [nil, 12])
  func resumes(window: Int?) throws {
    let model = Fixture.model(configuration(Self.everything, dropout: 0.3))
    func trainer() throws -> Trainer<SequenceModel<Double>> {
      try Trainer(
        model, method: window == nil ? .bptt : .truncated(window: window),
        batchSize: Self.batchSize, sequenceLength: Self.steps,
        updates: UpdateOptions(learningRate: 0.01, seed: 5), threads: 2)
    }
    let (first, second) = (try trainer(), try trainer())
    for number in 0..<2 { try first.update(batch(number)) }
    try second.update(batch(7))
    try second.restore(first.snapshot())
    for number in 2..<5 {
      try first.update(batch(number))
      try second.update(batch(number))
    }
    #expect(Fixture.bits(second.model.parameters) == Fixture.bits(first.model.parameters))
    #expect(Fixture.bits(first.model.parameters) != Fixture.bits(model.parameters))
  }
}
