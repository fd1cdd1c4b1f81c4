import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Learning online, an update after every step")
struct OnlineTests {
  private let pool = WorkerPool(threads: 1)
  private let steps = 1000

  /// A random text, which begins anew three times.
  private var text: Batch {
    let tokens = Fixture.batch(steps: steps + 1, batchSize: 1).tokens
    return Batch(
      tokens: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()),
      resets: (0..<steps).map { $0 % 300 == 299 })
  }

  @Test(
    "The weights after 1000 updates do not depend on the block length",
    arguments: NamedCell.builtIn + [.jordan])
  func blocks(cell: NamedCell) throws {
    let model = Fixture.model(Fixture.configuration(cell.cell))
    let expected = try Fixture.learnedOnline(
      model,
      RealTimeRecurrentLearning(model, batchSize: 1, sequenceLength: 1, pool: pool), text)
    for blockLength in [1, 30] {
      let found = try Fixture.learnedOnline(
        model,
        BlockedRealTimeRecurrentLearning(
          model, batchSize: 1, sequenceLength: 1, blockLength: blockLength, pool: pool), text)
      let difference = Fixture.difference(found, expected)
      #expect(difference <= 1e-10, "\(blockLength): \(difference)")
    }
    #expect(Fixture.difference(expected, model.parameters.values) > 0.01)
  }

  @Test("Credit goes back over updates: a gradient differs from that of its step alone")
  func credit() {
    let model = Fixture.model(Fixture.configuration(GRUCell()))
    let batch = Fixture.batch(steps: 2, batchSize: 1)
    let estimator = RealTimeRecurrentLearning(model, batchSize: 1, sequenceLength: 1, pool: pool)
    func gradients(forgetting: Bool) -> [Double] {
      var state = model.initialState(batch: 1)
      estimator.forgetPast()
      _ = estimator.run(batch.steps(0..<1, batchSize: 1), state: &state)
      if forgetting { estimator.forgetPast() }
      _ = estimator.run(batch.steps(1..<2, batchSize: 1), state: &state)
      return estimator.gradient.array
    }
    let (whole, alone) = (gradients(forgetting: false), gradients(forgetting: true))
    #expect(Fixture.difference(whole, alone) > 1e-3)
    #expect(gradients(forgetting: false) == whole)
  }
}
