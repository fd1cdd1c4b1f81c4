import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Gradient methods by name")
struct GradientMethodTests {
  private let pool = WorkerPool(threads: 1)

  @Test(
    "Every method makes an estimator with which a trainer learns",
    arguments: GradientMethod.allCases)
  func learns(method: GradientMethod) throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(), hiddenSize: 8), as: Float.self)
    let losses = try Fixture.losses(model, method, updates: 60)
    #expect(losses[0] > 1)
    #expect(losses[59] < 0.5, "\(losses[59])")
  }

  @Test("The exact methods agree", arguments: NamedCell.all)
  func exact(cell: NamedCell) throws {
    let model = Fixture.model(Fixture.configuration(cell.cell))
    let batch = Fixture.batch(steps: 9, batchSize: 2)
    let settings = GradientMethodSettings(batchSize: 2, sequenceLength: 9, blockLength: 4)
    let gradients = try GradientMethod.allCases.filter(\.isExact).map { method in
      var state = model.initialState(batch: 2)
      let estimator = try method.estimator(of: model, settings, pool: pool)
      _ = estimator.run(batch, state: &state)
      return estimator.gradient.array
    }
    for gradient in gradients {
      #expect(Fixture.difference(gradient, gradients[0]) <= 1e-13)
    }
  }

  @Test("What does not combine is refused")
  func refused() {
    func error(
      _ method: GradientMethod, _ change: (inout SequenceModelConfiguration) -> Void
    ) -> GradientMethodError? {
      var configuration = Fixture.configuration(LSTMCell())
      change(&configuration)
      let model = SequenceModel<Float>(zeros: configuration)
      do throws(GradientMethodError) { try method.check(model) } catch { return error }
      return nil
    }
    for method in GradientMethod.allCases {
      #expect(error(method) { _ in } == nil)
      let expected = method.isForward ? GradientMethodError.dropout(method, rate: 0.1) : nil
      #expect(error(method) { $0.dropout = 0.1 } == expected)
    }
    for method in [GradientMethod.snap1, .randomFeedback, .eProp] {
      #expect(error(method) { $0.cell = ResetBeforeGRUCell() } == .modulatedCell(method))
    }
    #expect(error(.kronecker) { $0.layers = 2 } == .severalLayers(.kronecker, count: 2))
    #expect(
      error(.kronecker) { $0.input = .embedding(count: 4, size: 2) } == .embedding(.kronecker))
    #expect(error(.kronecker) { $0.cell = GRUCell() } == .unequalGates(.kronecker))
    #expect(
      error(.kronecker) { $0.cell = LSTMCell(peepholes: true) } == .unequalGates(.kronecker))
  }

  @Test("Checkpoints change no bit of the gradient, whatever they may store")
  func checkpoints() throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(peepholes: true), layers: 2))
    let batch = Fixture.batch(steps: 300, batchSize: 3)
    func gradient(_ method: GradientMethod, _ memory: CheckpointMemory?) throws -> [Double] {
      let settings = GradientMethodSettings(
        batchSize: 3, sequenceLength: 300, checkpointMemory: memory)
      var state = model.initialState(batch: 3)
      let estimator = try method.estimator(of: model, settings, pool: pool)
      _ = estimator.run(batch, state: &state)
      return estimator.gradient.array
    }
    let expected = try gradient(.backpropagation, nil)
    for memory in [nil, CheckpointMemory.slots(1), .slots(3)] {
      #expect(try gradient(.checkpointedBackpropagation, memory) == expected)
    }
  }

  @Test("RTRL holds the influence, its approximations much less")
  func memory() throws {
    let model = SequenceModel<Float>(
      zeros: Fixture.configuration(LSTMCell(), hiddenSize: 64))
    let settings = GradientMethodSettings(sequenceLength: 1, blockLength: 8)
    let least = try GradientMethod.backpropagation.memory(of: model, settings, threads: 1).bytes
    func bytes(_ method: GradientMethod) throws -> Int {
      try method.memory(of: model, settings, threads: 1).bytes - least
    }
    let influence = model.influenceCount * 4
    #expect(try bytes(.realTime) > influence)
    #expect(try bytes(.snap2) == bytes(.realTime))
    #expect(try bytes(.blockedRealTime) > bytes(.realTime))
    for method in [GradientMethod.snap1, .unbiased, .kronecker, .randomFeedback, .eProp] {
      #expect(try bytes(method) < influence / 10)
      #expect(try bytes(method) > 0)
    }
  }
}
