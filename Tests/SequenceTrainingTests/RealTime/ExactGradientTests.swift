import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Exact gradients forward in time")
struct ExactGradientTests {
  private let pool = WorkerPool(threads: 1)

  private func backpropagation(_ setting: ExactSetting) -> ExactSetting.Found {
    setting.gradient { model, length in
      BackpropagationThroughTime(
        model, batchSize: setting.batchSize, sequenceLength: length, masks: true, pool: pool)
    }
  }

  private func realTime(
    _ setting: ExactSetting, in length: Int? = nil, threads: Int = 1
  ) -> ExactSetting.Found {
    setting.gradient(in: length) { model, length in
      RealTimeRecurrentLearning(
        model, batchSize: setting.batchSize, sequenceLength: length, masks: true,
        pool: threads == 1 ? pool : WorkerPool(threads: threads))
    }
  }

  @Test("rtrl = bptt, every cell and depth, one-hot input", arguments: NamedCell.all, 1...3)
  func cells(cell: NamedCell, layers: Int) {
    let setting = ExactSetting(cell: cell, layers: layers)
    setting.expectEqual(realTime(setting), backpropagation(setting))
  }

  @Test(
    "rtrl = bptt, dense, embedded and tied input", arguments: NamedCell.all,
    [ExactSetting.Input.vectors, .embedding, .tied, .both])
  func inputs(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, layers: 2, input: input)
    setting.expectEqual(realTime(setting), backpropagation(setting))
  }

  @Test("rtrl = bptt with residual connections", arguments: NamedCell.all)
  func residual(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, layers: 3, input: .embedding, residual: true)
    setting.expectEqual(realTime(setting), backpropagation(setting))
  }

  private func blocked(
    _ setting: ExactSetting, _ blockLength: Int, in length: Int? = nil, threads: Int = 1
  ) -> ExactSetting.Found {
    setting.gradient(in: length) { model, length in
      BlockedRealTimeRecurrentLearning(
        model, batchSize: setting.batchSize, sequenceLength: length, blockLength: blockLength,
        masks: true, pool: threads == 1 ? pool : WorkerPool(threads: threads))
    }
  }

  /// h: 1 is RTRL, 3 = n, 20 more than the steps whose rows are kept, T back-propagation through
  /// time.
  private static let blockLengths = [1, 3, 20, 200]

  @Test("blocked-rtrl = bptt, every cell and block length", arguments: NamedCell.all, blockLengths)
  func blocks(cell: NamedCell, blockLength: Int) {
    // Every depth with some length, and the other way round.
    let layers = [1: 3, 3: 2, 20: 3, 200: 1][blockLength] ?? 1
    let setting = ExactSetting(cell: cell, layers: layers)
    setting.expectEqual(blocked(setting, blockLength), backpropagation(setting))
  }

  @Test("blocked-rtrl = bptt in one layer, the length of a block n", arguments: NamedCell.all)
  func singleLayer(cell: NamedCell) {
    let setting = ExactSetting(cell: cell)
    setting.expectEqual(
      blocked(setting, ExactSetting.hiddenSize), backpropagation(setting))
  }

  @Test(
    "blocked-rtrl = bptt, dense, embedded and tied input", arguments: NamedCell.all,
    [ExactSetting.Input.vectors, .embedding, .tied, .both])
  func blockInputs(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, layers: 2, input: input)
    let expected = backpropagation(setting)
    for length in [3, 20] { setting.expectEqual(blocked(setting, length), expected) }
  }

  @Test("blocked-rtrl = bptt with residual connections", arguments: NamedCell.all)
  func residualBlocks(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, layers: 3, input: .embedding, residual: true)
    setting.expectEqual(blocked(setting, 7), backpropagation(setting))
  }

  @Test("rtrl = blocked-rtrl = bptt, every loss of values", arguments: Fixture.valueLosses)
  func losses(loss: Loss) {
    let setting = ExactSetting(
      cell: NamedCell.builtIn[3], layers: 2, input: .vectors, loss: loss, steps: 60)
    let expected = backpropagation(setting)
    setting.expectEqual(realTime(setting), expected)
    setting.expectEqual(realTime(setting, in: 4), expected)
    for length in [1, 5, 60] { setting.expectEqual(blocked(setting, length), expected) }
  }

  @Test("rtrl = blocked-rtrl = bptt, mean and maximum over time", arguments: NamedCell.all, 1...2)
  func summaries(cell: NamedCell, layers: Int) {
    for summary in [SequenceModelConfiguration.Summary.mean, .maximum] {
      let setting = ExactSetting(
        cell: cell, layers: layers, input: .embedding, loss: .gaussian, summary: summary, steps: 60)
      let expected = backpropagation(setting)
      setting.expectEqual(realTime(setting, in: 5), expected)
      for length in [1, 7, 60] { setting.expectEqual(blocked(setting, length), expected) }
    }
  }

  @Test("Batch after batch of any length the sum is the gradient of the whole", arguments: [1, 8])
  func batches(length: Int) {
    let setting = ExactSetting(cell: NamedCell.builtIn[3], layers: 2)
    let expected = backpropagation(setting)
    setting.expectEqual(realTime(setting, in: length), expected)
    setting.expectEqual(blocked(setting, 5, in: length), expected)
  }

  @Test("Two threads give the bits of one")
  func threads() {
    let setting = ExactSetting(cell: NamedCell.builtIn[4], layers: 2, batchSize: 3)
    let (one, two) = (realTime(setting), realTime(setting, threads: 2))
    #expect(two.gradient == one.gradient)
    #expect(blocked(setting, 6, threads: 2).gradient == blocked(setting, 6).gradient)
  }
}
