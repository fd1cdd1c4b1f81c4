import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("A stream without end, by blocked RTRL")
struct EndlessStreamTests {
  /// A model that reads a stream of a^k \n b^k \n, an update after every character or none at all.
  private struct Reader<S: KernelScalar> {
    let trainer: Trainer<SequenceModel<S>>
    var task = CountingTask(largest: 8, lanes: 1, seed: 4)

    init(_ start: SequenceModel<Double>, learns: Bool) {
      var model = SequenceModel<S>(zeros: start.configuration)
      model.parameters = Tensor(
        shape: start.parameters.shape, values: start.parameters.values.map { S($0) })
      let pool = WorkerPool(threads: 1)
      trainer = Trainer(
        model,
        estimator: BlockedRealTimeRecurrentLearning(
          model, batchSize: 1, sequenceLength: 1, blockLength: start.stack.hiddenSize / 2,
          pool: pool),
        updates: UpdateOptions(
          optimizer: .sgd, learningRate: learns ? 0.05 : 0, clipping: Clipping(norm: 1)),
        pool: pool)
    }

    /// Reads a character; returns its loss in nats.
    mutating func read() throws -> Double { try trainer.update(task.batch(steps: 1)).loss }

    var gradient: [Double] { trainer.gradient.values.map { Double($0) } }
    var parameters: [Double] { trainer.model.parameters.values.map { Double($0) } }
  }

  private static func model(hiddenSize: Int) -> SequenceModel<Double> {
    var generator = RandomGenerator(seed: 1)
    return SequenceModel(
      SequenceModelConfiguration(
        input: .symbols(CountingTask.symbolCount), outputSize: CountingTask.symbolCount,
        cell: LSTMCell(peepholes: true), layers: 1, hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
  }

  /// Relative differences of single from double precision.
  private struct Drift {
    /// Largest of a gradient, over the last tenth of the characters.
    var gradient = 0.0
    /// The parameters at the end.
    var parameters = 0.0
    /// The mean loss of the last tenth.
    var loss = 0.0
    /// That mean itself, in double precision.
    var meanLoss = 0.0
  }

  private static func drift(hiddenSize: Int, characters: Int, learns: Bool) throws -> Drift {
    let model = model(hiddenSize: hiddenSize)
    var (single, double) = (
      Reader<Float>(model, learns: learns), Reader<Double>(model, learns: learns)
    )
    var (drift, losses) = (Drift(), (single: 0.0, double: 0.0))
    for character in 0..<characters {
      let loss = (single: try single.read(), double: try double.read())
      guard character >= characters - characters / 10 else { continue }
      losses = (losses.single + loss.single, losses.double + loss.double)
      drift.gradient = max(
        drift.gradient, Fixture.difference(single.gradient, double.gradient))
    }
    drift.parameters = Fixture.difference(single.parameters, double.parameters)
    drift.loss = (losses.single / losses.double - 1).magnitude
    drift.meanLoss = losses.double / Double(characters / 10)
    return drift
  }

  @Test("Memory is that of the first block, however much is read")
  func memory() async {
    await #expect(processExitsWith: .success) {
      var reader = Reader<Float>(EndlessStreamTests.model(hiddenSize: 5), learns: true)
      for _ in 0..<40 { _ = try reader.read() }
      let held = MemoryMeter.liveBytes
      MemoryMeter.resetPeak()
      _ = try reader.read()
      let peak = MemoryMeter.peakBytes
      for _ in 0..<2000 { _ = try reader.read() }
      #expect(MemoryMeter.liveBytes == held)
      #expect(MemoryMeter.peakBytes == peak)
    }
  }

  @Test("With weights that stay, single precision is near double, as at the start so later")
  func fixedWeights() throws {
    let drift = try Self.drift(hiddenSize: 5, characters: 1000, learns: false)
    #expect(drift.gradient < 1e-4, "\(drift.gradient)")
    #expect(drift.gradient > 0)
  }

  @Test("Learning a million characters: bytes held, drift of single precision", .exhaustive)
  func million() async throws {
    let hiddenSize = 16
    for length in [1000, 1_000_000] {
      let drift = try Self.drift(hiddenSize: hiddenSize, characters: length, learns: true)
      print("LSTM \(hiddenSize), \(length) characters: \(drift)")
      #expect(drift.loss < 0.01)
    }
    await #expect(processExitsWith: .success) {
      var reader = Reader<Float>(EndlessStreamTests.model(hiddenSize: 16), learns: true)
      for _ in 0..<100 { _ = try reader.read() }
      let held = MemoryMeter.liveBytes
      for _ in 0..<1_000_000 { _ = try reader.read() }
      print("held after 100 characters \(held), after a million \(MemoryMeter.liveBytes) bytes")
      #expect(MemoryMeter.liveBytes == held)
    }
  }
}
