public import TextModeling

/// Forecasts from every row of the test, each with all that came before it (rolling origin), beside
/// those of simple forecasters that were fitted to all that came before the test.
public struct Backtest: Sendable {
  /// A forecaster's errors.
  public struct Row: Sendable {
    /// `model`, or the kind of the simple forecaster.
    public let name: String
    /// Over all steps of the horizon.
    public internal(set) var errors: ForecastErrors
    /// Of each step of the horizon.
    public internal(set) var steps: [ForecastErrors]

    init(_ name: String, horizon: Int) {
      self.name = name
      errors = ForecastErrors()
      steps = Array(repeating: ForecastErrors(), count: horizon)
    }

    mutating func append(
      _ forecast: Double, _ interval: (Double, Double)?, step: Int, level: Double, actual: Double,
      scale: Double?
    ) {
      errors.append(forecast, interval: interval, level: level, actual: actual, scale: scale)
      steps[step].append(forecast, interval: interval, level: level, actual: actual, scale: scale)
    }
  }

  /// The model first, then the simple forecasters.
  public private(set) var rows: [Row]
  /// Rows from which a forecast was made.
  public private(set) var originCount = 0

  /// Measures a forecaster on the test of each series.
  public init(of forecaster: SeriesForecaster, on table: SeriesTable, split: SeriesSplit) {
    let (configuration, scaling) = (forecaster.configuration, forecaster.scaling)
    let (horizon, level) = (configuration.horizon, configuration.interval)
    let tail = (1 - level) / 2
    let first = split.validation
    var model = Row("model", horizon: horizon)
    var origins = 0
    forecaster.forEachForecast(table, before: split.test, from: first.map { $0 - 1 }) {
      index, _, values, encoder, output in
      guard encoder.canForecast else { return }
      origins += 1
      for (target, values) in values.enumerated() {
        let scale = scaling.targets[table.series[index].name ?? ""]?[target].seasonalStep
        for (step, actual) in values.enumerated() where !actual.isNaN {
          let found = forecaster.predicted(output, step: step, target: target)
          func value(_ answer: Double) -> Double {
            encoder.value(answer, step: step, target: target)
          }
          model.append(
            value(found.value),
            found.hasInterval
              ? (value(found.quantile(tail)), value(found.quantile(1 - tail))) : nil,
            step: step, level: level, actual: actual, scale: scale)
        }
      }
    }
    originCount = origins
    rows = [model]
    for kind in SeriesBaseline.Kind.allCases {
      var row = Row(kind.rawValue, horizon: horizon)
      for (index, series) in table.series.enumerated() {
        for (target, values) in series.targets.enumerated() {
          Self.measure(
            kind, Array(values[..<split.test[index]]), from: first[index], scaling.period, level,
            scale: scaling.targets[series.name ?? ""]?[target].seasonalStep, into: &row)
        }
      }
      if row.errors.count == model.errors.count { rows.append(row) }
    }
  }

  /// Adds the errors of a simple forecaster over the values from place `first` on; its interval is
  /// that of its errors before.
  private static func measure(
    _ kind: SeriesBaseline.Kind, _ values: [Double], from first: Int, _ period: Int,
    _ level: Double, scale: Double?, into row: inout Row
  ) {
    guard
      var filter = SeriesBaseline(kind, fitting: Array(values[..<first]), period: period)
    else { return }
    let horizon = row.steps.count
    var before = [[Double]](repeating: [], count: horizon)
    let tail = (1 - level) / 2
    var intervals: [(Double, Double)] = []
    for (place, value) in values.enumerated() {
      filter.observe(value)
      let steps = min(horizon, values.count - place - 1)
      guard steps > 0 else { break }
      if place == first - 1 {
        intervals = before.map { errors in
          let sorted = errors.sorted()
          return (
            ForecastErrors.quantile(tail, of: sorted), ForecastErrors.quantile(1 - tail, of: sorted)
          )
        }
      }
      for (step, forecast) in filter.forecasts(steps).enumerated() {
        let actual = values[place + 1 + step]
        guard !actual.isNaN, !forecast.isNaN else { continue }
        if place < first - 1 {
          if place + 1 + step < first { before[step].append(actual - forecast) }
          continue
        }
        let (lower, upper) = intervals[step]
        row.append(
          forecast, lower.isNaN ? nil : (forecast + lower, forecast + upper), step: step,
          level: level, actual: actual, scale: scale)
      }
    }
  }
}
