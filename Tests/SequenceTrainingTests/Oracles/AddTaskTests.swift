import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("The Add task: the loss tells which delays were learnt")
struct AddTaskTests {
  private let pool = WorkerPool(threads: 1)

  /// The loss of an RNN after learning delays of 5 and 9 steps, an update every `length` steps.
  private func learned(
    _ method: GradientMethod, hiddenSize: Int, lanes: Int, length: Int, updates: Int,
    learningRate: Double
  ) throws -> Double {
    var generator = RandomGenerator(seed: 1)
    let model = SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .symbols(2), outputSize: 2, cell: ElmanCell(), layers: 1, hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
    let trainer = try Trainer(
      model, method: method.with(blockLength: 12, seed: 3), batchSize: lanes,
      sequenceLength: length,
      updates: UpdateOptions(
        learningRate: learningRate,
        schedule: LearningRateSchedule(.linear(floor: 0.1, updates: updates)),
        clipping: Clipping(norm: 1)),
      pool: pool)
    var task = AddTask(near: 5, far: 9, lanes: lanes, seed: 2)
    for _ in 0..<updates {
      _ = try trainer.update(task.batch(steps: length))
    }
    return task.loss(trainer.model, steps: 2000)
  }

  @Test("The levels are 0.6616, 0.5192, 0.6277 and 0.4545 nats")
  func levels() {
    func expect(_ expected: Double, near: Bool, far: Bool) {
      let level = AddTask.level(near: near, far: far)
      #expect((level - expected).magnitude < 5e-5, "\(level)")
    }
    expect(0.6616, near: false, far: false)
    expect(0.5192, near: true, far: false)
    expect(0.6277, near: false, far: true)
    expect(0.4545, near: true, far: true)
  }

  @Test("The exact gradient, updates within the delays, learns both")
  func exact() throws {
    let found = try learned(
      .blocked, hiddenSize: 12, lanes: 8, length: 4, updates: 700, learningRate: 0.006)
    #expect(found < AddTask.level(near: true, far: false) - 0.015, "\(found)")
    #expect(found > AddTask.level(near: true, far: true) - 0.015)
  }

  @Test("Windows shorter than the delays learn less than the nearer of the two")
  func truncated() throws {
    let found = try learned(
      .bptt, hiddenSize: 12, lanes: 8, length: 4, updates: 700, learningRate: 0.006)
    #expect(found > AddTask.level(near: true, far: false), "\(found)")
  }

  @Test("With 32 units every method, its level", .exhaustive, arguments: GradientMethod.allCases)
  func published(method: GradientMethod) throws {
    let found = try learned(
      method, hiddenSize: 32, lanes: 16, length: 4, updates: 10_000, learningRate: 0.003)
    print("Add (5, 9), \(method.name): \(found) nats")
    #expect(found < AddTask.level(near: false, far: false))
    guard method.isExact && method.isForward else { return }
    #expect(found < AddTask.level(near: true, far: true) + 0.015, "\(found)")
  }
}
