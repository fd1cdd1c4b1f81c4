import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Several threads to a sequence")
struct PipelineTests {
  /// What a run of an estimator left behind.
  private struct Outcome: Equatable {
    var loss: UInt64
    var gradient: [UInt64]
    var state: [UInt64]
  }

  /// Batches and how they are run.
  private struct Setting {
    var batchSize = 1
    var steps = 9
    var segmentLength: Int?
    var dropoutSeed: UInt64 = 7
    var labelSmoothing = 0.0
    var precision = ProductPrecision.full
    var batches: [Batch] = []
  }

  private func bits<S: KernelScalar>(_ values: [S]) -> [UInt64] {
    values.map { Double($0).bitPattern }
  }

  private func run<S: KernelScalar>(
    _ model: SequenceModel<S>, _ setting: Setting, threads: Int
  ) -> [Outcome] {
    let estimator = BackpropagationThroughTime(
      model, batchSize: setting.batchSize, sequenceLength: setting.steps,
      segmentLength: setting.segmentLength, precision: setting.precision, masks: true,
      dropoutSeed: setting.dropoutSeed,
      pipelined: true,
      pool: WorkerPool(threads: threads))
    var state = Fixture.state(model, batchSize: setting.batchSize)
    return setting.batches.enumerated().map { number, batch in
      let report = estimator.run(
        batch, state: &state, start: number * setting.steps, labelSmoothing: setting.labelSmoothing)
      return Outcome(
        loss: report.lossSum.bitPattern, gradient: bits(estimator.gradient.array),
        state: bits(state.values))
    }
  }

  /// Compares `threads` threads with one to a sequence, bit for bit, over batches that follow one
  /// another.
  private func check<S: KernelScalar>(
    _ model: SequenceModel<S>, _ setting: Setting, threads: [Int], _ what: String = ""
  ) {
    var setting = setting
    if setting.batches.isEmpty {
      setting.batches = (0..<3).map {
        Fixture.batch(
          steps: setting.steps, batchSize: setting.batchSize,
          vocabularySize: model.configuration.outputSize, seed: UInt64($0 + 5))
      }
    }
    let expected = run(model, setting, threads: setting.batchSize)
    #expect(expected.allSatisfy { $0.gradient.contains { $0 != 0 } })
    for count in threads {
      #expect(run(model, setting, threads: count) == expected, "\(what), \(count) threads")
    }
  }

  private func rich(
    _ cell: any RecurrentCell, layers: Int = 3, hiddenSize: Int = 3
  ) -> SequenceModelConfiguration {
    var configuration = Fixture.configuration(cell, layers: layers, hiddenSize: hiddenSize)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 2)
    configuration.residual = true
    configuration.dropout = 0.3
    return configuration
  }

  private func masked(_ batch: Batch) -> Batch {
    var batch = batch
    var mask = [Bool](repeating: true, count: batch.targets.count)
    for index in stride(from: 3, to: mask.count, by: 5) {
      mask[index] = false
      batch.targets[index] = -1
    }
    batch.tokens[1] = -1
    batch.mask = mask
    return batch
  }

  @Test(
    "Loss, gradient and state have the bits of one thread", arguments: NamedCell.all,
    [1, 2, 3, 4])
  func everyCell(cell: NamedCell, layers: Int) {
    let model = Fixture.model(Fixture.configuration(cell.cell, layers: layers))
    for steps in [1, 7, 8, 9, 50] {
      check(model, Setting(steps: steps), threads: [2, 3], "\(steps) steps")
    }
    check(model, Setting(batchSize: 2), threads: [3, 4], "two sequences")
  }

  @Test(
    "So they have with dropout, residual connections, an embedding, masks and segments",
    arguments: NamedCell.all, [2, 3])
  func everyOption(cell: NamedCell, layers: Int) {
    let model = Fixture.model(rich(cell.cell, layers: layers))
    for (steps, segmentLength, batchSize) in [(9, 9, 1), (23, 9, 1), (23, 1, 1), (17, 8, 2)] {
      var setting = Setting(
        batchSize: batchSize, steps: steps, segmentLength: segmentLength, labelSmoothing: 0.1)
      setting.batches = (0..<3).map {
        masked(Fixture.batch(steps: steps, batchSize: batchSize, seed: UInt64($0)))
      }
      check(model, setting, threads: [2, 3, 4], "\(steps) steps by \(segmentLength)")
    }
  }

  @Test("In single precision, with weights large enough to be shared out", arguments: [1, 2, 5])
  func shares(layers: Int) {
    var configuration = Fixture.configuration(
      LSTMCell(peepholes: true), layers: layers, hiddenSize: 50)
    (configuration.input, configuration.outputSize) = (.symbols(130), 130)
    let model = Fixture.model(configuration, as: Float.self)
    check(model, Setting(steps: 50), threads: [2, 3])
    check(model, Setting(steps: 50, segmentLength: 20), threads: [2, 5])
    check(model, Setting(steps: 33, precision: .bfloat16), threads: [2, 3])
    configuration.cell = ResetBeforeGRUCell()
    check(Fixture.model(configuration, as: Float.self), Setting(steps: 21), threads: [2])
  }

  @Test("Losses of more steps than the logits have room for")
  func lossBlocks() {
    let model = Fixture.model(Fixture.configuration(GRUCell(), layers: 2))
    check(model, Setting(steps: 600, segmentLength: 600), threads: [2])
    check(model, Setting(steps: 600, segmentLength: 300), threads: [3])
  }

  @Test("A readout too large for a cache")
  func largeReadout() {
    var configuration = Fixture.configuration(ElmanCell(), layers: 2, hiddenSize: 33)
    (configuration.input, configuration.outputSize) = (.symbols(2_000), 2_000)
    check(Fixture.model(configuration, as: Float.self), Setting(steps: 23), threads: [2, 3])
  }

  @Test("Vectors as input, a tied readout")
  func inputs() {
    var vectors = Fixture.configuration(GRUCell(), layers: 2)
    vectors.input = .vectors(3)
    var setting = Setting()
    setting.batches = (0..<3).map { number in
      var batch = Fixture.batch(steps: setting.steps, batchSize: 1, seed: UInt64(number))
      batch.vectors = (0..<setting.steps * 3).map { Double($0 * number) * 0.1 - 1 }
      return batch
    }
    check(Fixture.model(vectors), setting, threads: [2, 3])
    var tied = Fixture.configuration(LSTMCell(), layers: 2)
    tied.input = .embedding(count: Fixture.vocabularySize, size: 3)
    tied.tiedReadout = true
    check(Fixture.model(tied), Setting(steps: 11, segmentLength: 4), threads: [2, 3])
  }

  @Test("Sequences that begin anew", arguments: NamedCell.builtIn)
  func resets(cell: NamedCell) {
    let model = Fixture.model(Fixture.configuration(cell.cell, layers: 2))
    for (resets, pieces) in [([10], 2), ([3, 17], 3), ([0, 1, 12], 4)] {
      var setting = Setting(steps: 20)
      setting.batches = (0..<2).map { number in
        var batch = Fixture.batch(steps: setting.steps, batchSize: 1, seed: UInt64(number))
        batch.resets = (0..<setting.steps).map { resets.contains($0) }
        return batch
      }
      // One thread to a piece, then more.
      let expected = run(model, setting, threads: pieces)
      #expect(run(model, setting, threads: pieces + 1) == expected, "\(pieces) pieces")
      #expect(run(model, setting, threads: 2 * pieces) == expected, "\(pieces) pieces")
    }
  }

  @Test("Many runs one after the other, with more threads than cores")
  func manyRuns() {
    let model = Fixture.model(rich(LSTMCell(peepholes: true), hiddenSize: 20), as: Float.self)
    var setting = Setting(steps: 30)
    setting.batches = (0..<100).map {
      Fixture.batch(steps: setting.steps, batchSize: 1, seed: UInt64($0))
    }
    check(model, setting, threads: [2, 4, 7])
  }

  @Test("A thread to each sequence gives the bits that several give")
  func unshared() {
    let model = Fixture.model(rich(GRUCell()))
    func run(shares: Bool) -> [Double] {
      let estimator = BackpropagationThroughTime(
        model, batchSize: 2, sequenceLength: 9, pipelined: true, pool: WorkerPool(threads: 3))
      #expect(estimator.sharesSequences == true)
      estimator.sharesSequences = shares
      _ = estimator.run(Fixture.batch(steps: 9, batchSize: 2))
      return estimator.gradient.array
    }
    #expect(run(shares: false) == run(shares: true))
  }

  @Test("There is no choice where a thread runs each sequence")
  func noChoice() {
    let estimator = BackpropagationThroughTime(
      Fixture.model(Fixture.configuration(GRUCell(), layers: 2)), batchSize: 2, sequenceLength: 3,
      pipelined: true, pool: WorkerPool(threads: 2))
    estimator.sharesSequences = true
    #expect(estimator.sharesSequences == nil)
  }

  // Bytes are measured in a process of their own, where no other test holds memory.
  @Test("The bytes measured are those of the plan")
  func planned() async {
    await #expect(processExitsWith: .success) {
      for (hiddenSize, batchSize, threads) in [(5, 1, 2), (97, 2, 3), (96, 1, 3), (97, 2, 2)] {
        let model = Fixture.model(
          Fixture.configuration(LSTMCell(peepholes: true), layers: 2, hiddenSize: hiddenSize),
          as: Float.self)
        let pool = WorkerPool(threads: threads)
        let batch = Fixture.batch(steps: 9, batchSize: batchSize)
        var state = model.initialState(batch: batchSize)
        MemoryMeter.resetPeak()
        let before = MemoryMeter.liveBytes
        let estimator = BackpropagationThroughTime(
          model, batchSize: batchSize, sequenceLength: 9, pool: pool)
        let held = MemoryMeter.liveBytes - before
        _ = estimator.run(batch, state: &state)
        let plan = MemoryMeter.planned {
          BackpropagationThroughTime(
            model, batchSize: batchSize, sequenceLength: 9, pool: WorkerPool(threads: threads))
        }
        #expect(held == plan.live)
        withExtendedLifetime(estimator) {
          #expect(MemoryMeter.peakBytes - before == plan.peak)
        }
      }
    }
  }
}
