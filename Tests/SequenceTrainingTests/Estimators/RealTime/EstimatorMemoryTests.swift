import SequenceModels
import SequenceTraining
import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("The memory of forward-mode gradients")
struct EstimatorMemoryTests {
  /// Bytes beside the packed weights and the workspace: what an estimator holds once made, and its
  /// peak through `steps` steps.
  private static func measure<S: KernelScalar, Estimator: GradientEstimator<S>>(
    _ model: SequenceModel<S>, batchSize: Int, steps: Int = 5, _ make: () -> Estimator
  ) -> (held: Int, peak: Int) {
    var state = model.initialState(batch: batchSize)
    let batch = batch(model, count: steps * batchSize)
    let shared = live {
      let packed = PackedSequenceModel(model, trains: true)
      return SequenceWorkspace(packed, steps: 1, rows: batchSize, trains: true)
    }
    MemoryMeter.resetPeak()
    let before = MemoryMeter.liveBytes
    let estimator = make()
    let held = MemoryMeter.liveBytes - before
    for step in 0..<steps {
      // The trainer's copy of the state is not the estimator's.
      _ = estimator.run(batch.steps(step..<step + 1, batchSize: batchSize), state: &state)
    }
    return withExtendedLifetime(estimator) {
      (held - shared, MemoryMeter.peakBytes - before - shared)
    }
  }

  private static func live<Value>(_ make: () -> Value) -> Int {
    let before = MemoryMeter.liveBytes
    let value = make()
    return withExtendedLifetime(value) { MemoryMeter.liveBytes - before }
  }

  private static func batch<S>(_ model: SequenceModel<S>, count: Int) -> Batch {
    let targets = (0..<count).map { Int32($0 % 4) }
    guard case .vectors(let size) = model.configuration.input else {
      return Batch(tokens: targets, targets: targets)
    }
    return Batch(vectors: Array(repeating: 0.5, count: count * size), targets: targets)
  }

  private static func model<S: KernelScalar>(
    _ cell: any RecurrentCell, _ input: SequenceModelConfiguration.Input, layers: Int = 1,
    hiddenSize: Int, as: S.Type = S.self
  ) -> SequenceModel<S> {
    Fixture.model(
      SequenceModelConfiguration(
        input: input, outputSize: 4, cell: cell, layers: layers, hiddenSize: hiddenSize),
      as: S.self)
  }

  private static func expectPlanned<S: KernelScalar>(_ model: SequenceModel<S>) {
    let pool = WorkerPool(threads: 2)
    let realTime = EstimatorMemory.realTime(model, batchSize: 2, threads: 2).bytes
    let found = measure(model, batchSize: 2) {
      RealTimeRecurrentLearning(model, batchSize: 2, sequenceLength: 1, pool: pool)
    }
    #expect(found.held == realTime)
    #expect(found.peak == realTime)
    let blocked = measure(model, batchSize: 2) {
      BlockedRealTimeRecurrentLearning(
        model, batchSize: 2, sequenceLength: 1, blockLength: 3, pool: pool)
    }
    #expect(
      blocked.held
        == EstimatorMemory.blocked(
          model, batchSize: 2, blockLength: 3, longestSequence: 3, threads: 2
        ).bytes)
    #expect(
      blocked.peak
        == EstimatorMemory.blocked(model, batchSize: 2, blockLength: 3, threads: 2).bytes)
  }

  /// The estimators that keep less than the influence.
  private static func expectPlannedApproximations<S: KernelScalar>(_ model: SequenceModel<S>) {
    let pool = WorkerPool(threads: 1)
    let structure = model.stack.layers[0].cell.structure
    func expect(_ plan: EstimatorMemory, _ make: () -> some GradientEstimator<S>) {
      let found = measure(model, batchSize: 2, make)
      #expect(found.held == plan.bytes)
      #expect(found.peak == plan.bytes)
    }
    expect(.unbiased(model, batchSize: 2)) {
      UnbiasedOnlineLearning(model, batchSize: 2, sequenceLength: 1, seed: 1, pool: pool)
    }
    if !structure.isModulated {
      for rule in [TraceLearning<S>.Rule.snap1, .eProp, .rflo(seed: 1)] {
        expect(.traces(model, batchSize: 2, rule: rule)) {
          TraceLearning(model, batchSize: 2, sequenceLength: 1, rule: rule, pool: pool)
        }
      }
    }
    if case .embedding = model.configuration.input { return }
    guard model.stack.layers.count == 1, structure.peepholes.isEmpty,
      structure.gates.allSatisfy({ $0.readsInput && $0.stateInput == .previous })
    else { return }
    expect(.kronecker(model, batchSize: 2)) {
      KroneckerFactoredLearning(model, batchSize: 2, sequenceLength: 1, seed: 1, pool: pool)
    }
  }

  @Test("The bytes measured are those of the plan, held and at the peak")
  func planned() async {
    await #expect(processExitsWith: .success) {
      for cell in NamedCell.builtIn {
        for layers in [1, 2] {
          for input in [
            SequenceModelConfiguration.Input.symbols(4), .vectors(2),
            .embedding(count: 4, size: 2),
          ] {
            let model = EstimatorMemoryTests.model(
              cell.cell, input, layers: layers, hiddenSize: 5, as: Double.self)
            EstimatorMemoryTests.expectPlanned(model)
            EstimatorMemoryTests.expectPlannedApproximations(model)
          }
        }
        EstimatorMemoryTests.expectPlanned(
          EstimatorMemoryTests.model(cell.cell, .symbols(4), hiddenSize: 17, as: Float.self))
      }
    }
  }

  @Test("The peak of rtrl is at most 1.05 times the influence")
  func peak() async {
    await #expect(processExitsWith: .success) {
      for cell in NamedCell.builtIn {
        for (input, hiddenSize) in [
          (SequenceModelConfiguration.Input.symbols(64), 64), (.vectors(32), 64),
        ] {
          let model = EstimatorMemoryTests.model(
            cell.cell, input, hiddenSize: hiddenSize, as: Float.self)
          let found = EstimatorMemoryTests.measure(model, batchSize: 1, steps: 1) {
            RealTimeRecurrentLearning(
              model, batchSize: 1, sequenceLength: 1, pool: WorkerPool(threads: 2))
          }
          let influence = model.influenceCount * 4
          #expect(
            Double(found.peak) <= 1.05 * Double(influence),
            "\(cell.name), \(input), n = \(hiddenSize): \(found.peak) for \(influence)")
        }
      }
    }
  }

  @Test("The influence has N P elements")
  func influence() {
    let (n, m) = (64, 32)
    func count(_ cell: any RecurrentCell, layers: Int = 1) -> Int {
      Self.model(cell, .vectors(m), layers: layers, hiddenSize: n, as: Float.self).influenceCount
    }
    let q = n + m + 1
    #expect(count(ElmanCell()) == n * n * q)
    #expect(count(LSTMCell(peepholes: true)) == 8 * n * n * q + 6 * n * n)
    #expect(count(GRUCell()) == 3 * n * n * q + n * n)
    #expect(count(ElmanCell(), layers: 3) == n * n * (3 * q + 3 * (2 * n + 1)))
  }
}
