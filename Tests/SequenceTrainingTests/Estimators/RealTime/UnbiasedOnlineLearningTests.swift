import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Unbiased online recurrent optimisation")
struct UnbiasedOnlineLearningTests {
  private let pool = WorkerPool(threads: 1)

  @Test(
    "The mean of the estimates is the exact gradient, within 4 standard errors",
    arguments: NamedCell.all)
  func unbiased(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, layers: 2, input: .embedding, steps: 6, batchSize: 1)
    let (model, runs) = (setting.model, 800)
    var batch = Fixture.batch(steps: 6, batchSize: 1)
    batch.targets[1] = -1
    let start = Fixture.state(model, batchSize: 1)
    var state = start
    let exact = BackpropagationThroughTime(model, batchSize: 1, sequenceLength: 6, pool: pool)
    _ = exact.run(batch, state: &state)
    let estimator = UnbiasedOnlineLearning(
      model, batchSize: 1, sequenceLength: 6, seed: 1, pool: pool)
    let count = model.layout.count
    var (sums, squares) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for _ in 0..<runs {
      state = start
      estimator.forgetPast()
      _ = estimator.run(batch, state: &state)
      for (index, value) in estimator.gradient.array.enumerated() {
        sums[index] += value
        squares[index] += value * value
      }
    }
    for (index, expected) in exact.gradient.array.enumerated() {
      let mean = sums[index] / Double(runs)
      let variance = max(0, squares[index] / Double(runs) - mean * mean)
      let error = (variance / Double(runs - 1)).squareRoot()
      #expect((mean - expected).magnitude <= 4 * error + 1e-12, "\(index): \(mean), \(expected)")
    }
    // Neither exact nor without spread.
    #expect(squares.reduce(0, +) > 0)
  }
}
