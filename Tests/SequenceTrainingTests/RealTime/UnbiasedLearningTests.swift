import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Unbiased estimates of the gradient")
struct UnbiasedLearningTests {
  private let pool = WorkerPool(threads: 1)

  /// Whether the mean of `runs` estimates is within 4 standard errors of the exact gradient.
  private func expectUnbiased(
    _ setting: ExactSetting, runs: Int, _ estimator: some SequenceEstimator<Double>
  ) {
    let (model, steps) = (setting.model, setting.steps)
    var batch = Fixture.batch(steps: steps, batchSize: 1)
    batch.targets[1] = -1
    if case .vectors = setting.input {
      batch = Batch(
        vectors: (0..<steps * ExactSetting.vectorSize).map { Double($0 % 5) / 4 - 0.5 },
        targets: batch.targets)
    }
    let start = Fixture.state(model, batchSize: 1)
    var state = start
    let exact = BackpropagationThroughTime(
      model, batchSize: 1, sequenceLength: steps, pool: pool)
    _ = exact.run(batch, state: &state)
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
    var (error, size, spread) = (0.0, 0.0, 0.0)
    for (index, expected) in exact.gradient.array.enumerated() {
      let mean = sums[index] / Double(runs)
      let variance = max(0, squares[index] / Double(runs) - mean * mean)
      let standardError = (variance / Double(runs - 1)).squareRoot()
      #expect(
        (mean - expected).magnitude <= 4 * standardError + 1e-12,
        "\(index): \(mean), \(expected)")
      error += (mean - expected) * (mean - expected)
      size += expected * expected
      spread += variance
    }
    // The estimates differ, and their mean is near.
    #expect(spread > 1e-3 * size)
    #expect(error < 0.1 * size)
  }

  @Test("UORO, every cell, two layers and an embedding", arguments: NamedCell.all)
  func uoro(cell: NamedCell) {
    let setting = ExactSetting(
      cell: cell, layers: 2, input: .embedding, steps: 6, batchSize: 1)
    expectUnbiased(
      setting, runs: 800,
      UnbiasedOnlineLearning(
        setting.model, batchSize: 1, sequenceLength: 6, seed: 1, pool: pool))
  }

  private static let kroneckerCells = NamedCell.all.filter { cell in
    let structure = cell.cell.structure
    return structure.peepholes.isEmpty
      && structure.gates.allSatisfy { $0.readsInput && $0.stateInput == .previous }
  }

  @Test(
    "KF-RTRL, every cell whose gates read the same", arguments: kroneckerCells,
    [ExactSetting.Input.symbols, .vectors])
  func kronecker(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, input: input, steps: 6, batchSize: 1)
    expectUnbiased(
      setting, runs: 500,
      KroneckerFactoredLearning(
        setting.model, batchSize: 1, sequenceLength: 6, seed: 1, pool: pool))
  }

  @Test("A reset begins anew: the estimate of a step alone is that after any past")
  func reset() {
    let setting = ExactSetting(cell: NamedCell.builtIn[2], steps: 6, batchSize: 1)
    let model = setting.model
    var batch = Fixture.batch(steps: 6, batchSize: 1)
    batch.resets = [false, false, false, false, false, true]
    for index in 0..<5 { batch.targets[index] = -1 }
    // A single step's gradient has no spread in one layer of Kronecker factors: c2 c2 = 1.
    let whole = KroneckerFactoredLearning(
      model, batchSize: 1, sequenceLength: 6, seed: 1, pool: pool)
    let alone = KroneckerFactoredLearning(
      model, batchSize: 1, sequenceLength: 1, seed: 2, pool: pool)
    var state = Fixture.state(model, batchSize: 1)
    _ = whole.run(batch, state: &state)
    state = model.initialState(batch: 1)
    _ = alone.run(batch.steps(5..<6, batchSize: 1), state: &state)
    #expect(Fixture.difference(whole.gradient.array, alone.gradient.array) <= 1e-13)
  }
}
