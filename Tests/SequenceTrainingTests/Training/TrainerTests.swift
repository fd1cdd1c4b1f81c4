import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Trainer")
struct TrainerTests {
  private static let batchSize = 5
  private static let steps = 4

  private func model(dropout: Double = 0) -> SequenceModel<Double> {
    var configuration = Fixture.configuration(LSTMCell(peepholes: true), layers: 2, hiddenSize: 5)
    configuration.dropout = dropout
    return Fixture.model(configuration)
  }

  private func options(_ optimizer: Optimizer = .adam) -> UpdateOptions {
    UpdateOptions(optimizer: optimizer, learningRate: 0.05, seed: 3)
  }

  private func trainer(
    _ model: SequenceModel<Double>, _ options: UpdateOptions, threads: Int = 1
  ) -> Trainer<SequenceModel<Double>> {
    Trainer(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, updates: options,
      threads: threads)
  }

  private func batch(_ number: Int) -> Batch {
    Fixture.batch(steps: Self.steps, batchSize: Self.batchSize, seed: UInt64(number + 10))
  }

  private func trained(
    _ model: SequenceModel<Double>, _ options: UpdateOptions, threads: Int = 1, updates: Int = 4
  ) throws -> Trainer<SequenceModel<Double>> {
    let trainer = self.trainer(model, options, threads: threads)
    for number in 0..<updates { _ = try trainer.update(batch(number)) }
    return trainer
  }

  @Test("The same model, options and batches give the same bits", arguments: [1, 2])
  func deterministic(threads: Int) throws {
    let first = try trained(model(dropout: 0.3), options(), threads: threads)
    let second = try trained(model(dropout: 0.3), options(), threads: threads)
    #expect(Fixture.bits(first.model.parameters) == Fixture.bits(second.model.parameters))
    #expect(Fixture.bits(first.state) == Fixture.bits(second.state))
  }

  @Test("Frozen parts keep their bits, and the norm is that of what learns")
  func frozen() throws {
    var options = options()
    options.frozen = ["layers.0", "readout.weight"]
    options.penalty = Penalty(l2: 0.1)
    let before = model()
    let trainer = trainer(before, options)
    let report = try trainer.update(batch(0))
    let gradient = trainer.gradient.values
    var squares = 0.0
    for block in before.layout.blocks {
      let isFrozen = block.name.hasPrefix("layers.0.") || block.name == "readout.weight"
      let (old, new) = (
        before.parameters.values[block.range], trainer.model.parameters.values[block.range]
      )
      #expect((old == new) == isFrozen, "\(block.name)")
      if !isFrozen { squares += gradient[block.range].reduce(0) { $0 + $1 * $1 } }
    }
    #expect(abs(report.gradientNorm - squares.squareRoot()) < 1e-12)
  }

  @Test("Two threads differ from one by rounding, dropout included")
  func threads() throws {
    let one = try trained(model(dropout: 0.3), options(.sgd))
    let two = try trained(model(dropout: 0.3), options(.sgd), threads: 2)
    #expect(
      Fixture.difference(two.model.parameters.values, one.model.parameters.values) <= 1e-14)
    #expect(Fixture.difference(two.state.values, one.state.values) <= 1e-13)
  }

  @Test("Training learns to count", arguments: [1, 2])
  func learns(threads: Int) throws {
    let model = Fixture.model(Fixture.configuration(GRUCell(), hiddenSize: 8), as: Float.self)
    let trainer = Trainer(
      model, batchSize: 2, sequenceLength: 8, updates: UpdateOptions(learningRate: 0.05),
      threads: threads)
    // 0 1 2 3 0 1 2 3 ...
    let tokens = (0..<16).map { Int32($0 / 2 % 4) }
    let batch = Batch(tokens: tokens, targets: tokens.map { ($0 + 1) % 4 })
    var losses: [Double] = []
    for _ in 0..<60 { losses.append(try trainer.update(batch).loss) }
    #expect(losses[0] > 1)
    #expect(losses[59] < 0.05)
  }

  @Test("The mean of a tail is that of the weights after each update; training does not see it")
  func averaging() throws {
    var options = options()
    let plain = trainer(model(), options)
    options.averaging = .tail(after: 1)
    let averaged = trainer(model(), options)
    var sum = [Double](repeating: 0, count: plain.model.parameters.count)
    for number in 0..<5 {
      _ = try plain.update(batch(number))
      _ = try averaged.update(batch(number))
      #expect((averaged.averagedModel == nil) == (number == 0))
      if number > 0 { sum = zip(sum, plain.model.parameters.values).map { $0 + $1 } }
    }
    #expect(plain.averagedModel == nil)
    #expect(Fixture.bits(plain.model.parameters) == Fixture.bits(averaged.model.parameters))
    let mean = try #require(averaged.averagedModel)
    #expect(Fixture.difference(mean.parameters.values, sum.map { $0 / 4 }) <= 1e-15)
  }

  @Test("A mean goes on from a snapshot with the same bits", arguments: [1, 2])
  func averagingGoesOn(threads: Int) throws {
    var options = options()
    options.averaging = .exponential(window: 0.3)
    let whole = try trained(model(), options, threads: threads, updates: 30)
    let half = try trained(model(), options, threads: threads, updates: 13)
    let other = trainer(model(), options, threads: threads)
    try other.restore(half.snapshot())
    for number in 13..<30 { _ = try other.update(batch(number)) }
    let (left, right) = (try #require(whole.averagedModel), try #require(other.averagedModel))
    #expect(Fixture.bits(left.parameters) == Fixture.bits(right.parameters))
    var wrong = half.snapshot()
    wrong.average = AveragedWeights(count: 14, values: left.parameters)
    #expect(throws: TrainingError.self) { try other.restore(wrong) }
    wrong.average = AveragedWeights(count: 3, values: Tensor(zeros: [2]))
    #expect(throws: TrainingError.self) { try other.restore(wrong) }
  }

  @Test("An update reports sum, number and mean of the losses and the norm of the gradient")
  func report() throws {
    let model = model()
    let trainer = self.trainer(model, options())
    let estimator = BackpropagationThroughTime(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, pool: WorkerPool(threads: 1))
    var state = model.initialState(batch: Self.batchSize)
    var batch = batch(0)
    batch.targets[0] = -1
    let expected = estimator.run(batch, state: &state)
    let found = try trainer.update(batch)
    #expect(found.lossSum == expected.lossSum)
    #expect(found.targetCount == Self.batchSize * Self.steps - 1)
    #expect(found.loss == found.lossSum / Double(found.targetCount))
    #expect(found.gradientNorm == expected.gradientNorm)
    #expect(found.learningRate == 0.05)
    #expect(trainer.updateCount == 1)
    #expect(trainer.state == state)
  }

  @Test(
    "A restored trainer goes on with the same bits", arguments: [Optimizer.adam, .momentum(0.9)])
  func restore(optimizer: Optimizer) throws {
    let options = options(optimizer)
    let whole = try trained(model(dropout: 0.3), options, updates: 4)
    let half = try trained(model(dropout: 0.3), options, updates: 2)
    let resumed = trainer(model(dropout: 0.3), options)
    try resumed.restore(half.snapshot())
    for number in 2..<4 { _ = try resumed.update(batch(number)) }
    #expect(resumed.updateCount == 4)
    #expect(Fixture.bits(resumed.model.parameters) == Fixture.bits(whole.model.parameters))
    #expect(Fixture.bits(resumed.state) == Fixture.bits(whole.state))
    #expect(resumed.optimizerState.step == whole.optimizerState.step)
    #expect(
      resumed.optimizerState.vectors.map(Fixture.bits)
        == whole.optimizerState.vectors.map(Fixture.bits))
  }

  @Test("A snapshot of another model is refused")
  func mismatch() throws {
    let trainer = self.trainer(model(), options())
    let count = trainer.model.parameters.count
    #expect(
      throws: TrainingError.snapshotMismatch(what: "parameters", expected: count, found: 3)
    ) {
      var snapshot = trainer.snapshot()
      snapshot.parameters = Tensor(zeros: [3])
      try trainer.restore(snapshot)
    }
    let found = OptimizerState<Double>(for: .sgd, parameterCount: count)
    #expect(
      throws: TrainingError.snapshotMismatch(what: "optimiser vectors", expected: 2, found: 0)
    ) {
      var snapshot = trainer.snapshot()
      snapshot.optimizer = found
      try trainer.restore(snapshot)
    }
    #expect(trainer.updateCount == 0)
  }

  @Test("A state or a vector of as many elements in another shape is refused with both shapes")
  func shape() throws {
    let trainer = self.trainer(model(), options())
    let (count, shape) = (trainer.model.parameters.count, trainer.state.shape)
    let flat = [shape.reduce(1, *)]
    #expect(
      throws: TrainingError.snapshotShapeMismatch(
        what: "carried state", expected: shape, found: flat)
    ) {
      var snapshot = trainer.snapshot()
      snapshot.state = Tensor(zeros: flat)
      try trainer.restore(snapshot)
    }
    #expect(
      throws: TrainingError.snapshotShapeMismatch(
        what: "optimiser state", expected: [count], found: [1, count])
    ) {
      var snapshot = trainer.snapshot()
      snapshot.optimizer.vectors[1] = Tensor(zeros: [1, count])
      try trainer.restore(snapshot)
    }
  }

  @Test(
    "Counts that no training has are refused",
    arguments: [(-1, -1), (.min, 0), (3, 4), (3, -1), (3, .max), (0, .min)])
  func counts(updates: Int, steps: Int) throws {
    let trainer = self.trainer(model(), options())
    var snapshot = trainer.snapshot()
    snapshot.updateCount = updates
    snapshot.optimizer.step = steps
    #expect(throws: TrainingError.self) { try trainer.restore(snapshot) }
  }

  @Test(
    "A loss that is not finite stops training before a parameter has changed; the state is zero again"
  )
  func notFinite() throws {
    var model = model()
    model.parameters[flat: model.readoutBias.offset] = .infinity
    let trainer = self.trainer(model, options())
    let parameters = Fixture.bits(trainer.model.parameters)
    let error = #expect(throws: TrainingError.self) { try trainer.update(batch(0)) }
    guard case .notFinite(let update, let loss, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(update == 1)
    #expect(!loss.isFinite)
    #expect(Fixture.bits(trainer.model.parameters) == parameters)
    #expect(trainer.state.values.allSatisfy { $0 == 0 })
    #expect(trainer.updateCount == 0)
    #expect(trainer.optimizerState.step == 0)
    #expect(trainer.optimizerState.vectors.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
  }

  @Test("The state is carried from batch to batch until it is reset")
  func resetState() throws {
    let trainer = try trained(model(), options(), updates: 1)
    #expect(trainer.state.values.contains { $0 != 0 })
    trainer.resetState()
    #expect(trainer.state == model().initialState(batch: Self.batchSize))
    let fresh = self.trainer(trainer.model, options(.sgd))
    #expect(try trainer.update(batch(5)).lossSum == fresh.update(batch(5)).lossSum)
  }

  @Test("A trainer has the weights of its model, whatever model its estimator was made of")
  func weights() throws {
    let (own, other) = (model(), model(dropout: 0))
    var zero = other
    zero.parameters = Tensor(zeros: other.parameters.shape)
    let pool = WorkerPool(threads: 1)
    let estimator = BackpropagationThroughTime(
      zero, batchSize: Self.batchSize, sequenceLength: Self.steps, pool: pool)
    let found = Trainer(own, estimator: estimator, updates: options(), pool: pool)
    #expect(
      try found.update(batch(0)).lossSum == trainer(own, options()).update(batch(0)).lossSum)
  }

  @Test("The learning rate follows the schedule")
  func schedule() throws {
    var options = options(.sgd)
    options.schedule = LearningRateSchedule(.linear(floor: 0, updates: 4), warmUpUpdates: 2)
    let trainer = self.trainer(model(), options)
    let rates = try (0..<4).map { try trainer.update(batch($0)).learningRate }
    #expect(rates == [0.5, 0.75, 0.5, 0.25].map { 0.05 * $0 })
  }
}
