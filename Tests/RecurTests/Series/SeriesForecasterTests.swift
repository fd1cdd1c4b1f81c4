import Foundation
import Recur
import Testing

@testable import Recur

@Suite("Forecasters of series")
struct SeriesForecasterTests {
  /// A season of twelve months on a trend.
  static func table(_ rows: Int = 120, future: Int = 0) throws -> SeriesTable {
    var generator = RandomGenerator(seed: 9)
    let lines = (0..<rows + future).map { row in
      let value = 50 + 0.4 * Double(row) + 8 * sin(Double(row) * 0.52) + 2 * generator.normal()
      return "\(1990 + row / 12)-\(row % 12 < 9 ? "0" : "")\(row % 12 + 1),"
        + (row < rows ? "\(value)" : "") + ",\(row % 12 == 11 ? 1 : 0)"
    }
    return try SeriesTable(
      CSVTable(text: (["month,y,holiday"] + lines).joined(separator: "\n")),
      columns: SeriesColumns(
        time: "month", targets: ["y"], known: ["holiday"], calendar: [.month]))
  }

  static func forecaster(
    _ table: SeriesTable, horizon: Int = 3, loss: Loss = .gaussian
  ) throws -> (SeriesForecaster, SeriesSplit) {
    let split = try SeriesSplit(of: table, horizon: horizon)
    var generator = RandomGenerator(seed: 1)
    return (
      try SeriesForecaster(
        SeriesForecaster.Configuration(
          columns: table.columns, horizon: horizon, loss: loss, hiddenSize: 4),
        of: table, split: split, using: &generator), split
    )
  }

  @Test("Before it is trained it forecasts as the simple forecaster does")
  func untrained() throws {
    let table = try Self.table()
    let (forecaster, split) = try Self.forecaster(table)
    let backtest = Backtest(of: forecaster, on: table, split: split)
    let scaling = forecaster.scaling
    #expect(scaling.period == 12)
    let series = table.series[0]
    var filter = try #require(scaling.targets[""]?[0].baseline)
    var errors = ForecastErrors()
    for row in 0..<split.test[0] {
      filter.observe(scaling.transformed(series.targets[0][row]))
      for (step, forecast) in filter.forecasts(3).enumerated()
      where row >= split.validation[0] - 1 && row + 1 + step < split.test[0] {
        errors.append(scaling.restored(forecast), actual: series.targets[0][row + 1 + step])
      }
    }
    #expect(backtest.rows[0].errors.count == errors.count)
    #expect((backtest.rows[0].errors.mae - errors.mae).magnitude < 1e-9)
  }

  @Test("Every simple forecaster is measured on the same values")
  func sameValues() throws {
    let table = try Self.table()
    let (forecaster, split) = try Self.forecaster(table)
    let backtest = Backtest(of: forecaster, on: table, split: split)
    #expect(
      Set(backtest.rows.map(\.name)).isSuperset(of: [
        "model", "mean", "last-value", "seasonal-naive", "autoregression", "holt-winters",
      ]))
    #expect(Set(backtest.rows.map(\.errors.count)).count == 1)
    #expect(backtest.rows[0].steps.map(\.count) == [18, 17, 16])
  }

  @Test(
    "Training makes the loss less, whatever is predicted",
    arguments: [
      Loss.gaussian, .studentT(degreesOfFreedom: nil), .quantiles(at: [0.05, 0.5, 0.95]),
      .halfSquaredError, .absoluteError, .huber(delta: 1),
    ])
  func training(loss: Loss) throws {
    let table = try Self.table()
    var (forecaster, split) = try Self.forecaster(table, loss: loss)
    let windows = SeriesWindows(
      forecaster, table, from: [0], before: split.training)
    func measured() -> Double {
      let evaluator = Evaluator(
        PackedSequenceModel(forecaster.network, trains: false), batchSize: 1, sequenceLength: 20,
        pool: WorkerPool(threads: 1))
      return evaluator.meanLoss(of: windows)
    }
    let before = measured()
    var generator = RandomGenerator(seed: 2)
    // Without validation the last weights are kept.
    split = try SeriesSplit(of: table, horizon: 3, validationFraction: 0)
    try forecaster.train(
      on: table, split: split, epochs: 2, batchSize: 4, sequenceLength: 20, using: &generator)
    #expect(measured() < before)
  }

  @Test("A saved forecaster forecasts the same, with the interval of its errors too")
  func saved() throws {
    let scratch = try Scratch()
    let table = try Self.table(120, future: 8)
    for loss in [Loss.gaussian, .halfSquaredError] {
      var (forecaster, split) = try Self.forecaster(table, loss: loss)
      var generator = RandomGenerator(seed: 2)
      try forecaster.train(
        on: table, split: split, epochs: 1, batchSize: 2, sequenceLength: 12, using: &generator)
      try forecaster.save(to: scratch.path("f"))
      let again = try SeriesForecaster(contentsOf: scratch.path("f"))
      var (one, other) = (RandomGenerator(seed: 3), RandomGenerator(seed: 3))
      let forecasts = try forecaster.forecasts(of: table, steps: 5, using: &one)
      #expect(
        try forecasts[0].targets == again.forecasts(of: table, steps: 5, using: &other)[0].targets)
      #expect(forecasts[0].times.map(\.description).first == "2000-01")
      for value in forecasts[0].targets[0] {
        #expect(value.lower < value.upper)
        #expect(loss != .gaussian || value.lower < value.value && value.value < value.upper)
      }
    }
  }

  @Test("Rows of the future that lack what should be known of them are asked for")
  func missingKnown() throws {
    let table = try Self.table(120, future: 2)
    let (forecaster, _) = try Self.forecaster(table)
    var generator = RandomGenerator(seed: 3)
    #expect(
      throws: SeriesError.missingKnown(
        path: "", series: nil, name: "holiday", needed: 3, found: 2)
    ) { try forecaster.forecasts(of: table, steps: 3, using: &generator) }
  }

  @Test("Scales know the training part alone")
  func scaledByTraining() throws {
    let lines = (0..<100).map { "\($0 < 70 ? $0 % 7 : 1000 * $0)" }
    let table = try SeriesTable(
      CSVTable(text: (["y"] + lines).joined(separator: "\n")),
      columns: SeriesColumns(targets: ["y"]))
    let (forecaster, split) = try Self.forecaster(table, horizon: 1)
    #expect(split.training == [70] && split.validation == [85] && split.test == [100])
    let target = try #require(forecaster.scaling.targets[""]?[0])
    #expect(target.mean == 3 && target.deviation == 2)
  }

  @Test("A target that never changes, and one without values, are refused")
  func constant() throws {
    func error(_ value: String) throws -> SeriesError? {
      let text = (["y"] + Array(repeating: value, count: 40) + ["1", "2"]).joined(separator: "\n")
      let table = try SeriesTable(
        CSVTable(text: text, format: CSVFormat(missing: ["NA"])),
        columns: SeriesColumns(targets: ["y"]))
      return #expect(throws: SeriesError.self) { try Self.forecaster(table, horizon: 1) }
    }
    #expect(try error("5") == .constantTarget(path: "", name: "y", value: 5))
    #expect(try error("NA") == .emptyTarget(path: "", name: "y"))
  }
}

@Suite("Predicted values")
struct PredictedValueTests {
  @Test("The normal quantile is that of the tables")
  func normal() {
    #expect((PredictedValue.normalQuantile(0.975) - 1.959963984540054).magnitude < 1e-8)
    #expect((PredictedValue.normalQuantile(0.01) + 2.3263478740408408).magnitude < 1e-8)
    #expect(PredictedValue.normalQuantile(0.5).magnitude < 1e-12)
  }

  @Test(
    "The Student quantile is within a percent of the tables",
    arguments: [
      (0.975, 2.0, 4.302653), (0.95, 2, 2.919986), (0.95, 3, 2.353363), (0.975, 5, 2.570582),
      (0.9, 30, 1.310415),
    ])
  func student(level: Double, degrees: Double, expected: Double) {
    let found = PredictedValue.studentQuantile(level, degreesOfFreedom: degrees)
    #expect((found / expected - 1).magnitude < 0.01)
    let low = PredictedValue.studentQuantile(1 - level, degreesOfFreedom: degrees)
    #expect((low + found).magnitude < 1e-6)
  }

  @Test("Outputs lie parameter by parameter, quantiles in between")
  func outputs() {
    let gaussian = PredictedValue([1, 2, 0.5, 3], index: 1, count: 2, loss: .gaussian)
    #expect(gaussian.value == 2 && (gaussian.quantile(0.975) - 7.879892).magnitude < 1e-5)
    let quantiles = PredictedValue(
      [0, 1, 3], index: 0, count: 1, loss: .quantiles(at: [0.1, 0.5, 0.9]))
    #expect(quantiles.value == 1)
    #expect((quantiles.quantile(0.9) - 3).magnitude < 1e-9)
    #expect(quantiles.quantile(0.99) > 3 && quantiles.quantile(0.01) < 0)
    let point = PredictedValue([7], index: 0, count: 1, loss: .halfSquaredError)
    #expect(!point.hasInterval && point.quantile(0.9) == 7)
    let measured = PredictedValue(
      [7], index: 0, count: 1, loss: .halfSquaredError, errors: [-1, 0, 1])
    #expect(measured.hasInterval && measured.quantile(0.75) == 7.5)
  }
}
