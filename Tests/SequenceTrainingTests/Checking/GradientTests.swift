import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Gradients against central differences")
struct GradientTests {
  private let pool = WorkerPool(threads: 1)
  private let steps = 4
  private let batchSize = 2

  private func expectGradients(
    _ configuration: SequenceModelConfiguration, _ batch: Batch, labelSmoothing: Double = 0
  ) {
    let model = Fixture.model(configuration)
    let report = checkGradients(
      model, batch, batchSize: batchSize, state: Fixture.state(model, batchSize: batchSize),
      labelSmoothing: labelSmoothing, dropoutSeed: 5, pool: pool)
    #expect(report.blocks.map(\.name) == model.layout.blocks.map(\.name))
    for block in report.blocks {
      #expect(block.relativeError <= 1e-7, "\(block.name): \(block.relativeError)")
      #expect(block.largestGradient > report.floor, "\(block.name): a gradient too small to tell")
    }
  }

  private var batch: Batch { Fixture.batch(steps: steps, batchSize: batchSize) }

  @Test("Every block of every cell, one-hot input", arguments: NamedCell.all, 1...3)
  func cells(cell: NamedCell, layers: Int) {
    // In three layers of three units some gradients of this cell are too small to tell.
    let hiddenSize = cell.name == "LSTM capped, peepholes" ? 4 : 3
    expectGradients(
      Fixture.configuration(cell.cell, layers: layers, hiddenSize: hiddenSize), batch)
  }

  @Test("Input by embedding", arguments: NamedCell.all)
  func embedding(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell, layers: 2)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 2)
    expectGradients(configuration, batch)
  }

  @Test("Input by embedding with a vector beside it", arguments: NamedCell.all)
  func embeddingAndVector(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell, layers: 2)
    configuration.input = .embeddingAndVector(
      count: Fixture.vocabularySize, size: 2, vectorSize: 3)
    var generator = RandomGenerator(seed: 9)
    var mixed = batch
    mixed.vectors = (0..<3 * mixed.tokens.count).map { _ in generator.normal() }
    mixed.tokens[1] = -1
    expectGradients(configuration, mixed)
  }

  @Test("Output feedback", arguments: NamedCell.readingOutput)
  func outputFeedback(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell)
    expectGradients(configuration, batch, labelSmoothing: 0.1)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 2)
    configuration.dropout = 0.3
    expectGradients(configuration, batch)
  }

  @Test("Readout tied to the embedding", arguments: NamedCell.all)
  func tied(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 3)
    configuration.tiedReadout = true
    expectGradients(configuration, batch)
  }

  @Test("Residual connections", arguments: NamedCell.all)
  func residual(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell, layers: 3)
    configuration.residual = true
    expectGradients(configuration, batch)
  }

  @Test(
    "Dropout with fixed masks, with and without residual connections", arguments: [false, true])
  func dropout(residual: Bool) {
    var configuration = Fixture.configuration(LSTMCell(peepholes: true), layers: 2, hiddenSize: 5)
    configuration.dropout = 0.4
    configuration.residual = residual
    expectGradients(configuration, batch)
  }

  // A rectifier's units may all be silent.
  @Test(
    "A readout of all layers and the symbol",
    arguments: NamedCell.all.filter { $0.name != "RNN ReLU" }, [0, 0.3])
  func readoutSource(cell: NamedCell, dropout: Double) {
    var configuration = Fixture.configuration(cell.cell, layers: 3, hiddenSize: 4)
    configuration.readoutSource = .all
    configuration.dropout = dropout
    expectGradients(configuration, batch)
    configuration.input = .embedding(count: Fixture.vocabularySize, size: 3)
    configuration.readoutSource = .layers
    expectGradients(configuration, batch)
  }

  @Test("Dropped recurrent weights", arguments: NamedCell.all + [.jordan])
  func weightDrop(cell: NamedCell) {
    var configuration = Fixture.configuration(cell.cell, layers: 2, hiddenSize: 4)
    configuration.regularization.weightDrop = 0.3
    expectGradients(configuration, batch)
  }

  @Test("Everything dropped at once, by masks of steps and of sequences", arguments: 0..<8)
  func regularization(number: Int) {
    var configuration = Fixture.configuration(LSTMCell(), layers: 2, hiddenSize: 5)
    configuration.dropout = 0.3
    configuration.regularization = Regularization(
      weightDrop: 0.2, dropoutMask: number % 2 == 0 ? .step : .sequence, inputDropout: 0.2,
      embeddingDropout: 0.2)
    var batch = batch
    let count = Fixture.vocabularySize
    switch number / 2 {
    case 1: configuration.input = .embedding(count: count, size: 4)
    case 2:
      configuration.input = .embedding(count: count, size: 5)
      configuration.tiedReadout = true
    case 3:
      configuration.input = .embeddingAndVector(count: count, size: 4, vectorSize: 3)
      var generator = RandomGenerator(seed: 9)
      batch.vectors = (0..<3 * batch.tokens.count).map { _ in generator.normal() }
    default: break
    }
    expectGradients(configuration, batch)
  }

  @Test("Label smoothing")
  func labelSmoothing() {
    expectGradients(Fixture.configuration(GRUCell()), batch, labelSmoothing: 0.2)
  }

  @Test("Every loss of values, some missing, with weights", arguments: Fixture.valueLosses)
  func losses(loss: Loss) {
    var symbols = batch
    symbols.targets[5] = -1
    let values = Fixture.batch(symbols, predicting: loss)
    for (cell, layers) in [(NamedCell.builtIn[3], 1), (NamedCell.builtIn[4], 2)] {
      var configuration = Fixture.configuration(cell.cell, layers: layers)
      configuration.residual = layers > 1
      expectGradients(
        Fixture.configuration(configuration, predicting: loss), values,
        labelSmoothing: loss == .crossEntropyOfDistributions ? 0.1 : 0)
    }
  }

  @Test("Mean and maximum over time, of sequences that pause", arguments: NamedCell.all)
  func summaries(cell: NamedCell) {
    var batch = batch
    batch.mask = [true, false, false, true, true, true, true, false]
    for (index, takes) in (batch.mask ?? []).enumerated() where !takes { batch.targets[index] = -1 }
    for summary in [SequenceModelConfiguration.Summary.mean, .maximum] {
      for layers in 1...2 {
        var configuration = Fixture.configuration(cell.cell, layers: layers)
        configuration.summary = summary
        // A given state has a count of steps, which is random here and none.
        let model = Fixture.model(configuration)
        let report = checkGradients(model, batch, batchSize: batchSize, pool: pool)
        #expect(report.largestError <= 1e-7, "\(summary), \(layers) layers: \(report)")
      }
    }
  }

  @Test("Weights of symbols")
  func weights() {
    var batch = batch
    batch.weights = batch.tokens.indices.map { 0.25 * Double($0) }
    expectGradients(Fixture.configuration(GRUCell()), batch, labelSmoothing: 0.1)
  }

  @Test("Sequences that end early, pause and begin late", arguments: NamedCell.all)
  func masks(cell: NamedCell) {
    var batch = batch
    batch.mask = [true, false, false, true, true, true, true, false]
    for (index, takes) in (batch.mask ?? []).enumerated() where !takes { batch.targets[index] = -1 }
    expectGradients(Fixture.configuration(cell.cell, layers: 2), batch)
  }

  @Test("Steps without a token, and predictions of which only some count")
  func absentTokens() {
    var batch = batch
    batch.tokens[3] = -1
    batch.tokens[4] = -1
    batch.targets[2] = -1
    expectGradients(Fixture.configuration(GRUCell(), layers: 2), batch)
    var embedded = Fixture.configuration(GRUCell(), layers: 2)
    embedded.input = .embedding(count: Fixture.vocabularySize, size: 2)
    expectGradients(embedded, batch)
  }

  @Test("A wrong gradient is found")
  func wrong() {
    let model = Fixture.model(Fixture.configuration(FlawedCell(flaw: .sign)))
    let report = checkGradients(model, batch, batchSize: batchSize, pool: pool)
    #expect(report.largestError > 1e-3)
  }
}
