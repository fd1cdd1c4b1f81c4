public import SequenceTraining
public import TensorCore
public import TextModeling

extension SeriesForecaster {
  /// Trains on the training part of a table, and keeps the weights of the least validation loss.
  ///
  /// - Parameters:
  ///   - epochs: passes over the training part, of at least 20 updates each.
  ///   - batchSize: B, windows side by side.
  ///   - sequenceLength: T, rows of a window.
  ///   - updates: what is done with the gradient.
  ///   - generator: draws the windows.
  /// - Throws: `TrainingError` for a loss that is not finite.
  public mutating func train(
    on table: SeriesTable, split: SeriesSplit, epochs: Int = 50, batchSize: Int = 16,
    sequenceLength: Int = 48, updates: UpdateOptions = UpdateOptions(),
    threads: Int = 1, using generator: inout RandomGenerator
  ) throws(TrainingError) {
    let pool = WorkerPool(threads: threads)
    let trainer = Trainer(
      network, batchSize: batchSize, sequenceLength: sequenceLength, updates: updates, pool: pool)
    let windows = SeriesWindows(
      self, table, from: split.training.map { _ in 0 }, before: split.training)
    let held = SeriesWindows(self, table, from: split.training, before: split.validation)
    let evaluator = Evaluator(
      trainer.packedModel, batchSize: 1, sequenceLength: sequenceLength, pool: pool)
    var stopping = EarlyStopping()
    for _ in 0..<epochs {
      for _ in 0..<windows.updatesPerEpoch(batchSize: batchSize, length: sequenceLength) {
        try trainer.update(
          windows.batch(batchSize, length: sequenceLength, using: &generator))
      }
      if split.shortest.validation == 0 || stopping.observe(evaluator.meanLoss(of: held)) {
        network = trainer.model
      }
    }
    measureErrors(on: table, split: split)
  }

  /// Finds the quantiles of the errors on what is held out, of a loss without a distribution.
  package mutating func measureErrors(on table: SeriesTable, split: SeriesSplit) {
    errors = []
    guard !predicted(outputOfZeros, step: 0, target: 0).hasInterval else { return }
    var found = [[Double]](repeating: [], count: configuration.answerSize)
    let count = configuration.columns.targets.count
    forEachForecast(
      table, before: split.validation, from: split.training.map { max($0 - 1, 0) }
    ) { _, _, values, encoder, output in
      for (index, answer) in encoder.answers(values).enumerated() where !answer.isNaN {
        found[index].append(
          answer - predicted(output, step: index / count, target: index % count).value)
      }
    }
    guard found.allSatisfy({ $0.count >= Self.leastErrors }) else { return }
    errors = found.map { values in
      let sorted = values.sorted()
      return (0...40).map { ForecastErrors.quantile(Double($0) / 40, of: sorted) }
    }
  }

  /// The errors of the forecasts of what is validated on.
  package func validationErrors(on table: SeriesTable, split: SeriesSplit) -> ForecastErrors {
    var errors = ForecastErrors()
    forEachForecast(
      table, before: split.validation, from: split.training.map { max($0 - 1, 0) }
    ) { index, _, values, encoder, output in
      for (target, values) in values.enumerated() {
        for (step, actual) in values.enumerated() where !actual.isNaN {
          let found = predicted(output, step: step, target: target)
          errors.append(
            encoder.value(found.value, step: step, target: target), actual: actual,
            scale: scaling.targets[table.series[index].name ?? ""]?[target].seasonalStep)
        }
      }
    }
    return errors
  }

  /// The least errors that say anything of their quantiles.
  private static let leastErrors = 8

  private var outputOfZeros: [Double] {
    Array(repeating: 0, count: configuration.loss.outputCount(for: configuration.answerSize))
  }

  /// Runs along each series from a state of zeros, and calls `body` with the output of the network
  /// after each row from `starts` on that has a row behind it before `ends`.
  ///
  /// - Parameter body: the index of the series, the row, the values of the next rows
  ///   [targets][H], the encoder after the row, and the output.
  func forEachForecast(
    _ table: SeriesTable, before ends: [Int], from starts: [Int],
    _ body: (Int, Int, [[Double]], SeriesEncoder, [Double]) -> Void
  ) {
    let stream = network.stream()
    let zeros = network.initialState(batch: 1)
    for (index, series) in table.series.enumerated() where ends[index] > 1 {
      stream.state = zeros
      var encoder = SeriesEncoder(scaling, series: series.name)
      for row in 0..<ends[index] - 1 {
        encoder.observe(series, row: row)
        let output = stream.output(
          after: encoder.input(series, row: row, configuration.columns, step: table.step))
        guard row >= starts[index] else { continue }
        let values = series.targets(
          after: row, horizon: configuration.horizon, before: ends[index])
        body(index, row, values, encoder, output)
      }
    }
  }
}

extension SequenceModel where S == Float {
  func stream(rows: Int = 1) -> SequenceStream<Float> { SequenceStream(self, rows: rows) }
}

extension SequenceStream {
  /// What is predicted after an input of a stream of one row.
  func output(after input: [Double]) -> [Double] {
    predictions(after: [input.isEmpty ? [0] : input]).map { Double($0) }
  }
}
