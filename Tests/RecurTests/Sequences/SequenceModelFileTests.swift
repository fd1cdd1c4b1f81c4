import Foundation
import Recur
import Testing

@Suite("Files of sequence models")
struct SequenceModelFileTests {
  /// A leaky integrator.
  private struct LeakyCell: CellEquations {
    var structure: CellStructure { CellStructure(gates: [Gate("a")]) }

    func next<N: EquationNumber>(
      gates z: Span<N>, state s: Span<N>, peepholes: Span<N>, into next: inout MutableSpan<N>
    ) {
      next[0] = 0.9 * s[0] + 0.1 * N.tanh(z[0])
    }
  }

  private static func model<S: KernelScalar>(
    _ cell: any RecurrentCell, input: SequenceModelConfiguration.Input = .vectors(3),
    as: S.Type = S.self
  ) -> SequenceModel<S> {
    var generator = RandomGenerator(seed: 4)
    return SequenceModel(
      SequenceModelConfiguration(
        input: input, outputSize: 4, cell: cell, layers: CellKind(cell) == .jordan ? 1 : 2,
        hiddenSize: 5, residual: true, dropout: 0.1),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
  }

  @Test("a model with a built-in cell comes back from its file", arguments: CellKind.allCases)
  func builtIn(kind: CellKind) throws {
    let scratch = try Scratch()
    let path = scratch.path("\(kind.rawValue).safetensors")
    let model: SequenceModel<Float> = Self.model(kind.cell())
    try model.save(to: path)
    let again = try SequenceModel<Float>(contentsOf: path)
    #expect(again.parameters.values == model.parameters.values)
    #expect(CellKind(again.configuration.cell) == kind)
    #expect(again.configuration.input == .vectors(3))
    #expect(again.configuration.residual && again.configuration.dropout == 0.1)
  }

  @Test("what is dropped in training is in the file where anything is, and must be a rate")
  func regularization() throws {
    let scratch = try Scratch()
    let path = scratch.path("dropping.safetensors")
    var configuration = Self.model(LSTMCell(), input: .symbols(7), as: Float.self).configuration
    func saved() throws -> (bytes: String, found: Regularization) {
      try SequenceModel<Float>(zeros: configuration).save(to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      return (
        String(decoding: bytes, as: UTF8.self),
        try SequenceModel<Float>(contentsOf: path).configuration.regularization
      )
    }
    #expect(try !saved().bytes.contains("regularization"))
    configuration.regularization = Regularization(
      weightDrop: 0.25, dropoutMask: .sequence, inputDropout: 0.125, embeddingDropout: 0.5)
    #expect(try saved().found == configuration.regularization)
    configuration.residual = false
    configuration.readoutSource = .all
    _ = try saved()
    #expect(try SequenceModel<Float>(contentsOf: path).configuration.readoutSource == .all)
    let decoder = JSONDecoder()
    #expect(
      try decoder.decode(Regularization.self, from: Data(#"{"weight_drop": 0.5}"#.utf8))
        == Regularization(weightDrop: 0.5))
  }

  @Test(
    "so does one of every input, in double precision",
    arguments: [
      SequenceModelConfiguration.Input.symbols(7), .embedding(count: 7, size: 2), .vectors(1),
      .embeddingAndVector(count: 7, size: 2, vectorSize: 3),
    ])
  func inputs(input: SequenceModelConfiguration.Input) throws {
    let scratch = try Scratch()
    let path = scratch.path("\(input).safetensors")
    let model: SequenceModel<Double> = Self.model(GRUCell(), input: input)
    try model.save(to: path)
    let again = try SequenceModel<Double>(contentsOf: path)
    #expect(again.parameters.values == model.parameters.values)
    #expect(again.configuration.input == input)
    #expect(throws: CheckpointError.self) { try SequenceModel<Float>(contentsOf: path) }
  }

  @Test(
    "so does one of every loss",
    arguments: [
      Loss.crossEntropy, .crossEntropyOfDistributions, .halfSquaredError, .meanSquaredError,
      .absoluteError, .huber(delta: 0.5), .gaussian, .studentT(degreesOfFreedom: nil),
      .studentT(degreesOfFreedom: 4), .quantiles(at: [0.1, 0.9]), .logistic,
    ])
  func losses(loss: Loss) throws {
    let scratch = try Scratch()
    let path = scratch.path("loss.safetensors")
    var configuration = Self.model(GRUCell(), as: Float.self).configuration
    configuration.loss = loss
    var generator = RandomGenerator(seed: 5)
    let model = SequenceModel<Float>(
      configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    try model.save(to: path)
    let again = try SequenceModel<Float>(contentsOf: path)
    #expect(again.configuration.loss == loss && again.configuration.outputSize == 4)
    #expect(again.parameters.values == model.parameters.values)
    // A program that knows of no losses reads the files of symbols, and no others.
    let header = String(
      decoding: try Data(contentsOf: URL(filePath: path)).prefix(4000), as: UTF8.self)
    #expect(header.contains("loss") != loss.takesSymbols)
  }

  @Test("so does one whose readout reads a summary", arguments: ["mean", "maximum"])
  func summaries(name: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("summary.safetensors")
    let summary = try #require(SequenceModelConfiguration.Summary(rawValue: name))
    var configuration = Self.model(GRUCell(), as: Float.self).configuration
    (configuration.summary, configuration.residual) = (summary, false)
    let model = SequenceModel<Float>(zeros: configuration)
    try model.save(to: path)
    let again = try SequenceModel<Float>(contentsOf: path)
    #expect(again.configuration.summary == summary)
    #expect(again.initialState(batch: 1).shape == [2, 3, 1, 5])
  }

  @Test("a cell of one's own is handed in")
  func ownCell() throws {
    let scratch = try Scratch()
    let path = scratch.path("leaky.safetensors")
    let model: SequenceModel<Float> = Self.model(LeakyCell())
    try model.save(to: path)
    let again = try SequenceModel<Float>(contentsOf: path, cell: LeakyCell())
    #expect(again.parameters.values == model.parameters.values)
    for cell in [nil, GRUCell()] as [(any RecurrentCell)?] {
      let error = #expect(throws: CheckpointError.self) {
        try SequenceModel<Float>(contentsOf: path, cell: cell)
      }
      #expect(error?.path == path && "\(String(describing: error))".contains("LeakyCell"))
    }
  }
}
