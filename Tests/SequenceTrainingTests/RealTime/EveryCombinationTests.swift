import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Exact gradients forward in time, every combination")
struct EveryCombinationTests {
  private let pool = WorkerPool(threads: 1)
  private static let hiddenSize = 5

  private func model(
    _ cell: NamedCell, layers: Int, input: ExactSetting.Input
  ) -> SequenceModel<Double> {
    var configuration = ExactSetting(cell: cell, layers: layers, input: input).configuration
    configuration.hiddenSize = Self.hiddenSize
    return Fixture.model(configuration)
  }

  private func gradient(
    _ estimator: some SequenceEstimator<Double>, _ model: SequenceModel<Double>, _ batch: Batch
  ) -> [Double] {
    var state = Fixture.state(model, batchSize: estimator.batchSize)
    _ = estimator.run(batch, state: &state)
    return estimator.gradient.array
  }

  /// With masks and resets.
  private func expectEqual(_ cell: NamedCell, layers: Int, _ input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, layers: layers, input: input, steps: 200)
    let (batchSize, steps, batch) = (setting.batchSize, setting.steps, setting.batch)
    let model = model(cell, layers: layers, input: input)
    let expected = gradient(
      BackpropagationThroughTime(
        model, batchSize: batchSize, sequenceLength: steps, masks: true, pool: pool), model, batch)
    func expect(_ name: String, _ estimator: some SequenceEstimator<Double>) {
      let found = gradient(estimator, model, batch)
      for block in model.layout.blocks {
        let own = Array(expected[block.range])
        let difference = Fixture.difference(Array(found[block.range]), own)
        #expect(difference <= 1e-12, "\(setting), \(name), \(block.name): \(difference)")
      }
    }
    expect(
      "rtrl",
      RealTimeRecurrentLearning(
        model, batchSize: batchSize, sequenceLength: steps, masks: true, pool: pool))
    for length in [1, 3, Self.hiddenSize, steps] {
      expect(
        "blocks of \(length)",
        BlockedRealTimeRecurrentLearning(
          model, batchSize: batchSize, sequenceLength: steps, blockLength: length, masks: true,
          pool: pool))
    }
  }

  @Test("rtrl = blocked-rtrl = bptt, an LSTM with peepholes, three layers, one-hot input")
  func one() {
    expectEqual(NamedCell.builtIn[3], layers: 3, .symbols)
  }

  @Test(
    "rtrl = blocked-rtrl = bptt, every cell, depth, input and block length", .exhaustive,
    arguments: NamedCell.all, 1...3)
  func all(cell: NamedCell, layers: Int) {
    for input in [ExactSetting.Input.symbols, .vectors, .embedding] {
      expectEqual(cell, layers: layers, input)
    }
  }

  @Test(
    "Online for 1000 steps, weights of blocked-rtrl = weights of rtrl, every depth and input",
    .exhaustive, arguments: NamedCell.all, 1...3)
  func online(cell: NamedCell, layers: Int) throws {
    for input in [ExactSetting.Input.symbols, .vectors] {
      let model = model(cell, layers: layers, input: input)
      var batch = ExactSetting(
        cell: cell, layers: layers, input: input, steps: 1000, batchSize: 1
      ).batch
      batch.mask = nil
      let expected = try Fixture.learnedOnline(
        model, RealTimeRecurrentLearning(model, batchSize: 1, sequenceLength: 1, pool: pool),
        batch)
      for length in [1, 3, Self.hiddenSize, 100] {
        let found = try Fixture.learnedOnline(
          model,
          BlockedRealTimeRecurrentLearning(
            model, batchSize: 1, sequenceLength: 1, blockLength: length, pool: pool), batch)
        let difference = Fixture.difference(found, expected)
        #expect(difference <= 1e-10, "\(input), blocks of \(length): \(difference)")
      }
    }
  }
}
