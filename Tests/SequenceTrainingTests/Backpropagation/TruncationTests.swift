import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Truncated back-propagation, TBPTT(k1, k2)")
struct TruncationTests {
  private let pool = WorkerPool(threads: 1)
  private let batchSize = 2

  private func configuration(
    _ cell: any RecurrentCell, dropout: Double = 0
  ) -> SequenceModelConfiguration {
    var configuration = Fixture.configuration(cell, layers: 2)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 2)
    configuration.residual = true
    configuration.dropout = dropout
    return configuration
  }

  private func estimator(
    _ model: SequenceModel<Double>, _ k1: Int, _ k2: Int? = nil, masks: Bool = false
  ) throws -> any SequenceEstimator<Double> {
    try GradientMethod.truncated(window: k2 ?? k1).estimator(
      of: model,
      EstimatorOptions(batchSize: batchSize, sequenceLength: k1, masks: masks, dropoutSeed: 7),
      pool: pool)
  }

  @Test("k2 = k1 is cutting into chunks: each gradient is that of its chunk alone")
  func chunks() throws {
    let model = Fixture.model(configuration(LSTMCell(peepholes: true)))
    let batch = Fixture.batch(steps: 6, batchSize: batchSize)
    let carried = try estimator(model, 3, 3)
    var state = Fixture.state(model, batchSize: batchSize)
    for first in [0, 3] {
      let chunk = batch.steps(first..<first + 3, batchSize: batchSize)
      var copy = state
      let alone = try estimator(model, 3)
      let expected = alone.run(chunk, state: &copy)
      let found = carried.run(chunk, state: &state)
      #expect(found.lossSum == expected.lossSum)
      #expect(carried.gradient.array == alone.gradient.array)
      #expect(state == copy)
    }
  }

  @Test("A state carried over chunks is that of one long run")
  func carriedState() throws {
    let model = Fixture.model(configuration(GRUCell()))
    let batch = Fixture.batch(steps: 6, batchSize: batchSize)
    let start = Fixture.state(model, batchSize: batchSize)
    var (whole, carried) = (start, start)
    let long = try estimator(model, 6).run(batch, state: &whole)
    let short = try estimator(model, 2)
    var loss = 0.0
    for first in [0, 2, 4] {
      loss +=
        short.run(batch.steps(first..<first + 2, batchSize: batchSize), state: &carried)
        .lossSum
    }
    #expect(carried == whole)
    #expect((loss - long.lossSum).magnitude <= 1e-14 * long.lossSum)
  }

  @Test(
    "k2 > k1: the losses of the last k1 steps, credited over the last k2",
    arguments: NamedCell.all + [.jordan], [0, 0.3])
  func overlapping(cell: NamedCell, dropout: Double) throws {
    let (k1, k2) = (2, 5)
    let model = Fixture.model(configuration(cell.cell, dropout: dropout))
    var batch = Fixture.batch(steps: 8, batchSize: batchSize)
    var mask = [Bool](repeating: true, count: batch.tokens.count)
    mask[5] = false
    batch.targets[5] = -1
    batch.mask = mask
    let windows = try estimator(model, k1, k2, masks: true)
    let start = Fixture.state(model, batchSize: batchSize)
    var carried = start
    for end in stride(from: k1, through: 8, by: k1) {
      let found = windows.run(
        batch.steps(end - k1..<end, batchSize: batchSize), state: &carried, start: end - k1)
      // The same window run afresh, from the state before it.
      let first = max(0, end - k2)
      var state = start
      if first > 0 {
        _ = try estimator(model, first, masks: true)
          .run(batch.steps(0..<first, batchSize: batchSize), state: &state)
      }
      var window = batch.steps(first..<end, batchSize: batchSize)
      for index in 0..<(end - k1 - first) * batchSize { window.targets[index] = -1 }
      let reference = try estimator(model, end - first, masks: true)
      let expected = reference.run(window, state: &state, start: first)
      #expect((found.lossSum - expected.lossSum).magnitude <= 1e-14 * expected.lossSum)
      #expect(
        Fixture.difference(windows.gradient.array, reference.gradient.array) <= 1e-13,
        "the window that ends at step \(end)")
      #expect(carried == state)
    }
  }

  @Test("k2 < k1: only the losses of the last k2 steps give a gradient, all are reported")
  func shorter() throws {
    let model = Fixture.model(configuration(LSTMCell()))
    let batch = Fixture.batch(steps: 5, batchSize: batchSize)
    let start = Fixture.state(model, batchSize: batchSize)
    var (state, expectedState) = (start, start)
    let short = try estimator(model, 5, 2)
    let found = short.run(batch, state: &state)
    let before = try estimator(model, 3)
      .run(batch.steps(0..<3, batchSize: batchSize), state: &expectedState)
    let last = try estimator(model, 2)
    let after = last.run(batch.steps(3..<5, batchSize: batchSize), state: &expectedState)
    #expect(Fixture.difference(short.gradient.array, last.gradient.array) <= 1e-13)
    let loss = before.lossSum + after.lossSum
    #expect((found.lossSum - loss).magnitude <= 1e-14 * loss)
    #expect(found.targetCount == 5 * batchSize)
    #expect(state == expectedState)
  }

  @Test("After forgetPast a window does not reach back")
  func forgetPast() throws {
    let model = Fixture.model(configuration(GRUCell()))
    let batch = Fixture.batch(steps: 4, batchSize: batchSize)
    let windows = try estimator(model, 2, 4)
    var state = Fixture.state(model, batchSize: batchSize)
    _ = windows.run(batch.steps(0..<2, batchSize: batchSize), state: &state)
    windows.forgetPast()
    var copy = state
    _ = windows.run(batch.steps(2..<4, batchSize: batchSize), state: &state)
    let alone = try estimator(model, 2)
    _ = alone.run(batch.steps(2..<4, batchSize: batchSize), state: &copy)
    #expect(windows.gradient.array == alone.gradient.array)
  }

  @Test("The report's norm is that of the gradient")
  func norm() throws {
    let model = Fixture.model(configuration(GRUCell()))
    let estimator = try estimator(model, 4)
    var state = model.initialState(batch: batchSize)
    let found = estimator.run(Fixture.batch(steps: 4, batchSize: batchSize), state: &state)
    let norm = estimator.gradient.array.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect((found.gradientNorm - norm).magnitude <= 1e-14 * norm)
  }
}
