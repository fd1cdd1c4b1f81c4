import Foundation
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Evaluator")
struct EvaluatorTests {
  private static let steps = 4

  /// The losses of every target by sequence, in order of steps.
  private func losses<S: KernelScalar>(
    _ model: SequenceModel<S>, _ batch: Batch, threads: Int = 1
  ) -> [[Double]] {
    let batchSize = batch.tokens.count / Self.steps
    let evaluator = Evaluator(
      PackedSequenceModel(model, trains: false), batchSize: batchSize, sequenceLength: Self.steps,
      masks: batch.mask != nil, pool: WorkerPool(threads: threads))
    var result = [[Double]](
      repeating: [Double](repeating: .nan, count: Self.steps), count: batchSize)
    let sum = evaluator.lossSum(batch) { index, loss in
      result[index % batchSize][index / batchSize] = loss
    }
    #expect((sum - result.joined().reduce(0, +)).magnitude <= 1e-13 * sum.magnitude)
    return result
  }

  private func sequence(_ number: Int, of batch: Batch, batchSize: Int) -> Batch {
    let places = stride(from: number, to: batch.tokens.count, by: batchSize)
    return Batch(
      tokens: places.map { batch.tokens[$0] }, targets: places.map { batch.targets[$0] })
  }

  private func expectSame<S: KernelScalar>(_ cell: any RecurrentCell, as: S.Type) {
    let model = Fixture.model(
      Fixture.configuration(cell, layers: 2, hiddenSize: 9), as: S.self)
    var batch = Fixture.batch(steps: Self.steps, batchSize: 7)
    let alone = (0..<7).map { losses(model, sequence($0, of: batch, batchSize: 7))[0] }
    #expect(losses(model, batch) == alone)
    #expect(losses(model, batch, threads: 2) == alone)
    // Sequence 3 ends after two steps; what stands in its place does not matter.
    batch.mask = batch.tokens.indices.map { $0 % 7 != 3 || $0 / 7 < 2 }
    batch.targets[2 * 7 + 3] = -1
    batch.targets[3 * 7 + 3] = -1
    var padded = alone
    padded[3] = [alone[3][0], alone[3][1], 0, 0]
    #expect(losses(model, batch) == padded)
  }

  @Test(
    "A sequence's loss has the same bits alone, in a batch, on another thread, and padded",
    arguments: NamedCell.all)
  func company(cell: NamedCell) {
    expectSame(cell.cell, as: Double.self)
    expectSame(cell.cell, as: Float.self)
  }

  @Test("Losses are those of values by their weights", arguments: Fixture.valueLosses)
  func values(loss: Loss) {
    let model = Fixture.model(
      Fixture.configuration(
        Fixture.configuration(GRUCell(), layers: 2), predicting: loss))
    let batch = Fixture.batch(Fixture.batch(steps: Self.steps, batchSize: 3), predicting: loss)
    let found = losses(model, batch, threads: 2)
    var plain = batch
    plain.weights = nil
    let unweighted = losses(model, plain)
    for (index, weight) in (batch.weights ?? []).enumerated() {
      let (own, other) = (found[index % 3][index / 3], unweighted[index % 3][index / 3])
      #expect((own - weight * other).magnitude <= 1e-15 * own.magnitude)
    }
    let estimator = BackpropagationThroughTime(
      model, batchSize: 3, sequenceLength: Self.steps, pool: WorkerPool(threads: 1))
    let report = estimator.run(batch)
    let sum = found.joined().reduce(0, +)
    #expect((report.lossSum - sum).magnitude <= 1e-13 * sum.magnitude)
    #expect(report.targetWeight == batch.weights?.reduce(0, +))
  }

  @Test("Several models have the loss of the mean of their distributions", arguments: [1, 2])
  func mixture(threads: Int) {
    let models = [
      Fixture.model(Fixture.configuration(LSTMCell(), layers: 2, hiddenSize: 5), seed: 1),
      Fixture.model(Fixture.configuration(GRUCell(), hiddenSize: 3), seed: 2),
      Fixture.model(Fixture.configuration(ElmanCell(), hiddenSize: 4), seed: 3),
    ]
    var batch = Fixture.batch(steps: Self.steps, batchSize: 3)
    batch.targets[7] = -1
    let evaluator = Evaluator(
      models.map { PackedSequenceModel($0, trains: false) }, batchSize: 3,
      sequenceLength: Self.steps, pool: WorkerPool(threads: threads))
    let each = models.map { losses($0, batch) }
    var sum = 0.0
    let total = evaluator.lossSum(batch) { index, loss in
      let own = each.map { $0[index % 3][index / 3] }
      let expected = index == 7 ? 0 : -log(own.reduce(0) { $0 + exp(-$1) } / 3)
      #expect(abs(loss - expected) < 1e-12)
      sum += expected
    }
    #expect(abs(total - sum) < 1e-11)
    // No mean of distributions is worse than the mean of their losses.
    let mean = each.joined().joined().reduce(0, +) / 3
    #expect(total < mean)
    // The second batch goes on from the first's states.
    #expect(abs(evaluator.lossSum(batch) - total) > 1e-9)
  }

  @Test("Batches follow one another until the state is reset")
  func carried() {
    let model = Fixture.model(Fixture.configuration(LSTMCell()))
    let evaluator = Evaluator(
      PackedSequenceModel(model, trains: false), batchSize: 2, sequenceLength: Self.steps,
      pool: WorkerPool(threads: 1))
    let batch = Fixture.batch(steps: Self.steps, batchSize: 2)
    let first = evaluator.lossSum(batch)
    #expect(evaluator.lossSum(batch) != first)
    evaluator.resetState()
    #expect(evaluator.lossSum(batch) == first)
  }

  @Test("The loss is that of the pass that trains, without dropout")
  func sameAsTraining() {
    var configuration = Fixture.configuration(GRUCell(), layers: 2)
    let model = Fixture.model(configuration)
    configuration.dropout = 0.5
    var dropped = SequenceModel<Double>(zeros: configuration)
    dropped.parameters = model.parameters
    let batch = Fixture.batch(steps: Self.steps, batchSize: 2)
    let estimator = BackpropagationThroughTime(
      model, batchSize: 2, sequenceLength: Self.steps, pool: WorkerPool(threads: 1))
    var state = model.initialState(batch: 2)
    let expected = estimator.run(batch, state: &state).lossSum
    let found = losses(dropped, batch).joined().reduce(0, +)
    #expect((found - expected).magnitude <= 1e-14 * expected)
  }
}
