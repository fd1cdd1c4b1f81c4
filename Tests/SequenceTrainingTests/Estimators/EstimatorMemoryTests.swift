import SequenceModels
import SequenceTraining
import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("The memory of an estimator")
struct EstimatorMemoryTests {
  private static func batch<S>(_ model: SequenceModel<S>, count: Int) -> Batch {
    let targets = (0..<count).map { Int32($0 % 4) }
    let configuration = model.configuration
    let vectors = [Double](repeating: 0.5, count: count * configuration.vectorSize)
    guard configuration.loss.takesSymbols else {
      let values = [Double](repeating: 0.25, count: count * configuration.outputSize)
      return Batch(tokens: targets, vectors: vectors, values: values)
    }
    return Batch(tokens: targets, vectors: vectors, targets: targets)
  }

  private static func model<S: KernelScalar>(
    _ cell: any RecurrentCell, _ input: SequenceModelConfiguration.Input, layers: Int = 1,
    hiddenSize: Int, residual: Bool = false, loss: Loss = .crossEntropy,
    summary: SequenceModelConfiguration.Summary = .last, as: S.Type = S.self
  ) -> SequenceModel<S> {
    var configuration = SequenceModelConfiguration(
      input: input, outputSize: 4, loss: loss, cell: cell, layers: layers, hiddenSize: hiddenSize)
    (configuration.residual, configuration.summary) = (residual, summary)
    return Fixture.model(configuration, as: S.self)
  }

  /// Expects the estimator of a method to hold what is planned after a batch, and at its peak.
  private static func expectPlanned<S: KernelScalar>(
    _ method: GradientMethod, _ model: SequenceModel<S>, _ options: EstimatorOptions,
    _ pool: WorkerPool, _ comment: Comment
  ) throws {
    guard (try? method.check(model)) != nil else { return }
    let (steps, sequences) = (options.sequenceLength, options.batchSize)
    let batch = batch(model, count: steps * sequences)
    let plan = try method.memory(of: model, options, threads: pool.count)
    let before = MemoryMeter.liveBytes
    MemoryMeter.resetPeak()
    let estimator = try method.estimator(of: model, options, pool: pool)
    _ = estimator.run(batch)
    #expect(MemoryMeter.liveBytes - before == plan.bytes, comment)
    #expect(MemoryMeter.peakBytes - before == plan.bytes, comment)
    #expect(estimator.influenceBytes == plan.influence, comment)
  }

  @Test(
    "is planned to the byte by building in the air", arguments: GradientMethod.allCases)
  func planned(method: GradientMethod) async {
    await #expect(processExitsWith: .success) { [name = method.name as String] in
      let method = try #require(GradientMethod(named: name))
      let inputs: [SequenceModelConfiguration.Input] = [
        .symbols(4), .vectors(2), .embedding(count: 4, size: 2),
      ]
      for (cell, input, layers, threads) in NamedCell.builtIn.flatMap({ cell in
        inputs.flatMap { input in [(cell, input, 1, 2), (cell, input, 3, 1)] }
      }) {
        let options = EstimatorOptions(batchSize: 2, sequenceLength: 8)
        let method = method.with(
          window: 11, memory: .slots(2), segmentLength: 3, blockLength: 5)
        let comment: Comment = "\(cell), \(input), \(layers) layers"
        let pool = WorkerPool(threads: threads)
        try EstimatorMemoryTests.expectPlanned(
          method,
          EstimatorMemoryTests.model(
            cell.cell, input, layers: layers, hiddenSize: 17, residual: layers > 1, as: Float.self),
          options, pool, comment)
        try EstimatorMemoryTests.expectPlanned(
          method,
          EstimatorMemoryTests.model(
            cell.cell, input, layers: layers, hiddenSize: 5, as: Double.self),
          options, pool, comment)
      }
    }
  }

  @Test(
    "is so of values, summaries and vectors beside symbols", arguments: GradientMethod.allCases)
  func values(method: GradientMethod) async {
    await #expect(processExitsWith: .success) { [name = method.name as String] in
      let method = try #require(GradientMethod(named: name))
        .with(window: 11, memory: .slots(2), segmentLength: 3, blockLength: 5)
      for (input, summary) in [
        (.embeddingAndVector(count: 4, size: 5, vectorSize: 3), .last), (.vectors(2), .mean),
      ] as [(SequenceModelConfiguration.Input, SequenceModelConfiguration.Summary)] {
        for cell in NamedCell.builtIn {
          try EstimatorMemoryTests.expectPlanned(
            method,
            EstimatorMemoryTests.model(
              cell.cell, input, hiddenSize: 5, loss: .studentT(degreesOfFreedom: nil),
              summary: summary, as: Float.self),
            EstimatorOptions(batchSize: 2, sequenceLength: 8), WorkerPool(threads: 2),
            "\(cell), \(input)")
        }
      }
    }
  }

  @Test("in reduced precision is planned to the byte")
  func precision() async {
    await #expect(processExitsWith: .success) {
      for method in GradientMethod.allCases where !method.isForward {
        let options = EstimatorOptions(batchSize: 3, sequenceLength: 40, precision: .bfloat16)
        try EstimatorMemoryTests.expectPlanned(
          method.with(window: 50, memory: .slots(2), segmentLength: 4),
          EstimatorMemoryTests.model(GRUCell(), .symbols(4), hiddenSize: 17, as: Float.self),
          options, WorkerPool(threads: 2), "\(method)")
      }
    }
  }

  @Test("grows with a trainer and an evaluator as planned")
  func trainer() async {
    await #expect(processExitsWith: .success) {
      for cell in NamedCell.builtIn {
        let model: SequenceModel<Float> = EstimatorMemoryTests.model(
          cell.cell, .symbols(4), layers: 2, hiddenSize: 17, residual: true)
        func make() -> (Trainer<SequenceModel<Float>>, Evaluator<Float>) {
          let pool = WorkerPool(threads: 2)
          let trainer = Trainer(model, batchSize: 3, sequenceLength: 40, pool: pool)
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
    let method = GradientMethod.blocked(length: 5, gradientAtEveryStep: false)
    func influence(_ longest: Int?) throws -> Int {
      try method.memory(
        of: model, EstimatorOptions(sequenceLength: 1), longestSequence: longest, threads: 1
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
        let memory = try GradientMethod.rtrl.memory(
          of: model, EstimatorOptions(sequenceLength: 1), threads: 2)
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
