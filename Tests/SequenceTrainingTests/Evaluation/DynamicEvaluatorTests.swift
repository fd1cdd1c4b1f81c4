import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Dynamic evaluation")
struct DynamicEvaluatorTests {
  private static let steps = 4

  private func segment(_ number: Int) -> Batch {
    Fixture.batch(steps: Self.steps, batchSize: 1, seed: UInt64(number + 5))
  }

  private func evaluator<S: KernelScalar>(
    _ model: SequenceModel<S>, rate: Double, decay: Double = 0, wantsLosses: Bool = false,
    threads: Int = 1
  ) -> DynamicEvaluator<S> {
    DynamicEvaluator(
      model,
      options: AdaptationOptions(segmentLength: Self.steps, learningRate: rate, decay: decay),
      wantsLosses: wantsLosses, pool: WorkerPool(threads: threads))
  }

  @Test("Without a rate the losses are the static ones, dropout or not", arguments: NamedCell.all)
  func still(cell: NamedCell) throws {
    var configuration = Fixture.configuration(cell.cell, layers: 2)
    configuration.dropout = 0.5
    let model = Fixture.model(configuration)
    let plain = Evaluator(
      PackedSequenceModel(model, trains: false), batchSize: 1, sequenceLength: Self.steps,
      pool: WorkerPool(threads: 1))
    let evaluator = evaluator(model, rate: 0)
    for number in 0..<3 {
      let expected = plain.lossSum(segment(number))
      #expect(try abs(evaluator.read(segment(number)) - expected) < 1e-13 * expected)
    }
    #expect(Fixture.bits(evaluator.adapted.parameters) == Fixture.bits(model.parameters))
  }

  @Test("An update is that of the equations", arguments: NamedCell.builtIn)
  func equations(cell: NamedCell) throws {
    let (rate, decay, smoothing) = (0.05, 0.1, 0.1)
    let model = Fixture.model(Fixture.configuration(cell.cell))
    let evaluator = evaluator(model, rate: rate, decay: decay)
    let original = model.parameters.values
    let count = original.count
    let estimator = BackpropagationThroughTime(
      model, batchSize: 1, sequenceLength: Self.steps, pool: WorkerPool(threads: 1))
    let pool = WorkerPool(threads: 1)
    var (parameters, squares) = (original, [Double](repeating: 0, count: count))
    for number in 1...3 {
      let expected = estimator.run(segment(number)).lossSum
      #expect(try abs(evaluator.read(segment(number)) - expected) < 1e-12)
      let gradient = estimator.gradient.array
      for index in 0..<count {
        squares[index] +=
          (gradient[index] * gradient[index] - squares[index]) / Double(number)
      }
      let mean = squares.reduce(0, +) / Double(count)
      for index in 0..<count {
        parameters[index] -=
          rate * gradient[index] / (squares[index] + smoothing * mean).squareRoot()
        parameters[index] += decay * (original[index] - parameters[index])
      }
      Tensor(shape: [count], values: parameters).withBlock { estimator.use($0, pool: pool) }
      for (found, value) in zip(evaluator.adapted.parameters.values, parameters) {
        #expect(abs(found - value) < 1e-12)
      }
    }
  }

  @Test("A symbol is predicted before it is learned from, and learned from for the next time")
  func before() throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(), hiddenSize: 6))
    let evaluator = evaluator(model, rate: 0.02, wantsLosses: true)
    let plain = Evaluator(
      PackedSequenceModel(model, trains: false), batchSize: 1, sequenceLength: Self.steps,
      pool: WorkerPool(threads: 1))
    let first = plain.lossSum(segment(0))
    var losses: [Double] = []
    var sums: [Double] = []
    for _ in 0..<30 { sums.append(try evaluator.read(segment(0)) { losses.append($1) }) }
    #expect(abs(sums[0] - first) < 1e-12)
    #expect(sums[29] < 0.5 * first)
    #expect(losses.count == 30 * Self.steps)
    for (number, sum) in sums.enumerated() {
      let own = losses[number * Self.steps..<(number + 1) * Self.steps]
      #expect(abs(own.reduce(0, +) - sum) < 1e-10)
    }
    #expect(evaluator.segmentCount == 30)
  }

  @Test("The bits are the same for any number of threads", arguments: NamedCell.builtIn)
  func threads(cell: NamedCell) throws {
    // Layers so large that threads share them, and weights so many that they share the updates.
    let model = Fixture.model(
      Fixture.configuration(cell.cell, layers: 2, hiddenSize: 96), as: Float.self)
    func run(_ threads: Int) throws -> (losses: [Double], bits: [Float]) {
      let evaluator = evaluator(model, rate: 0.01, decay: 0.01, threads: threads)
      let losses = try (0..<3).map { try evaluator.read(segment($0)) }
      return (losses, evaluator.adapted.parameters.values)
    }
    let one = try run(1)
    for threads in [2, 3] {
      let other = try run(threads)
      #expect(other.losses == one.losses && other.bits == one.bits)
    }
  }

  @Test("A model that does not stay finite is an error")
  func diverging() throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell()), as: Float.self)
    // Beyond the range of single precision.
    let evaluator = evaluator(model, rate: 1e39)
    #expect(throws: TrainingError.self) {
      for number in 0..<20 { _ = try evaluator.read(segment(number)) }
    }
  }
}
