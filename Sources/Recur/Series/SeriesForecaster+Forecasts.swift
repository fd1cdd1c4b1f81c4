internal import SequenceModels
public import TensorCore
public import TextModeling

/// What comes after the last row of a series.
public struct SeriesForecast: Sendable {
  /// A value with its interval.
  public struct Value: Sendable, Hashable {
    public let value: Double
    /// The ends of the interval; NaN where the model does not know it.
    public let lower: Double
    public let upper: Double
  }

  /// What the column of series says; nil of a table that is one.
  public let name: String?
  /// The moments; empty of a series without.
  public let times: [SeriesTime]
  /// The values of each target, step by step.
  public let targets: [[Value]]
}

extension SeriesForecaster {
  /// Forecasts what comes after the last row of each series.
  ///
  /// Steps beyond the horizon are forecast from forecasts: the interval is then that of paths which
  /// are drawn, value by value, from what the network predicts. Of features of the past the mean is
  /// taken there.
  ///
  /// - Parameters:
  ///   - steps: steps of each series.
  ///   - paths: paths that are drawn beyond the horizon.
  ///   - generator: draws them.
  /// - Throws: ``TextModeling/SeriesError`` for a series that was not trained on, one of too few
  ///   rows, and rows of the future that lack what should be known of them.
  public func forecasts(
    of table: SeriesTable, steps: Int, paths: Int = 200, using generator: inout RandomGenerator
  ) throws(SeriesError) -> [SeriesForecast] {
    try requireKnown(table)
    let columns = configuration.columns
    let horizon = configuration.horizon
    var result: [SeriesForecast] = []
    for series in table.series {
      let count = series.observedCount
      for (name, values) in zip(columns.known, series.known) {
        let found = (values.lastIndex { !$0.isNaN } ?? -1) + 1
        guard found >= count + steps else {
          throw .missingKnown(
            path: table.path, series: series.name, name: name, needed: steps,
            found: max(0, found - count))
        }
      }
      let stream = network.stream()
      var encoder = SeriesEncoder(scaling, series: series.name)
      var output: [Double] = []
      for row in 0..<count {
        encoder.observe(series, row: row)
        output = stream.output(
          after: encoder.input(series, row: row, columns, step: table.step))
      }
      guard encoder.canForecast else {
        throw .tooFewRows(
          path: table.path, series: series.name, needed: 2 * scaling.period + 2, found: count)
      }
      let values =
        steps <= horizon
        ? direct(output, encoder, steps: steps)
        : drawn(
          series, table, from: count, state: stream.state, output, encoder, steps: steps,
          paths: paths, using: &generator)
      let last = count > 0 && count <= series.times.count ? series.times[count - 1] : nil
      result.append(
        SeriesForecast(
          name: series.name,
          times: last.flatMap { last in
            table.step.map { step in (1...steps).map { step.time($0, after: last) } }
          } ?? [], targets: values))
    }
    return result
  }

  /// Stops at a series that the model does not know.
  package func requireKnown(_ table: SeriesTable) throws(SeriesError) {
    for series in table.series where scaling.targets[series.name ?? ""] == nil {
      throw .unknownSeries(path: table.path, series: series.name)
    }
  }

  private func direct(
    _ output: [Double], _ encoder: SeriesEncoder, steps: Int
  ) -> [[SeriesForecast.Value]] {
    let tail = (1 - configuration.interval) / 2
    return configuration.columns.targets.indices.map { target in
      (0..<steps).map { step in
        let found = predicted(output, step: step, target: target)
        func value(_ answer: Double) -> Double {
          encoder.value(answer, step: step, target: target)
        }
        return SeriesForecast.Value(
          value: value(found.value),
          lower: found.hasInterval ? value(found.quantile(tail)) : .nan,
          upper: found.hasInterval ? value(found.quantile(1 - tail)) : .nan)
      }
    }
  }

  /// Forecasts block by block of the horizon: one path of the forecasts themselves, beside paths
  /// that are drawn.
  private func drawn(
    _ series: SeriesTable.Series, _ table: SeriesTable, from first: Int, state: Tensor<Float>,
    _ output: [Double], _ encoder: SeriesEncoder, steps: Int, paths: Int,
    using generator: inout RandomGenerator
  ) -> [[SeriesForecast.Value]] {
    let columns = configuration.columns
    let count = predicted(output, step: 0, target: 0).hasInterval ? paths + 1 : 1
    let stream = network.stream(rows: count)
    stream.state = state.repeated(count)
    var encoders = Array(repeating: encoder, count: count)
    var outputs = Array(repeating: output, count: count)
    var direct = direct(output, encoder, steps: configuration.horizon)
    // [targets][steps][paths]
    var values = columns.targets.map { _ in [[Double]]() }
    var row = first
    while row < first + steps {
      let length = min(configuration.horizon, first + steps - row)
      var block = [[[Double]]](
        repeating: Array(
          repeating: Array(repeating: 0, count: count), count: configuration.horizon),
        count: columns.targets.count)
      for path in 0..<count {
        for step in 0..<configuration.horizon {
          for target in columns.targets.indices {
            let found = predicted(outputs[path], step: step, target: target)
            let answer = path == 0 ? found.value : found.quantile(generator.uniform())
            block[target][step][path] = encoders[path].value(answer, step: step, target: target)
          }
        }
      }
      for target in values.indices { values[target] += block[target][..<length] }
      for step in 0..<length {
        let known = series.known(after: row + step, horizon: configuration.horizon)
        let calendar = series.calendar(
          of: row + step + 1, columns.calendar, step: table.step)
        let inputs = encoders.indices.map { path in
          encoders[path].observe(
            targets: block.map { $0[step][path] },
            features: columns.features.map { _ in .nan })
          let input = encoders[path].input(known: known, calendar: calendar)
          return input.isEmpty ? [0] : input
        }
        let all = stream.predictions(after: inputs).map { Double($0) }
        let width = all.count / count
        outputs = (0..<count).map { Array(all[$0 * width..<($0 + 1) * width]) }
      }
      row += length
    }
    let tail = (1 - configuration.interval) / 2
    for target in values.indices {
      for step in configuration.horizon..<steps {
        let sorted = values[target][step].dropFirst().sorted()
        direct[target].append(
          SeriesForecast.Value(
            value: values[target][step][0],
            lower: ForecastErrors.quantile(tail, of: sorted),
            upper: ForecastErrors.quantile(1 - tail, of: sorted)))
      }
    }
    return direct
  }
}

extension Tensor {
  /// A state [L, K, 1, n] as that of so many rows [L, K, rows, n].
  fileprivate func repeated(_ rows: Int) -> Tensor {
    let size = shape[3]
    var result: [S] = []
    for start in stride(from: 0, to: count, by: size) {
      for _ in 0..<rows { result += values[start..<start + size] }
    }
    return Tensor(shape: [shape[0], shape[1], rows, size], values: result)
  }
}
