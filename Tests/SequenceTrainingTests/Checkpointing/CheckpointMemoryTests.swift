import SequenceModels
import SequenceTraining
import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("Checkpoint memory")
struct CheckpointMemoryTests {
  /// Measures an estimator in this process: its plan, what it holds once made, and its peak during
  /// a batch, without the packed weights.
  private static func measure<S: KernelScalar>(
    _ model: SequenceModel<S>, batchSize: Int, steps: Int, strategy: CheckpointStrategy,
    memory: CheckpointMemory?, segmentLength: Int?, threads: Int, masks: Bool = false
  ) throws -> (plan: CheckpointPlan, held: Int, peak: Int) {
    let pool = WorkerPool(threads: threads)
    let batch = Fixture.batch(steps: steps, batchSize: batchSize)
    var state = Fixture.state(model, batchSize: batchSize)
    let start = MemoryMeter.liveBytes
    let packed = PackedSequenceModel(model, trains: true, pool: pool)
    let weights = withExtendedLifetime(packed) { MemoryMeter.liveBytes - start }
    let carried = MemoryMeter.planned { model.initialState(batch: batchSize) }.live
    let before = MemoryMeter.liveBytes
    MemoryMeter.resetPeak()
    let estimator = try CheckpointedBackpropagation(
      model, batchSize: batchSize, sequenceLength: steps, strategy: strategy, memory: memory,
      segmentLength: segmentLength, masks: masks, pool: pool)
    let held = MemoryMeter.liveBytes - before - weights - carried
    _ = estimator.run(batch, state: &state)
    let peak = MemoryMeter.peakBytes - before - weights - carried
    return withExtendedLifetime((packed, estimator)) { (estimator.plan, held, peak) }
  }

  private static func configurations() -> [SequenceModelConfiguration] {
    var embedding = Fixture.configuration(ResetBeforeGRUCell(), layers: 2, hiddenSize: 5)
    embedding.input = .embedding(count: Fixture.vocabularySize, size: 3)
    embedding.residual = true
    embedding.dropout = 0.2
    return [
      Fixture.configuration(LSTMCell(peepholes: true), layers: 2, hiddenSize: 17),
      Fixture.configuration(GRUCell(), hiddenSize: 7), embedding,
    ]
  }

  @Test("What the meter counts is the plan, from the first allocation to the end of a batch")
  func planned() async {
    await #expect(processExitsWith: .success) {
      for configuration in CheckpointMemoryTests.configurations() {
        for strategy in CheckpointStrategy.allCases {
          for (threads, masks) in [(1, true), (2, false)] {
            for memory: CheckpointMemory? in [.slots(3), nil]
            where strategy != .squareRoot || memory == nil {
              let model = Fixture.model(configuration, as: Float.self)
              let (plan, held, peak) = try CheckpointMemoryTests.measure(
                model, batchSize: 5, steps: 23, strategy: strategy, memory: memory,
                segmentLength: 2, threads: threads, masks: masks)
              #expect(held == plan.bytes)
              #expect(peak == plan.bytes)
            }
          }
        }
      }
    }
  }

  @Test("2000 steps in a few percent of the memory: within the budget, bits of everything stored")
  func long() async {
    await #expect(processExitsWith: .success) {
      // Multiples of every vector's width, so that the products need no scratch.
      let configuration = SequenceModelConfiguration(
        input: .symbols(8), outputSize: 8, cell: LSTMCell(peepholes: true), layers: 1,
        hiddenSize: 8)
      let model = Fixture.model(configuration)
      let (steps, length) = (2000, 8)
      let pool = WorkerPool(threads: 1)
      let batch = Fixture.batch(steps: steps, batchSize: 1, vocabularySize: 8)
      var expectedState = Fixture.state(model, batchSize: 1)
      let start = MemoryMeter.liveBytes
      MemoryMeter.resetPeak()
      let reference = StoredSegments(
        model, segments: SequenceSegments(steps: steps, length: length), batchSize: 1)
      let expected = reference.run(batch, state: &expectedState)
      let stored = MemoryMeter.peakBytes - start
      let budget = stored / 20
      for strategy in [CheckpointStrategy.hiddenStates, .internalStates, .mixed] {
        var state = Fixture.state(model, batchSize: 1)
        let packed = PackedSequenceModel(model, trains: true)
        let before = MemoryMeter.liveBytes
        let carried = MemoryMeter.planned { Storage<Double>(count: state.count) }.live
        let weights = before - start - carried
        MemoryMeter.resetPeak()
        let estimator = try CheckpointedBackpropagation(
          model, batchSize: 1, sequenceLength: steps, strategy: strategy,
          memory: .bytes(budget), segmentLength: length, pool: pool)
        let found = estimator.run(batch, state: &state)
        let peak = MemoryMeter.peakBytes - before - weights - carried
        #expect(peak == estimator.plan.bytes)
        #expect(peak <= budget)
        #expect(estimator.plan.schedule.forwardCount > 250)
        #expect(estimator.plan.schedule.forwardCount < 250 * 8)
        #expect(estimator.gradient.array == expected.gradient)
        #expect(found.lossSum == expected.loss)
        #expect(state == expectedState)
        withExtendedLifetime(packed) {}
      }
    }
  }

  @Test(
    "A budget too small is refused with the least that is enough",
    arguments: CheckpointStrategy.allCases)
  func refused(strategy: CheckpointStrategy) throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(), layers: 2))
    func plan(_ memory: CheckpointMemory, length: Int) throws(GradientMethodError) -> CheckpointPlan
    {
      try CheckpointPlan(
        model, batchSize: 2, sequenceLength: 100, strategy: strategy, memory: memory,
        segmentLength: length, threads: 2)
    }
    let error = #expect(throws: GradientMethodError.self) { try plan(.bytes(1), length: 5) }
    guard case .budgetTooSmall(1, let minimum, let single) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try plan(.bytes(minimum), length: 5).bytes == minimum)
    #expect(
      throws: GradientMethodError.budgetTooSmall(
        budget: minimum - 1, minimum: minimum, minimumOfSingleSteps: single)
    ) {
      try plan(.bytes(minimum - 1), length: 5)
    }
    #expect(try plan(.bytes(single), length: 1).bytes == single)
    #expect(throws: GradientMethodError.self) { try plan(.bytes(single - 1), length: 1) }
  }

  @Test("More bytes are used where they save runs, and never exceeded")
  func budgets() throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(), hiddenSize: 6))
    func plan(_ memory: CheckpointMemory?) throws(GradientMethodError) -> CheckpointPlan {
      try CheckpointPlan(
        model, batchSize: 2, sequenceLength: 60, memory: memory, segmentLength: 1, threads: 1)
    }
    let (least, most) = (try plan(.slots(1)), try plan(nil))
    #expect(least.schedule.forwardCount == 60 * 61 / 2)
    #expect(most.schedule.forwardCount == 60)
    var previous = least.schedule.forwardCount
    for budget in stride(from: least.bytes, through: most.bytes, by: 1000) {
      let found = try plan(.bytes(budget))
      #expect(found.bytes <= budget)
      #expect(found.schedule.forwardCount <= previous)
      previous = found.schedule.forwardCount
    }
    #expect(previous < 70)
  }
}
