import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Sequences that begin anew in the middle of a batch")
struct ResetTests {
  private let pool = WorkerPool(threads: 1)

  @Test(
    "The gradient is the sum over the pieces, each run alone, and the state that of the last",
    arguments: NamedCell.all, [1, 2])
  func pieces(cell: NamedCell, threads: Int) {
    let model = Fixture.model(Fixture.configuration(cell.cell, layers: 2))
    var batch = Fixture.batch(steps: 7, batchSize: 2)
    // Sequence 0 begins anew before steps 0 and 4, sequence 1 before steps 4 and 6.
    batch.resets = Array(repeating: false, count: 14)
    for index in [0, 8, 9, 13] { batch.resets?[index] = true }
    batch.targets[5] = -1
    let start = Fixture.state(model, batchSize: 2)
    var state = start
    let whole = BackpropagationThroughTime(
      model, batchSize: 2, sequenceLength: 7, masks: true, pool: WorkerPool(threads: threads))
    let report = whole.run(batch, state: &state)

    var (loss, gradient) = (0.0, [Double](repeating: 0, count: model.layout.count))
    var last: [Int: Tensor<Double>] = [:]
    for (sequence, steps, keepsState) in [
      (0, 0..<4, false), (0, 4..<7, false), (1, 0..<4, true), (1, 4..<6, false), (1, 6..<7, false),
    ] {
      let tokens = steps.map { batch.tokens[$0 * 2 + sequence] }
      let targets = steps.map { batch.targets[$0 * 2 + sequence] }
      var own = model.initialState(batch: 1)
      if keepsState { own = Self.row(sequence, of: start) }
      let alone = BackpropagationThroughTime(
        model, batchSize: 1, sequenceLength: steps.count, pool: pool)
      let found = alone.run(Batch(tokens: tokens, targets: targets), state: &own)
      loss += found.lossSum
      let weight = Double(found.targetCount) / Double(report.targetCount)
      for (index, value) in alone.gradient.array.enumerated() { gradient[index] += weight * value }
      last[sequence] = own
    }
    #expect((report.lossSum - loss).magnitude <= 1e-14 * loss)
    #expect(Fixture.difference(whole.gradient.array, gradient) <= 1e-13)
    for sequence in 0..<2 {
      #expect(last[sequence].map { $0 == Self.row(sequence, of: state) } == true)
    }
  }

  @Test("Values and weights go with their pieces")
  func values() {
    let model = Fixture.model(
      Fixture.configuration(Fixture.configuration(GRUCell()), predicting: .halfSquaredError))
    let plain = Fixture.batch(
      Fixture.batch(steps: 6, batchSize: 2), predicting: .halfSquaredError)
    var batch = plain
    batch.resets = (0..<12).map { $0 / 2 == 3 }
    let whole = BackpropagationThroughTime(
      model, batchSize: 2, sequenceLength: 6, masks: true, pool: pool)
    let report = whole.run(batch)
    var (loss, gradient) = (0.0, [Double](repeating: 0, count: model.layout.count))
    for first in [0, 3] {
      let alone = BackpropagationThroughTime(model, batchSize: 2, sequenceLength: 3, pool: pool)
      let found = alone.run(plain.steps(first..<first + 3, batchSize: 2))
      loss += found.lossSum
      for (index, value) in alone.gradient.array.enumerated() {
        gradient[index] += found.targetWeight / report.targetWeight * value
      }
    }
    #expect((report.lossSum - loss).magnitude <= 1e-14 * loss)
    #expect(Fixture.difference(whole.gradient.array, gradient) <= 1e-13)
  }

  /// The state of one sequence of two.
  private static func row(_ sequence: Int, of state: Tensor<Double>) -> Tensor<Double> {
    let n = state.shape[3]
    let planes = state.count / (2 * n)
    let values = state.values
    return Tensor(
      shape: [state.shape[0], state.shape[1], 1, n],
      values: (0..<planes).flatMap { plane in
        values[(plane * 2 + sequence) * n..<(plane * 2 + sequence + 1) * n]
      })
  }

  @Test("Batches with and without resets follow one another")
  func mixed() {
    let model = Fixture.model(Fixture.configuration(GRUCell()))
    var resetting = Fixture.batch(steps: 4, batchSize: 2)
    resetting.resets = [false, false, true, false, false, false, false, false]
    let plain = Fixture.batch(steps: 4, batchSize: 2, seed: 9)
    func gradients(
      _ estimator: some SequenceEstimator<Double>
    ) -> [[Double]] {
      var state = model.initialState(batch: 2)
      return [plain, resetting, plain].map { batch in
        _ = estimator.run(batch, state: &state)
        estimator.forgetPast()
        return estimator.gradient.array
      }
    }
    let expected = gradients(
      BackpropagationThroughTime(model, batchSize: 2, sequenceLength: 4, pool: pool))
    let found = gradients(
      RealTimeRecurrentLearning(model, batchSize: 2, sequenceLength: 4, pool: pool))
    for (own, other) in zip(found, expected) {
      #expect(Fixture.difference(own, other) <= 1e-13)
    }
  }

  @Test("A trainer takes a batch of vectors with resets")
  func trainer() throws {
    var configuration = Fixture.configuration(LSTMCell(peepholes: true))
    configuration.input = .vectors(2)
    let model = Fixture.model(configuration)
    var generator = RandomGenerator(seed: 4)
    let targets = Fixture.batch(steps: 4, batchSize: 2).targets
    let batch = Batch(
      vectors: (0..<16).map { _ in generator.normal() }, targets: targets,
      resets: (0..<8).map { $0 == 5 })
    let methods: [GradientMethod] = [.bptt, .rtrl, .blocked]
    let trained = try methods.map { method in
      let trainer = try Trainer(
        model, method: method, batchSize: 2, sequenceLength: 4,
        updates: UpdateOptions(optimizer: .sgd), pool: pool)
      _ = try trainer.update(batch)
      return trainer.model.parameters.values
    }
    for parameters in trained {
      #expect(Fixture.difference(parameters, trained[0]) <= 1e-14)
    }
    #expect(Fixture.difference(trained[0], model.parameters.values) > 1e-6)
  }
}
