import Charts
import Recur
import Terminal

/// Past, forecast and interval as a picture: a page of all series, or a drawing of one.
struct ForecastPicture {
  let path: String
  private let isPage: Bool

  static let option = Option<String?>(
    "plot", path: "FILE",
    help: "Draw past, forecast and interval as a page (.html) or a picture (.svg)")

  /// A page of more pictures would be slow to read and to show.
  private static let most = 50
  /// Rows of the past that are drawn for each step of the forecast, at least ``leastPast`` in all.
  private static let (pastPerStep, leastPast) = (4, 48)

  /// Takes the right to write the picture at `path`.
  ///
  /// - Throws: `CommandFailure` (64) for a path that is neither a page's nor a drawing's; what
  ///   `files` throws.
  init(path: String, _ files: OutputFiles) throws {
    self.path = path
    isPage = path.hasSuffix(".html")
    guard isPage || path.hasSuffix(".svg") else {
      throw CommandFailure.usage("--plot: \(visible(path)) is neither a .html nor a .svg file")
    }
    try files.claim(path, for: Self.option, advice: "--overwrite replaces it")
  }

  /// Writes the file.
  ///
  /// - Throws: `FileError`; `CommandFailure` (64) where a drawing would have to show several series.
  func write(
    _ table: SeriesTable, _ forecasts: [SeriesForecast],
    _ configuration: SeriesForecaster.Configuration
  ) throws {
    var charts: [LineChart] = []
    for (series, forecast) in zip(table.series, forecasts) {
      for (target, name) in configuration.columns.targets.enumerated()
      where charts.count < Self.most {
        charts.append(
          Self.chart(
            series, forecast, target: target,
            title: [series.name, name].compactMap(\.self).joined(separator: ": "), configuration))
      }
    }
    guard isPage || charts.count == 1 else {
      throw CommandFailure.usage(
        "--plot: a .svg file shows one series; give a .html file for \(charts.count)")
    }
    let page = Page(
      title: "Forecast",
      introduction: [
        "The past of each series, what the model forecasts after it, and the interval that holds "
          + "\(Format.percent(configuration.interval)) of what may come, as the model sees it."
      ],
      sections: charts.map { Page.Section($0.title, [.lines($0)]) })
    try AtomicFile.write(Array((isPage ? page.html : charts[0].svg).utf8), to: path)
  }

  private static func chart(
    _ series: SeriesTable.Series, _ forecast: SeriesForecast, target: Int, title: String,
    _ configuration: SeriesForecaster.Configuration
  ) -> LineChart {
    let count = series.observedCount
    let values = forecast.targets[target]
    let first = max(0, count - max(leastPast, pastPerStep * values.count))
    let isDated = series.times.first?.isOnCalendar ?? false
    // Years as numbers: an axis of them reads well from hours to decades.
    func place(_ row: Int) -> Double {
      let time =
        row < count
        ? series.times.indices.contains(row) ? series.times[row] : nil
        : forecast.times.indices.contains(row - count) ? forecast.times[row - count] : nil
      guard let time else { return Double(row + 1) }
      return isDated ? time.year : time.value
    }
    let column = series.targets[target]
    let past = (first..<count).map { LineChart.Point(place($0), column[$0]) }
    var future = values.enumerated().map { step, value in
      LineChart.Point(place(count + step), value.value, low: value.lower, high: value.upper)
    }
    // The line goes on from the last value that there is.
    if let last = past.last(where: { !$0.y.isNaN }) { future.insert(last, at: 0) }
    return LineChart(
      title: title,
      subtitle: "\(Format.counted(values.count, "step")) after "
        + "\(Format.counted(count, "row")), with the interval of "
        + Format.percent(configuration.interval),
      x: Axis(
        isDated ? "year" : configuration.columns.time ?? "row",
        style: isDated ? .year : .plain), y: Axis(title),
      series: [
        LineChart.Series("past", points: past),
        LineChart.Series("forecast", isPredicted: true, points: future),
      ])
  }
}
