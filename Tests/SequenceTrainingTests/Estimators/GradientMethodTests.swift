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

  @Test("Every method has a name of its own, by which it is found")
  func names() {
    #expect(
      GradientMethod.allCases.map(\.name) == [
        "bptt", "truncated-bptt", "checkpointed-bptt", "rtrl", "blocked-rtrl", "snap-1", "snap-2",
        "uoro", "kf-rtrl", "rflo", "e-prop",
      ])
    for method in GradientMethod.allCases {
      #expect(GradientMethod(named: method.name) == method)
      #expect(method.with(window: 7, segmentLength: 3, blockLength: 5, seed: 9).standard == method)
    }
    #expect(GradientMethod(named: "bppt") == nil)
  }

  @Test("The exact methods agree", arguments: NamedCell.all + NamedCell.readingOutput)
  func exact(cell: NamedCell) throws {
    let model = Fixture.model(Fixture.configuration(cell.cell))
    let batch = Fixture.batch(steps: 9, batchSize: 2)
    let options = EstimatorOptions(batchSize: 2, sequenceLength: 9)
    let gradients = try GradientMethod.allCases.filter(\.isExact).map { method in
      var state = model.initialState(batch: 2)
      let estimator = try method.with(blockLength: 4).estimator(of: model, options, pool: pool)
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
      func expected(_ option: String) -> GradientMethodError? {
        method.isForward ? .dropout(method, option: option, rate: 0.1) : nil
      }
      #expect(error(method) { $0.dropout = 0.1 } == expected("dropout"))
      #expect(error(method) { $0.regularization.weightDrop = 0.1 } == expected("weight-drop"))
      #expect(
        error(method) { $0.readoutSource = .layers }
          == (method.isForward ? .readoutSource(method) : nil))
      #expect(error(method) { $0.regularization.inputDropout = 0.1 } == expected("input-dropout"))
      #expect(
        error(method) { $0.regularization.embeddingDropout = 0.1 } == expected("embedding-dropout"))
    }
    for method in [.snap(order: 1), .rflo, .eProp] as [GradientMethod] {
      #expect(error(method) { $0.cell = ResetBeforeGRUCell() } == .modulatedCell(method))
    }
    for method in GradientMethod.allCases {
      let isExact = method.isExact || !method.isForward
      #expect(
        error(method) { $0.cell = ElmanCell(readsOutput: true) }
          == (isExact ? nil : .outputFeedback(method)))
      #expect(error(method) { $0.summary = .mean } == (isExact ? nil : .summary(method)))
    }
    #expect(error(.kfRTRL) { $0.layers = 2 } == .severalLayers(.kfRTRL, count: 2))
    #expect(
      error(.kfRTRL) { $0.input = .embedding(count: 4, size: 2) } == .embedding(.kfRTRL))
    #expect(error(.kfRTRL) { $0.cell = GRUCell() } == .unequalGates(.kfRTRL))
    #expect(
      error(.kfRTRL) { $0.cell = LSTMCell(peepholes: true) } == .unequalGates(.kfRTRL))
  }

  @Test("Checkpoints change no bit of the gradient, whatever they may store")
  func checkpoints() throws {
    let model = Fixture.model(Fixture.configuration(LSTMCell(peepholes: true), layers: 2))
    let batch = Fixture.batch(steps: 300, batchSize: 3)
    func gradient(_ method: GradientMethod) throws -> [Double] {
      let options = EstimatorOptions(batchSize: 3, sequenceLength: 300)
      let estimator = try method.estimator(of: model, options, pool: pool)
      _ = estimator.run(batch)
      return estimator.gradient.array
    }
    let expected = try gradient(.bptt)
    for memory in [nil, CheckpointMemory.slots(1), .slots(3)] {
      #expect(try gradient(.checkpointed.with(memory: memory)) == expected)
    }
  }

  @Test("RTRL holds the influence, its approximations much less")
  func memory() throws {
    let model = SequenceModel<Float>(
      zeros: Fixture.configuration(LSTMCell(), hiddenSize: 64))
    let options = EstimatorOptions(sequenceLength: 1)
    let least = try GradientMethod.bptt(segmentLength: nil)
      .memory(of: model, options, threads: 1).bytes
    func bytes(_ method: GradientMethod) throws -> Int {
      try method.with(blockLength: 8).memory(of: model, options, threads: 1).bytes - least
    }
    let influence = model.influenceCount * 4
    #expect(try bytes(.rtrl) > influence)
    #expect(try bytes(.snap(order: 2)) == bytes(.rtrl))
    #expect(try bytes(.blocked) > bytes(.rtrl))
    for method in [.snap(order: 1), .uoro, .kfRTRL, .rflo, .eProp] as [GradientMethod] {
      #expect(try bytes(method) < influence / 10)
      #expect(try bytes(method) > 0)
    }
  }
}
