internal import Foundation
package import TextModeling

extension SeriesScaling {
  /// What the training part of each series says.
  ///
  /// - Parameters:
  ///   - rows: the rows of each series that are trained on, from its first.
  ///   - period: steps of the season; nil: found.
  ///   - baseline: the simple forecaster; nil: the one of the least error in training.
  ///   - isLogarithmic: whether logarithms are forecast; nil: where that makes the error less.
  /// - Throws: ``TextModeling/SeriesError`` for a target that is constant or has no value.
  package init(
    _ table: SeriesTable, rows: [Int], horizon: Int, period: Int? = nil,
    baseline: SeriesBaseline.Kind? = nil, isLogarithmic: Bool? = nil
  ) throws(SeriesError) {
    self.horizon = horizon
    try Self.requireChange(table, rows)
    let longest = rows.indices.max { rows[$0] < rows[$1] } ?? 0
    let series = table.series[longest]
    let found =
      period
      ?? SeriesBaseline.period(
        of: Array(series.targets[0][..<rows[longest]]), step: table.step,
        isOnCalendar: series.times.first?.isOnCalendar ?? false)
    self.period = found
    let parts = zip(table.series, rows).map { series, count in
      series.targets.map { Array($0[..<count]) }
    }
    let isPositive = parts.joined().joined().allSatisfy { $0.isNaN || $0 > 0 }
    let kinds =
      baseline.map { [$0] } ?? [.lastValue, .seasonalNaive, .autoregression, .holtWinters]
    let logarithms = isLogarithmic.map { [$0] } ?? (isPositive ? [false, true] : [false])
    var best: (error: Double, kind: SeriesBaseline.Kind, isLogarithmic: Bool)?
    for isLogarithmic in logarithms {
      for kind in kinds {
        let error = Self.error(
          of: kind, parts, isLogarithmic: isLogarithmic, horizon: horizon, period: found)
        if let error, error < best?.error ?? .infinity { best = (error, kind, isLogarithmic) }
      }
    }
    self.baseline = best?.kind ?? .lastValue
    self.isLogarithmic = best?.isLogarithmic ?? false
    areGappy = table.columns.targets.indices.map { target in
      parts.contains { $0[target].contains(where: \.isNaN) }
    }
    func columns(_ values: KeyPath<SeriesTable.Series, [[Double]]>, _ count: Int) -> [Column] {
      (0..<count).map { column in
        Column(
          zip(table.series, rows).flatMap { Array($0[keyPath: values][column][..<$1]) })
      }
    }
    features = columns(\.features, table.columns.features.count)
    known = columns(\.known, table.columns.known.count)
    targets = [:]
    for (series, part) in zip(table.series, parts) {
      targets[series.name ?? ""] = part.map { target($0) }
    }
  }

  /// The scales of the training part of one target.
  private func target(_ values: [Double]) -> Target {
    let z = values.map(transformed)
    let column = Column(z)
    let filter =
      SeriesBaseline(baseline, fitting: z, period: period)
      ?? SeriesBaseline(.lastValue, fitting: z, period: 1)
    var errors = [Double](repeating: column.deviation, count: horizon)
    if let filter {
      var (sums, counts) = (
        [Double](repeating: 0, count: horizon), [Int](repeating: 0, count: horizon)
      )
      Self.forEachForecast(filter, z, horizon: horizon, from: 0) { step, forecast, actual in
        sums[step] += (actual - forecast) * (actual - forecast)
        counts[step] += 1
      }
      for step in 0..<horizon where counts[step] > 0 && sums[step] > 0 {
        // Of a series without any error the rest is rounding.
        errors[step] = max(
          (sums[step] / Double(counts[step])).squareRoot(), 1e-6 * column.deviation)
      }
      return Target(
        mean: column.mean, deviation: column.deviation, baseline: filter, errors: errors,
        seasonalStep: ForecastErrors.seasonalStep(of: values, period: period))
    }
    preconditionFailure("the last value has no weights to be fitted")
  }

  /// The mean error of a kind of forecaster over the last third of each part, in parts of each
  /// one's deviation, fitted to what comes before; nil where it has no forecasts.
  private static func error(
    of kind: SeriesBaseline.Kind, _ parts: [[[Double]]], isLogarithmic: Bool, horizon: Int,
    period: Int
  ) -> Double? {
    var (sum, count) = (0.0, 0)
    for values in parts.joined() {
      let z = isLogarithmic ? values.map { log($0) } : values
      let first = 2 * z.count / 3
      guard let filter = SeriesBaseline(kind, fitting: Array(z[..<first]), period: period) else {
        return nil
      }
      let deviation = Column(values).deviation
      forEachForecast(filter, z, horizon: horizon, from: first - 1) { _, forecast, actual in
        let error = isLogarithmic ? exp(actual) - exp(forecast) : actual - forecast
        sum += error.magnitude / deviation
        count += 1
      }
    }
    return count > 0 && sum.isFinite ? sum / Double(count) : nil
  }

  /// Calls `body` with every forecast that a filter makes from place `first` on, the step from 0.
  private static func forEachForecast(
    _ filter: SeriesBaseline, _ values: [Double], horizon: Int, from first: Int,
    _ body: (_ step: Int, _ forecast: Double, _ actual: Double) -> Void
  ) {
    var filter = filter
    for (place, value) in values.enumerated() {
      filter.observe(value)
      guard place >= first, place + 1 < values.count else { continue }
      let steps = min(horizon, values.count - place - 1)
      for (step, forecast) in filter.forecasts(steps).enumerated() {
        let actual = values[place + 1 + step]
        if !forecast.isNaN, !actual.isNaN { body(step, forecast, actual) }
      }
    }
  }

  private static func requireChange(
    _ table: SeriesTable, _ rows: [Int]
  ) throws(SeriesError) {
    for (target, name) in table.columns.targets.enumerated() {
      let values = zip(table.series, rows).flatMap { Array($0.targets[target][..<$1]) }
        .filter { !$0.isNaN }
      guard let first = values.first else { throw .emptyTarget(path: table.path, name: name) }
      guard values.contains(where: { $0 != first }) else {
        throw .constantTarget(path: table.path, name: name, value: first)
      }
    }
  }
}
