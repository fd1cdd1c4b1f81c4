import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// A model and a long batch on which estimators are to agree.
struct ExactSetting: Sendable, CustomTestStringConvertible {
  enum Input: Sendable {
    case symbols, vectors, embedding, tied, both
  }

  var cell: NamedCell
  var layers: Int
  var input: Input
  var residual: Bool
  var loss: Loss
  var summary: SequenceModelConfiguration.Summary
  var steps: Int
  var batchSize: Int

  /// 200 steps; of cells written as equations, which are slow in debug builds, 60.
  init(
    cell: NamedCell, layers: Int = 1, input: Input = .symbols, residual: Bool = false,
    loss: Loss = .crossEntropy, summary: SequenceModelConfiguration.Summary = .last,
    steps: Int? = nil, batchSize: Int = 2
  ) {
    self.cell = cell
    self.layers = layers
    self.input = input
    self.residual = residual
    self.loss = loss
    self.summary = summary
    self.steps = steps ?? (cell.cell is any CellEquations ? 60 : 200)
    self.batchSize = batchSize
  }

  var testDescription: String {
    "\(cell.name), \(layers) layers, \(input)\(residual ? ", residual" : ""), \(loss)"
  }

  static let hiddenSize = 3
  static let vectorSize = 2

  var configuration: SequenceModelConfiguration {
    var result = Fixture.configuration(cell.cell, layers: layers, hiddenSize: Self.hiddenSize)
    switch input {
    case .symbols: break
    case .vectors: result.input = .vectors(Self.vectorSize)
    case .embedding: result.input = .embedding(count: Fixture.vocabularySize, size: 2)
    case .both:
      result.input = .embeddingAndVector(
        count: Fixture.vocabularySize, size: 3, vectorSize: Self.vectorSize)
    case .tied:
      result.input = .embedding(count: Fixture.vocabularySize, size: Self.hiddenSize)
      result.tiedReadout = true
    }
    result.residual = residual
    result.summary = summary
    return Fixture.configuration(result, predicting: loss)
  }

  var model: SequenceModel<Double> { Fixture.model(configuration) }

  /// Random input; some sequences pause, some losses are missing, some sequences begin anew.
  var batch: Batch {
    var generator = RandomGenerator(seed: 8)
    let count = steps * batchSize
    var batch = Fixture.batch(steps: steps, batchSize: batchSize)
    if input == .vectors || input == .both {
      let vectors = (0..<count * Self.vectorSize).map { _ in generator.normal() }
      batch =
        input == .both
        ? Batch(tokens: batch.tokens, vectors: vectors, targets: batch.targets)
        : Batch(vectors: vectors, targets: batch.targets)
    }
    if input != .vectors {
      for index in 0..<count where generator.index(below: 20) == 0 { batch.tokens[index] = -1 }
    }
    batch.mask = (0..<count).map { _ in generator.index(below: 10) > 0 }
    batch.resets = (0..<count).map { _ in generator.index(below: 60) == 0 }
    for index in 0..<count where batch.mask?[index] == false || generator.index(below: 5) == 0 {
      batch.targets[index] = -1
    }
    return Fixture.batch(batch, predicting: loss)
  }

  /// The gradient of the mean loss over the batch, which `make` an estimator for so many steps runs
  /// in pieces of `length`.
  func gradient<Estimator: SequenceEstimator<Double>>(
    in length: Int? = nil, labelSmoothing: Double = 0,
    _ make: (SequenceModel<Double>, Int) -> Estimator
  ) -> Found {
    let (model, batch) = (model, batch)
    let length = length ?? steps
    let estimator = make(model, length)
    var weights = 0.0
    var found = Found(
      lossSum: 0, gradient: Array(repeating: 0, count: model.layout.count),
      // A summary has counted no steps yet.
      state: summary == .last
        ? Fixture.state(model, batchSize: batchSize) : model.initialState(batch: batchSize))
    for first in stride(from: 0, to: steps, by: length) {
      let part = batch.steps(first..<first + length, batchSize: batchSize)
      let report = estimator.run(
        part, state: &found.state, start: first, labelSmoothing: labelSmoothing)
      found.lossSum += report.lossSum
      weights += report.targetWeight
      for (index, value) in estimator.gradient.array.enumerated() {
        found.gradient[index] += report.targetWeight * value
      }
    }
    found.gradient = found.gradient.map { $0 / weights }
    return found
  }

  struct Found {
    var lossSum: Double
    var gradient: [Double]
    var state: Tensor<Double>
  }

  func expectEqual(
    _ found: Found, _ expected: Found, limit: Double = 1e-12,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (found.lossSum - expected.lossSum).magnitude <= 1e-13 * expected.lossSum.magnitude,
      sourceLocation: location)
    #expect(
      Fixture.difference(found.state.values, expected.state.values) <= 1e-13,
      sourceLocation: location)
    for block in model.layout.blocks {
      let own = Array(expected.gradient[block.range])
      let difference = Fixture.difference(Array(found.gradient[block.range]), own)
      #expect(own.contains { $0 != 0 }, "\(block.name) is zero", sourceLocation: location)
      #expect(difference <= limit, "\(block.name): \(difference)", sourceLocation: location)
    }
  }
}
