import SequenceModels
import SequenceTraining
import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("The memory of an estimator")
struct EstimatorMemoryTests {
  private static func batch<S>(_ model: SequenceModel<S>, count: Int) -> Batch {
    let targets = (0..<count).map { Int32($0 % 4) }
    guard case .vectors(let size) = model.configuration.input else {
      return Batch(tokens: targets, targets: targets)
    }
    return Batch(vectors: Array(repeating: 0.5, count: count * size), targets: targets)
  }

  private static func model<S: KernelScalar>(
    _ cell: any RecurrentCell, _ input: SequenceModelConfiguration.Input, layers: Int = 1,
    hiddenSize: Int, residual: Bool = false, as: S.Type = S.self
  ) -> SequenceModel<S> {
    var configuration = SequenceModelConfiguration(
      input: input, outputSize: 4, cell: cell, layers: layers, hiddenSize: hiddenSize)
    configuration.residual = residual
    return Fixture.model(configuration, as: S.self)
  }

  /// Expects the estimator of a method to hold what is planned after a batch, and at its peak.
  private static func expectPlanned<S: KernelScalar>(
    _ method: GradientMethod, _ model: SequenceModel<S>, _ settings: GradientMethodSettings,
    _ pool: WorkerPool, _ comment: Comment
  ) throws {
    guard (try? method.check(model)) != nil else { return }
    let (steps, sequences) = (settings.sequenceLength, settings.batchSize)
    let batch = batch(model, count: steps * sequences)
    var state = model.initialState(batch: sequences)
    let plan = try method.memory(of: model, settings, threads: pool.count)
    let before = MemoryMeter.liveBytes
    MemoryMeter.resetPeak()
    let estimator = try method.estimator(of: model, settings, pool: pool)
    _ = estimator.run(batch, state: &state)
    #expect(MemoryMeter.liveBytes - before == plan.bytes, comment)
    #expect(MemoryMeter.peakBytes - before == plan.bytes, comment)
    #expect(estimator.influenceBytes == plan.influence, comment)
  }

  @Test(
    "is planned to the byte by building in the air", arguments: GradientMethod.allCases)
  func planned(method: GradientMethod) async {
    await #expect(processExitsWith: .success) { [method] in
      let inputs: [SequenceModelConfiguration.Input] = [
        .symbols(4), .vectors(2), .embedding(count: 4, size: 2),
      ]
      for (cell, input, layers, threads) in NamedCell.builtIn.flatMap({ cell in
        inputs.flatMap { input in [(cell, input, 1, 2), (cell, input, 3, 1)] }
      }) {
        let settings = GradientMethodSettings(
          batchSize: 2, sequenceLength: 8, backpropagationLength: 11,
          checkpointMemory: .slots(2), segmentLength: 3, blockLength: 5)
        let comment: Comment = "\(cell), \(input), \(layers) layers"
        let pool = WorkerPool(threads: threads)
        try EstimatorMemoryTests.expectPlanned(
          method,
          EstimatorMemoryTests.model(
            cell.cell, input, layers: layers, hiddenSize: 17, residual: layers > 1, as: Float.self),
          settings, pool, comment)
        try EstimatorMemoryTests.expectPlanned(
          method,
          EstimatorMemoryTests.model(
            cell.cell, input, layers: layers, hiddenSize: 5, as: Double.self),
          settings, pool, comment)
      }
    }
  }

  @Test("in reduced precision is planned to the byte")
  func precision() async {
    await #expect(processExitsWith: .success) {
      for method in GradientMethod.allCases where !method.isForward {
        let settings = GradientMethodSettings(
          batchSize: 3, sequenceLength: 40, backpropagationLength: 50,
          checkpointMemory: .slots(2), segmentLength: 4, precision: .bfloat16)
        try EstimatorMemoryTests.expectPlanned(
          method,
          EstimatorMemoryTests.model(GRUCell(), .symbols(4), hiddenSize: 17, as: Float.self),
          settings, WorkerPool(threads: 2), "\(method)")
      }
    }
  }

  @Test("grows with a trainer and an evaluator as planned")
  func trainer() async {
    await #expect(processExitsWith: .success) {
      for cell in NamedCell.builtIn {
        let model: SequenceModel<Float> = EstimatorMemoryTests.model(
          cell.cell, .symbols(4), layers: 2, hiddenSize: 17, residual: true)
        func make() -> (Trainer<Float>, Evaluator<Float>) {
          let pool = WorkerPool(threads: 2)
          let options = TrainerOptions(batchSize: 3, sequenceLength: 40)
          let trainer = Trainer(model, options: options, pool: pool)
          return (
            trainer,
            Evaluator(trainer.packedModel, batchSize: 3, sequenceLength: 40, pool: pool)
          )
        }
        let plan = MemoryMeter.planned(make)
        let before = MemoryMeter.liveBytes
        let made = make()
        withExtendedLifetime(made) {
          #expect(MemoryMeter.liveBytes - before == plan.live, "\(cell)")
        }
      }
    }
  }

  @Test("has no influence while no sequence is longer than a block")
  func shortSequences() throws {
    let model: SequenceModel<Float> = Self.model(LSTMCell(), .symbols(4), hiddenSize: 8)
    let settings = GradientMethodSettings(sequenceLength: 1, blockLength: 5)
    func influence(_ longest: Int?) throws -> Int {
      try GradientMethod.blockedRealTime.memory(
        of: model, settings, longestSequence: longest, threads: 1
      ).influence
    }
    #expect(try influence(5) == 0)
    #expect(try influence(6) > 0)
    #expect(try influence(nil) == influence(6))
  }

  @Test("at the peak of rtrl is at most 1.1 times the influence")
  func peak() throws {
    for cell in NamedCell.builtIn {
      for input in [SequenceModelConfiguration.Input.symbols(64), .vectors(32)] {
        let model: SequenceModel<Float> = Self.model(cell.cell, input, hiddenSize: 64)
        let memory = try GradientMethod.realTime.memory(
          of: model, GradientMethodSettings(sequenceLength: 1), threads: 2)
        #expect(
          Double(memory.bytes) <= 1.1 * Double(model.influenceCount * 4),
          "\(cell.name), \(input): \(memory)")
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
