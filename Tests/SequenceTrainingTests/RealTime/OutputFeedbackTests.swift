import Foundation
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Output feedback")
struct OutputFeedbackTests {
  private let pool = WorkerPool(threads: 1)

  @Test(
    "rtrl = blocked-rtrl = bptt, every input", arguments: NamedCell.readingOutput,
    [ExactSetting.Input.symbols, .vectors, .embedding])
  func exact(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, input: input, steps: 60)
    let expected = setting.gradient { model, length in
      BackpropagationThroughTime(
        model, batchSize: setting.batchSize, sequenceLength: length, masks: true, pool: pool)
    }
    setting.expectEqual(
      setting.gradient { model, length in
        RealTimeRecurrentLearning(
          model, batchSize: setting.batchSize, sequenceLength: length, masks: true, pool: pool)
      }, expected)
    for blockLength in [1, 3, 20, 60] {
      setting.expectEqual(
        setting.gradient { model, length in
          BlockedRealTimeRecurrentLearning(
            model, batchSize: setting.batchSize, sequenceLength: length, blockLength: blockLength,
            masks: true, pool: pool)
        }, expected)
    }
  }

  @Test(
    "Two threads give the bits of one, forward and back in time",
    arguments: [
      GradientMethod.rtrl, .blocked, .bptt,
    ])
  func threads(method: GradientMethod) throws {
    let setting = ExactSetting(cell: .jordan, steps: 40, batchSize: 1)
    let options = EstimatorOptions(sequenceLength: setting.steps, masks: true)
    let gradients = try [1, 2].map { threads in
      let estimator = try method.with(blockLength: 7).estimator(
        of: setting.model, options, pool: WorkerPool(threads: threads))
      _ = estimator.run(setting.batch)
      return estimator.gradient.array
    }
    #expect(gradients[0] == gradients[1])
  }

  @Test("A sequence's first step reads the output of its initial state")
  func firstStep() {
    let model = Fixture.model(Fixture.configuration(ElmanCell(readsOutput: true)))
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: false), steps: 2, rows: 1, trains: false)
    (workspace.tokens[0], workspace.tokens[1]) = (2, 0)
    workspace.forward(0..<2)
    let read = workspace.tape.layers[0].feedback?.array ?? []
    let bias = Array(model.parameters.values[model.readoutBias.range])
    let exponentials = bias.map { exp($0) }
    let sum = exponentials.reduce(0, +)
    #expect(Fixture.difference(Array(read.prefix(4)), exponentials.map { $0 / sum }) < 1e-14)
    let logits = workspace.logits(step: 0)
    logits.softmax()
    #expect(Array(read.suffix(4)) == logits.array)
  }

  /// h_t = tanh(W x_t + b), and F y_{t-1} if it reads the output: without recurrent weights.
  private struct PureJordanCell: CellEquations {
    let readsOutput: Bool

    var structure: CellStructure {
      CellStructure(gates: [Gate("a", stateInput: .none)], readsOutput: readsOutput)
    }

    func next<N: EquationNumber>(
      gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
    ) { next[0] = N.tanh(z[0]) }
  }

  @Test(
    "A net whose only way from step to step is its output repeats what it was told at first",
    arguments: [GradientMethod.bptt, .truncated, .rtrl, .blocked])
  func repeats(method: GradientMethod) throws {
    let (steps, sequences) = (6, 2)
    // 1 or 2 at first, then nothing new.
    let told = (0..<steps * sequences).map { Int32($0 % sequences) }
    let batch = Batch(
      tokens: told.enumerated().map { $0 < sequences ? $1 + 1 : 0 }, targets: told,
      resets: method == .truncated ? nil : told.indices.map { $0 < sequences })
    func loss(readsOutput: Bool) throws -> Double {
      let model: SequenceModel<Float> = Fixture.model(
        SequenceModelConfiguration(
          input: .symbols(3), outputSize: 2, cell: PureJordanCell(readsOutput: readsOutput),
          layers: 1, hiddenSize: 8), as: Float.self)
      let trainer = try Trainer(
        model, method: method.with(window: steps, blockLength: 4), batchSize: sequences,
        sequenceLength: steps, updates: UpdateOptions(learningRate: 0.03), threads: 1)
      var last = 0.0
      for _ in 0..<300 { last = try trainer.update(batch).loss }
      return last
    }
    let found = try loss(readsOutput: true)
    #expect(found < 0.05, "\(found)")
    // All but the first of its symbols are a guess.
    #expect(try loss(readsOutput: false) > 5.0 / 6 * 0.69)
  }
}
