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
    [ExactSetting.Input.vectors, .embedding, .tied])
  func inputs(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, layers: 2, input: input)
    setting.expectEqual(realTime(setting), backpropagation(setting))
  }

  @Test("rtrl = bptt with residual connections", arguments: NamedCell.all)
  func residual(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, layers: 3, input: .embedding, residual: true)
    setting.expectEqual(realTime(setting), backpropagation(setting))
  }

  @Test("Batch after batch of any length the sum is the gradient of the whole", arguments: [1, 8])
  func batches(length: Int) {
    let setting = ExactSetting(cell: NamedCell.builtIn[3], layers: 2)
    setting.expectEqual(realTime(setting, in: length), backpropagation(setting))
  }

  @Test("Two threads give the bits of one")
  func threads() {
    let setting = ExactSetting(cell: NamedCell.builtIn[4], layers: 2, batchSize: 3)
    let (one, two) = (realTime(setting), realTime(setting, threads: 2))
    #expect(two.gradient == one.gradient)
  }
}
