import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Products in bfloat16")
struct ProductPrecisionTests {
  private let pool = WorkerPool(threads: 2)

  private func gradient(
    _ method: GradientMethod, _ model: SequenceModel<Float>, _ precision: ProductPrecision,
    memory: CheckpointMemory? = nil
  ) throws -> [Double] {
    let options = EstimatorOptions(batchSize: 3, sequenceLength: 31, precision: precision)
    var state = model.initialState(batch: 3)
    let estimator = try method.with(window: 40, memory: memory, segmentLength: 7)
      .estimator(of: model, options, pool: pool)
    _ = estimator.run(Fixture.batch(steps: 31, batchSize: 3), state: &state)
    return estimator.gradient.array.map { Double($0) }
  }

  // Operands have 8 significant bits; their roundings are as good as random and average out. (Not
  // through a rectifier, whose derivative jumps where a rounding crosses 0.)
  @Test(
    "leave the gradient near that of full precision",
    arguments: NamedCell.builtIn.filter { $0.name != "RNN ReLU" })
  func gradient(cell: NamedCell) throws {
    var generator = RandomGenerator(seed: 5)
    let model = SequenceModel<Float>(
      Fixture.configuration(cell.cell, layers: 2, hiddenSize: 21), weights: .lecun,
      recurrent: .lecun, using: &generator)
    for method in [GradientMethod.bptt, .truncated] {
      let (exact, fast) = (
        try gradient(method, model, .full), try gradient(method, model, .bfloat16)
      )
      let deviations = GradientDeviation.blocks(of: model.layout, found: fast, exact: exact)
      for deviation in deviations {
        #expect(deviation.relativeError > 1e-6, "rounded at all: \(deviation)")
        #expect(deviation.relativeError < 0.05 && deviation.cosine ?? 0 > 0.999, "\(deviation)")
      }
    }
  }

  @Test("give checkpointed back-propagation the bits of everything stored")
  func checkpoints() throws {
    let model = Fixture.model(
      Fixture.configuration(LSTMCell(peepholes: true), layers: 2), as: Float.self)
    let expected = try gradient(.bptt, model, .bfloat16)
    for memory in [CheckpointMemory.slots(1), .slots(3)] {
      #expect(
        try gradient(.checkpointed, model, .bfloat16, memory: memory) == expected)
    }
  }

  @Test("give a sequence the same state and loss whatever it is beside")
  func independence() throws {
    let model = Fixture.model(
      Fixture.configuration(GRUCell(), layers: 2, hiddenSize: 37), as: Float.self)
    func run(_ batchSize: Int) throws -> [Float] {
      let estimator = BackpropagationThroughTime(
        model, batchSize: batchSize, sequenceLength: 12, precision: .bfloat16, pool: pool)
      var state = model.initialState(batch: batchSize)
      let tokens = (0..<12).flatMap { t in (0..<batchSize).map { Int32((t * t + $0 * t) % 4) } }
      _ = estimator.run(Batch(tokens: tokens, targets: tokens), state: &state)
      // Sequence 0: the first row of each layer's state.
      let rows = state.values.count / 37
      return stride(from: 0, to: rows, by: batchSize).flatMap { row in
        Array(state.values[row * 37..<(row + 1) * 37])
      }
    }
    let alone = try run(1)
    for batchSize in [2, 3, 13] { #expect(try run(batchSize) == alone, "\(batchSize)") }
  }

  @Test("are refused where time goes forward", arguments: GradientMethod.allCases)
  func forward(method: GradientMethod) throws {
    let model = SequenceModel<Float>(zeros: Fixture.configuration(ElmanCell()))
    let settings = EstimatorOptions(sequenceLength: 2, precision: .bfloat16)
    if method.isForward {
      #expect(throws: GradientMethodError.precision(method)) {
        try method.estimator(of: model, settings, pool: pool)
      }
      #expect(throws: GradientMethodError.precision(method)) {
        try method.memory(of: model, settings, threads: 1)
      }
    } else {
      _ = try method.estimator(of: model, settings, pool: pool)
    }
  }

  @Test("let a model learn what it learns in full precision")
  func learning() throws {
    func loss(_ precision: ProductPrecision) throws -> Double {
      var generator = RandomGenerator(seed: 7)
      let model = SequenceModel<Float>(
        Fixture.configuration(LSTMCell(), hiddenSize: 16), weights: .lecun, recurrent: .lecun,
        using: &generator)
      let trainer = Trainer(
        model, batchSize: 4, sequenceLength: 20, updates: UpdateOptions(learningRate: 0.02),
        precision: precision, pool: pool)
      // Every symbol is that of three steps before.
      let symbols = (0...20).flatMap { t in (0..<4).map { Int32((t % 3 + $0) % 4) } }
      let batch = Batch(tokens: Array(symbols[..<80]), targets: Array(symbols[4...]))
      var last = 0.0
      for _ in 0..<60 {
        trainer.resetState()
        last = try trainer.update(batch).loss
      }
      return last
    }
    let (exact, fast) = (try loss(.full), try loss(.bfloat16))
    #expect(exact < 0.2 && (fast / exact - 1).magnitude < 0.1, "\(exact), \(fast)")
  }
}
