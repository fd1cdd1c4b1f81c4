import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Counting: the entropy of a^n b^n is a floor, and is reached")
struct CountingTaskTests {
  private let pool = WorkerPool(threads: 1)

  private static func model(_ cell: any RecurrentCell, hiddenSize: Int) -> SequenceModel<Float> {
    var generator = RandomGenerator(seed: 1)
    return SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .symbols(CountingTask.symbolCount), outputSize: CountingTask.symbolCount,
        cell: cell, layers: 1, hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
  }

  /// The loss of `model` after learning by blocked RTRL, an update every four steps.
  private func learned(
    _ model: SequenceModel<Float>, largest: Int, lanes: Int, updates: Int, learningRate: Double
  ) throws -> Double {
    var task = CountingTask(largest: largest, lanes: lanes, seed: 2)
    let trainer = try Trainer(
      model, method: .blocked(length: 2 * largest, gradientAtEveryStep: false), batchSize: lanes,
      sequenceLength: 4,
      updates: UpdateOptions(
        learningRate: learningRate,
        schedule: LearningRateSchedule(.linear(floor: 0.1, updates: updates)),
        clipping: Clipping(norm: 1)),
      pool: pool)
    for _ in 0..<updates {
      _ = try trainer.update(task.batch(steps: 4))
    }
    return task.loss(trainer.model)
  }

  @Test("The entropy is 1/7 bit a symbol for up to 32 a, 2/7 for up to 4")
  func entropy() {
    for (largest, expected) in [(32, 1.0 / 7), (4, 2.0 / 7)] {
      var task = CountingTask(largest: largest, lanes: 1, seed: 1)
      #expect((task.entropy - expected).magnitude <= 1e-15)
      // A word, log2 K bits, at every second end of line.
      let text = task.batch(steps: 60_000).targets
      let words = Double(text.count { $0 == 2 }) / 2
      let bits = words * Double.log(Double(largest)) / Double.log(2) / Double(text.count)
      #expect((bits / expected - 1).magnitude <= 0.03)
    }
  }

  @Test("No model is below the floor", arguments: NamedCell.builtIn)
  func floor(cell: NamedCell) {
    let task = CountingTask(largest: 4, lanes: 1, seed: 1)
    #expect(task.loss(Self.model(cell.cell, hiddenSize: 8)) >= task.entropy)
  }

  @Test("Learning online by exact gradients reaches the floor")
  func learns() throws {
    let floor = 2.0 / 7
    let found = try learned(
      Self.model(GRUCell(), hiddenSize: 8), largest: 4, lanes: 8, updates: 350,
      learningRate: 0.03)
    // Without counting, the ends of the a and the b are two in five: 0.69 bits.
    #expect(found >= floor)
    #expect(found <= 1.1 * floor, "\(found)")
  }
}
