import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("The work of forward-mode gradients")
struct InfluenceWorkTests {
  private static let inputs: [SequenceModelConfiguration.Input] = [
    .symbols(4), .vectors(2), .embedding(count: 4, size: 2),
  ]

  private func configuration(
    _ cell: any RecurrentCell, _ input: SequenceModelConfiguration.Input, layers: Int = 1,
    hiddenSize: Int = 5
  ) -> SequenceModelConfiguration {
    SequenceModelConfiguration(
      input: input, outputSize: 4, cell: cell, layers: cell.structure.readsOutput ? 1 : layers,
      hiddenSize: hiddenSize)
  }

  /// Every symbol once, then again; or so many vectors.
  private func batch(_ model: SequenceModel<Double>, steps: Int) -> Batch {
    let targets = (0..<steps).map { Int32($0 % 4) }
    guard case .vectors(let size) = model.configuration.input else {
      return Batch(tokens: targets.map { 3 - $0 }, targets: targets)
    }
    return Batch(
      vectors: (0..<steps * size).map { Double($0 % 7) / 7 }, targets: targets)
  }

  private func run(
    _ estimator: some SequenceEstimator<Double>, _ model: SequenceModel<Double>,
    from first: Int = 0,
    _ count: Int
  ) {
    var state = model.initialState(batch: 1)
    for step in first..<first + count {
      _ = estimator.run(
        batch(model, steps: first + count).steps(step..<step + 1, batchSize: 1), state: &state)
    }
  }

  @Test(
    "The operations counted are those of the formula, rtrl",
    arguments: NamedCell.builtIn + NamedCell.readingOutput, inputs)
  func realTimeWork(cell: NamedCell, input: SequenceModelConfiguration.Input) {
    for layers in [1, 3] {
      let model = Fixture.model(configuration(cell.cell, input, layers: layers))
      let estimator = RealTimeRecurrentLearning(
        model, batchSize: 1, sequenceLength: 1, pool: WorkerPool(threads: 1))
      run(estimator, model, 4)
      let before = estimator.operations
      run(estimator, model, 3)
      #expect(estimator.operations - before == 3 * model.influenceWork().realTimeStep)
    }
  }

  @Test(
    "The operations counted are those of the formula, blocked-rtrl",
    arguments: NamedCell.builtIn + NamedCell.readingOutput, [3, 20])
  func blockedWork(cell: NamedCell, blockLength: Int) {
    for (layers, input) in [(1, Self.inputs[0]), (2, Self.inputs[1]), (2, Self.inputs[2])] {
      let model = Fixture.model(configuration(cell.cell, input, layers: layers))
      let estimator = BlockedRealTimeRecurrentLearning(
        model, batchSize: 1, sequenceLength: 1, blockLength: blockLength,
        pool: WorkerPool(threads: 1))
      let work = model.influenceWork(symbolsSeen: min(4, blockLength))
      // The influence is brought up to date when the next step comes, which is linearised and
      // pulled back over once.
      let next = work.linearization + work.pullback + work.weightGradient + work.stateGradient
      run(estimator, model, blockLength + 1)
      #expect(estimator.operations == work.block(blockLength, isFirst: true) + next)
      guard blockLength > 4 else { continue }
      run(estimator, model, from: 1, blockLength)
      #expect(
        estimator.operations == work.block(blockLength, isFirst: true)
          + work.block(blockLength, isFirst: false) + next)
    }
  }

  @Test("The formulas are those of the plain RNN, the LSTM with peepholes and the GRU")
  func formulas() {
    let (n, m) = (64, 32)
    let q = n + m + 1
    func work(_ cell: any RecurrentCell) -> InfluenceWork {
      SequenceModel<Float>(zeros: configuration(cell, .vectors(m), hiddenSize: n)).influenceWork()
    }
    let rnn = n * q
    #expect(work(ElmanCell()).advance == 2 * n * n * rnn)
    #expect(work(ElmanCell()).gradient == 2 * n * rnn)
    let lstm = 4 * n * q + 3 * n
    #expect(work(LSTMCell(peepholes: true)).advance == 4 * n * n * lstm + 4 * n * lstm)
    let gru = 3 * n * q + n
    #expect(work(GRUCell()).advance == 2 * n * n * gru)
    #expect(work(GRUCell()).transition == 2 * n * n * gru)
    #expect(work(LSTMCell(peepholes: true)).transition == 8 * n * n * lstm)
  }

  @Test("Columns of symbols not yet seen cost nothing")
  func unseen() {
    let model = Fixture.model(configuration(LSTMCell(), .symbols(4)))
    let estimator = RealTimeRecurrentLearning(
      model, batchSize: 1, sequenceLength: 1, pool: WorkerPool(threads: 1))
    var state = model.initialState(batch: 1)
    for (step, token) in [2, -1, 2, 0, 2].enumerated() {
      let before = estimator.operations
      _ = estimator.run(Batch(tokens: [Int32(token)], targets: [1]), state: &state)
      let seen = step < 3 ? 1 : 2
      #expect(estimator.symbolsSeen == seen)
      #expect(
        estimator.operations - before == model.influenceWork(symbolsSeen: seen).realTimeStep)
    }
    estimator.forgetPast()
    #expect(estimator.symbolsSeen == 0)
  }
}
