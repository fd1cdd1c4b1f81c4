import GoldenTesting
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// The update-gate RNN, as equations.
struct UpdateGateCell: CellEquations {
  var structure: CellStructure { CellStructure(gates: [Gate("g"), Gate("c")]) }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
  ) {
    let g = N.sigmoid(z[0])
    next[0] = g * s[0] + (1 - g) * N.tanh(z[1])
  }
}

/// A cell that reads the model's output too.
struct ReadingOutput<Base: RecurrentCell>: RecurrentCell {
  let base: Base

  var structure: CellStructure {
    let own = base.structure
    return CellStructure(
      gates: own.gates, states: own.states, peepholes: own.peepholes,
      auxiliaryPlanes: own.auxiliaryPlanes, readsOutput: true)
  }

  func activate<S: KernelScalar>(_ step: CellStep<S>) { base.activate(step) }

  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    base.pullback(step, adjoint)
  }

  func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    base.linearize(step, into: jacobian)
  }
}

extension ReadingOutput: ModulatedCell where Base: ModulatedCell {
  func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>) {
    base.modulate(step, into: modulated)
  }

  func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>
  ) {
    base.pullbackModulation(step, adjoint, modulatedAdjoint: modulatedAdjoint)
  }

  func linearizeModulation<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    base.linearizeModulation(step, into: jacobian)
  }
}

/// A cell to test with, by name.
struct NamedCell: Sendable, CustomTestStringConvertible {
  let name: String
  let cell: any RecurrentCell
  var testDescription: String { name }

  static let builtIn = [
    NamedCell(name: "RNN tanh", cell: ElmanCell()),
    NamedCell(name: "RNN ReLU", cell: ElmanCell(activation: .relu)),
    NamedCell(name: "LSTM", cell: LSTMCell()),
    NamedCell(name: "LSTM peepholes", cell: LSTMCell(peepholes: true)),
    NamedCell(name: "GRU reset after", cell: GRUCell()),
    NamedCell(name: "GRU reset before", cell: ResetBeforeGRUCell()),
    NamedCell(name: "LSTM capped", cell: LSTMCell(capped: true)),
    NamedCell(name: "LSTM capped, peepholes", cell: LSTMCell(peepholes: true, capped: true)),
  ]
  static let all =
    builtIn + [
      NamedCell(name: "update gate, equations", cell: UpdateGateCell()),
      NamedCell(name: "LSTM, equations", cell: EquationLSTMCell()),
    ]
  static let jordan = NamedCell(name: "Jordan", cell: ElmanCell(readsOutput: true))
  /// Cells of one layer that read the output.
  static let readingOutput = [
    jordan,
    NamedCell(name: "LSTM peepholes, output", cell: ReadingOutput(base: LSTMCell(peepholes: true))),
    NamedCell(name: "GRU reset after, output", cell: ReadingOutput(base: GRUCell())),
    NamedCell(name: "GRU reset before, output", cell: ReadingOutput(base: ResetBeforeGRUCell())),
    NamedCell(name: "equations, output", cell: ReadingOutput(base: EquationLSTMCell())),
  ]
}

enum Fixture {
  static let vocabularySize = 4

  /// A cell that reads the output has one layer, however many are asked for.
  static func configuration(
    _ cell: any RecurrentCell, layers: Int = 1, hiddenSize: Int = 3
  ) -> SequenceModelConfiguration {
    SequenceModelConfiguration(
      input: .symbols(vocabularySize), outputSize: vocabularySize, cell: cell,
      layers: cell.structure.readsOutput ? 1 : layers, hiddenSize: hiddenSize)
  }

  /// A model all of whose parameters, biases and peepholes too, are normal with standard deviation
  /// 0.5.
  static func model<S: KernelScalar>(
    _ configuration: SequenceModelConfiguration, seed: UInt64 = 1, as: S.Type = Double.self
  ) -> SequenceModel<S> {
    var generator = RandomGenerator(seed: seed)
    var model = SequenceModel<S>(zeros: configuration)
    model.parameters = Tensor(
      shape: model.parameters.shape,
      values: (0..<model.layout.count).map { _ in S(0.5 * generator.normal()) })
    return model
  }

  /// Random tokens and targets.
  static func batch(
    steps: Int, batchSize: Int, vocabularySize: Int = vocabularySize, seed: UInt64 = 2
  ) -> Batch {
    var generator = RandomGenerator(seed: seed)
    func draw() -> [Int32] {
      (0..<steps * batchSize).map { _ in Int32(generator.index(below: vocabularySize)) }
    }
    return Batch(tokens: draw(), targets: draw())
  }

  /// Every loss of values, with some numbers of its own.
  static let valueLosses: [Loss] = [
    .crossEntropyOfDistributions, .halfSquaredError, .meanSquaredError, .absoluteError,
    .huber(delta: 0.5), .gaussian, .studentT(degreesOfFreedom: nil),
    .studentT(degreesOfFreedom: 4), .quantiles(at: [0.1, 0.5, 0.75]), .logistic,
  ]

  /// The same batch with random values to be predicted in the place of its symbols, of which some
  /// are missing, and with weights: d = 2, or a distribution over ``vocabularySize`` symbols.
  static func batch(_ batch: Batch, predicting loss: Loss, seed: UInt64 = 6) -> Batch {
    guard !loss.takesSymbols else { return batch }
    var generator = RandomGenerator(seed: seed)
    var result = batch
    result.targets = []
    result.values = batch.targets.flatMap { target -> [Double] in
      let drawn = (0..<valueSize(loss)).map { _ in generator.normal() }
      let isPartial = generator.index(below: 6) == 0
      if target < 0 { return drawn.map { _ in .nan } }
      switch loss {
      case .crossEntropyOfDistributions:
        let sum = drawn.reduce(0) { $0 + $1 * $1 }
        return drawn.map { $0 * $0 / sum }
      case .logistic: return drawn.map { $0 > 0 ? 1 : 0 }
      default: return isPartial ? [drawn[0], .nan] : drawn
      }
    }
    result.weights = batch.tokens.map { _ in 0.5 + generator.uniform() }
    return result
  }

  /// d of the values of ``batch(_:predicting:seed:)``, or the symbols of a distribution.
  static func valueSize(_ loss: Loss) -> Int {
    loss == .crossEntropyOfDistributions ? vocabularySize : 2
  }

  /// The configuration with another loss, of values as in ``batch(_:predicting:seed:)``.
  static func configuration(
    _ configuration: SequenceModelConfiguration, predicting loss: Loss
  ) -> SequenceModelConfiguration {
    var result = configuration
    (result.loss, result.outputSize) = (
      loss, loss.takesSymbols ? vocabularySize : valueSize(loss)
    )
    return result
  }

  /// A random state.
  static func state<S>(_ model: SequenceModel<S>, batchSize: Int, seed: UInt64 = 3) -> Tensor<S> {
    var generator = RandomGenerator(seed: seed)
    let shape = model.stack.stateShape(batch: batchSize)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in S(generator.normal()) })
  }

  /// The largest difference, relative to the largest magnitude of `expected`.
  static func difference(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let error = zip(values, expected).map { ($0 - $1).magnitude }.max() ?? 0
    return error / (expected.map(\.magnitude).max() ?? 1)
  }

  static func bits(_ tensor: Tensor<Double>) -> [UInt64] { tensor.values.map(\.bitPattern) }
}

extension SequenceEstimator {
  /// Runs a batch from `state` [L, K, B, n], which becomes the one after it.
  func run(
    _ batch: Batch, state: inout Tensor<Scalar>, start: Int = 0, labelSmoothing: Double = 0
  ) -> GradientReport {
    self.state = state
    let report = run(batch, start: start, labelSmoothing: labelSmoothing)
    state = self.state
    return report
  }
}

extension GradientMethod {
  /// The same method with what it takes of these.
  func with(
    window: Int? = nil, memory: CheckpointMemory? = nil, segmentLength: Int? = nil,
    blockLength: Int? = nil, seed: UInt64 = 0
  ) -> GradientMethod {
    switch self {
    case .bptt: .bptt(segmentLength: segmentLength)
    case .truncated: .truncated(window: window)
    case .checkpointed(let strategy, _, _):
      .checkpointed(strategy, memory: memory, segmentLength: segmentLength)
    case .blocked(_, let everyStep):
      .blocked(length: blockLength, gradientAtEveryStep: everyStep)
    case .uoro: .uoro(seed: seed)
    case .kfRTRL: .kfRTRL(seed: seed)
    case .rflo: .rflo(seed: seed)
    case .rtrl, .snap, .eProp: self
    }
  }
}

extension Batch {
  /// Steps `range` of a batch of `batchSize` sequences.
  func steps(_ range: Range<Int>, batchSize: Int) -> Batch {
    let part = range.lowerBound * batchSize..<range.upperBound * batchSize
    var result = self
    let size = tokens.isEmpty ? 0 : vectors.count / tokens.count
    result.tokens = Array(tokens[part])
    result.vectors = Array(vectors[part.lowerBound * size..<part.upperBound * size])
    let valueSize = tokens.isEmpty ? 0 : values.count / tokens.count
    result.targets = values.isEmpty ? Array(targets[part]) : []
    result.values = Array(values[part.lowerBound * valueSize..<part.upperBound * valueSize])
    result.weights = weights.map { Array($0[part]) }
    result.mask = mask.map { Array($0[part]) }
    result.resets = resets.map { Array($0[part]) }
    return result
  }
}
