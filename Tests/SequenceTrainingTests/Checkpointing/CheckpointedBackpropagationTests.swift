import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Checkpointed back-propagation")
struct CheckpointedBackpropagationTests {
  private static let batchSize = 3
  private static let steps = 11

  private func configuration(
    _ cell: any RecurrentCell, dropout: Double = 0
  ) -> SequenceModelConfiguration {
    var configuration = Fixture.configuration(cell, layers: 3)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 2)
    configuration.residual = true
    configuration.dropout = dropout
    return configuration
  }

  private func masked(_ batch: Batch) -> Batch {
    var batch = batch
    var mask = [Bool](repeating: true, count: batch.tokens.count)
    for index in [4, 5, 13, 32] {
      mask[index] = false
      batch.targets[index] = -1
    }
    batch.tokens[7] = -1
    batch.mask = mask
    return batch
  }

  /// Compares every strategy with everything stored, bit for bit, over two batches that follow one
  /// another.
  private func check<S: KernelScalar>(
    _ model: SequenceModel<S>, segmentLength: Int, memories: [CheckpointMemory?],
    isMasked: Bool = false, threads: Int = 1, labelSmoothing: Double = 0
  ) throws {
    let pool = WorkerPool(threads: threads)
    let segments = SequenceSegments(steps: Self.steps, length: segmentLength)
    var reference = StoredSegments(
      model, segments: segments, batchSize: Self.batchSize, workers: threads)
    (reference.masks, reference.dropoutSeed) = (isMasked, 7)
    reference.labelSmoothing = labelSmoothing
    for strategy in CheckpointStrategy.allCases {
      for memory in strategy == .squareRoot ? [nil] : memories {
        let estimator = try CheckpointedBackpropagation(
          model, batchSize: Self.batchSize, sequenceLength: Self.steps, strategy: strategy,
          memory: memory, segmentLength: segmentLength, masks: isMasked, dropoutSeed: 7,
          pool: pool)
        let what = "\(strategy), \(String(describing: memory))"
        var state = Fixture.state(model, batchSize: Self.batchSize)
        var expectedState = state
        for number in 0..<2 {
          var batch = Fixture.batch(
            steps: Self.steps, batchSize: Self.batchSize, seed: UInt64(number + 5))
          if isMasked { batch = masked(batch) }
          reference.start = number * Self.steps
          let expected = reference.run(batch, state: &expectedState)
          let found = estimator.run(
            batch, state: &state, start: number * Self.steps, labelSmoothing: labelSmoothing)
          #expect(bits(estimator.gradient.array) == bits(expected.gradient), "\(what)")
          #expect(bits(state.values) == bits(expectedState.values), "\(what)")
          #expect(found.lossSum == expected.loss, "\(what)")
          #expect(found.targetCount == batch.targetCount)
        }
      }
    }
  }

  private func bits<S: KernelScalar>(_ values: [S]) -> [UInt64] {
    values.map { Double($0).bitPattern }
  }

  @Test("A summary of the steps goes from segment to segment", arguments: ["mean", "maximum"])
  func summary(name: String) throws {
    var configuration = configuration(LSTMCell())
    configuration.residual = false
    configuration.summary = try #require(SequenceModelConfiguration.Summary(rawValue: name))
    try check(
      Fixture.model(configuration), segmentLength: 3, memories: [.slots(1), nil], isMasked: true,
      threads: 2)
  }

  @Test(
    "The gradient has the bits of everything stored, whatever is stored instead",
    arguments: NamedCell.all + [.jordan], [0, 0.3])
  func bitIdentical(cell: NamedCell, dropout: Double) throws {
    try check(
      Fixture.model(configuration(cell.cell, dropout: dropout)), segmentLength: 2,
      memories: [.slots(1), .slots(3), nil], isMasked: true)
  }

  @Test("Segments of any length, in single precision too", arguments: [1, 3, 4, 11, 50])
  func segmentLengths(length: Int) throws {
    let memories: [CheckpointMemory?] = [.slots(2), .slots(20)]
    let configuration = configuration(LSTMCell(peepholes: true), dropout: 0.2)
    try check(Fixture.model(configuration), segmentLength: length, memories: memories)
    try check(
      Fixture.model(configuration, as: Float.self), segmentLength: length, memories: memories)
  }

  @Test("Token input, a tied readout and label smoothing")
  func inputs() throws {
    let tokens = Fixture.configuration(GRUCell(), layers: 2)
    try check(
      Fixture.model(tokens), segmentLength: 3, memories: [.slots(2)], labelSmoothing: 0.1)
    var tied = Fixture.configuration(ResetBeforeGRUCell(), layers: 2)
    tied.input = .embedding(count: Fixture.vocabularySize, size: 3)
    tied.tiedReadout = true
    try check(Fixture.model(tied), segmentLength: 3, memories: [.slots(2)], labelSmoothing: 0.1)
  }

  @Test("The batch split among threads", arguments: [2, 3])
  func threads(count: Int) throws {
    try check(
      Fixture.model(configuration(LSTMCell(), dropout: 0.3)), segmentLength: 2,
      memories: [.slots(1), .slots(4), .slots(40)], isMasked: true, threads: count)
  }

  @Test(
    "One segment: the bits of back-propagation through time", arguments: NamedCell.all, [1, 2])
  func oneSegment(cell: NamedCell, threads: Int) throws {
    let model = Fixture.model(configuration(cell.cell, dropout: 0.3))
    let pool = WorkerPool(threads: threads)
    let batch = masked(Fixture.batch(steps: Self.steps, batchSize: Self.batchSize))
    let stored = BackpropagationThroughTime(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, masks: true, dropoutSeed: 7,
      pool: pool)
    let estimator = try CheckpointedBackpropagation(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, masks: true, dropoutSeed: 7,
      pool: pool)
    #expect(estimator.plan.segments.count == 1)
    var state = Fixture.state(model, batchSize: Self.batchSize)
    var expectedState = state
    let expected = stored.run(batch, state: &expectedState, start: 5, labelSmoothing: 0.1)
    let found = estimator.run(batch, state: &state, start: 5, labelSmoothing: 0.1)
    #expect(bits(estimator.gradient.array) == bits(stored.gradient.array))
    #expect(Fixture.bits(state) == Fixture.bits(expectedState))
    #expect(found.lossSum == expected.lossSum)
    #expect(found.gradientNorm == expected.gradientNorm)
    #expect(found.targetCount == expected.targetCount)
  }

  @Test("The same segments: the bits of back-propagation through time", arguments: NamedCell.all)
  func sameSegments(cell: NamedCell) throws {
    let model = Fixture.model(configuration(cell.cell, dropout: 0.3))
    let pool = WorkerPool(threads: 2)
    let batch = masked(Fixture.batch(steps: Self.steps, batchSize: Self.batchSize))
    let stored = BackpropagationThroughTime(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, segmentLength: 3, masks: true,
      dropoutSeed: 7, pool: pool)
    let estimator = try CheckpointedBackpropagation(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, memory: .slots(2),
      segmentLength: 3, masks: true, dropoutSeed: 7, pool: pool)
    var state = Fixture.state(model, batchSize: Self.batchSize)
    var expectedState = state
    let expected = stored.run(batch, state: &expectedState)
    let found = estimator.run(batch, state: &state)
    #expect(bits(estimator.gradient.array) == bits(stored.gradient.array))
    #expect(found.lossSum == expected.lossSum && found.gradientNorm == expected.gradientNorm)
    #expect(state == expectedState)
  }

  @Test("Many segments: back-propagation through time to rounding", arguments: NamedCell.all)
  func rounding(cell: NamedCell) throws {
    let model = Fixture.model(configuration(cell.cell, dropout: 0.3))
    let pool = WorkerPool(threads: 1)
    let batch = masked(Fixture.batch(steps: Self.steps, batchSize: Self.batchSize))
    let stored = BackpropagationThroughTime(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, masks: true, dropoutSeed: 7,
      pool: pool)
    let estimator = try CheckpointedBackpropagation(
      model, batchSize: Self.batchSize, sequenceLength: Self.steps, memory: .slots(3),
      segmentLength: 1, masks: true, dropoutSeed: 7, pool: pool)
    var state = Fixture.state(model, batchSize: Self.batchSize)
    var expectedState = state
    let expected = stored.run(batch, state: &expectedState)
    let found = estimator.run(batch, state: &state)
    #expect(Fixture.difference(estimator.gradient.array, stored.gradient.array) <= 1e-13)
    #expect((found.lossSum - expected.lossSum).magnitude <= 1e-14 * expected.lossSum)
    #expect((found.gradientNorm - expected.gradientNorm).magnitude <= 1e-13 * found.gradientNorm)
    #expect(state == expectedState)
  }

  @Test("A batch without a target has no gradient")
  func noTargets() throws {
    let model = Fixture.model(configuration(GRUCell()))
    let estimator = try CheckpointedBackpropagation(
      model, batchSize: 1, sequenceLength: 4, memory: .slots(1), segmentLength: 1,
      pool: WorkerPool(threads: 1))
    var state = model.initialState(batch: 1)
    let batch = Batch(tokens: [0, 1, 2, 3], targets: [-1, -1, -1, -1])
    let found = estimator.run(batch, state: &state)
    #expect(found.targetCount == 0 && found.lossSum == 0 && found.gradientNorm == 0)
    #expect(estimator.gradient.array.allSatisfy { $0 == 0 })
    #expect(state.values.contains { $0 != 0 })
  }
}
