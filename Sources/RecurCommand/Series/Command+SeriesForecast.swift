import Charts
import Foundation
import Recur
import Terminal

// `recur series forecast`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let data = Positional<String>(
    "DATA.csv",
    help: """
      The series up to now, as train reads them; what is known of the future in rows without targets; - is standard \
      input
      """)
  private static let steps = Option<Int?>(
    "steps", range: 1...100_000, defaultText: "the model's horizon",
    help: "Steps after the last row with a target")
  private static let paths = Option<Int>(
    "paths", default: 200, range: 20...100_000,
    help: "Paths that are drawn beyond the horizon, for the intervals there")
  private static let output = Option<String?>(
    "output", shortName: "o", path: "FILE", defaultText: "standard output",
    help: "Where the forecasts go")

  static let seriesForecast = Command(
    "forecast", summary: "write what comes after the last row",
    discussion: """
      Writes a table: the time, the series where there are several, and for every target the forecast and the ends of \
      its interval. Steps beyond the model's horizon are forecast from forecasts; their intervals are those of paths \
      which are drawn from what the network predicts.

      What the model knows of the future by a column of --known must stand in rows after the last target; calendar \
      features follow from the time.
      """,
    positionals: [model, data],
    groups: [
      OptionGroup(
        "Forecast",
        [steps, paths, TrainSettings.seed, output, ForecastPicture.option, TrainSettings.overwrite]),
      SeriesFile.group, MemoryBudget.group,
    ],
    examples: [
      (
        "recur series forecast series.safetensors passengers.csv --steps 24",
        "Writes two years of months."
      ),
      (
        "recur series forecast m.safetensors sales.csv -o next.csv --plot next.html",
        "Writes a file, and draws past, forecast and interval."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let path = arguments.modelPath(model)
    let files = OutputFiles(
      reading: [(path, "the model"), (arguments[data], "the data")],
      overwrites: arguments[TrainSettings.overwrite])
    if let output = arguments[output] {
      try files.claim(output, for: Self.output, advice: "--overwrite replaces it")
    }
    let picture = try arguments[ForecastPicture.option].map {
      try ForecastPicture(path: $0, files)
    }
    let budget = MemoryBudget(arguments)
    try budget.requireFiles([path, arguments[data]])
    let (forecaster, _) = try SeriesForecaster.open(path)
    let table = try SeriesTable.read(arguments[data], forecaster, arguments, budget)
    let steps = arguments[steps] ?? forecaster.configuration.horizon
    try budget.require(
      forecastBytes(forecaster, steps: steps, paths: arguments[paths]),
      for: "forecasting \(Format.counted(steps, "step"))",
      advice: "use fewer --paths or --steps")
    var generator = RandomGenerator(seed: arguments[TrainSettings.seed])
    let forecasts = try forecaster.forecasts(
      of: table, steps: steps, paths: arguments[paths], using: &generator)
    let text = csv(forecasts, forecaster.configuration)
    if let path = arguments[output] {
      try AtomicFile.write(Array(text.utf8), to: path)
    } else {
      try console.print(String(text.dropLast()))
    }
    try picture?.write(table, forecasts, forecaster.configuration)
  }

  /// Bytes of the paths: values, and an encoder and a state for each.
  private static func forecastBytes(
    _ forecaster: SeriesForecaster, steps: Int, paths: Int
  ) -> Int {
    let configuration = forecaster.configuration
    guard steps > configuration.horizon else { return 0 }
    let values = 8 * configuration.columns.targets.count * steps
    let path =
      64 * configuration.layers * configuration.hiddenSize
      + 64 * forecaster.scaling.period + 4096
    let (bytes, overflow) = paths.multipliedReportingOverflow(by: values + path)
    return overflow ? .max : bytes
  }

  private static func csv(
    _ forecasts: [SeriesForecast], _ configuration: SeriesForecaster.Configuration
  ) -> String {
    let columns = configuration.columns
    var names = [columns.time ?? "step"] + (columns.series.map { [$0] } ?? [])
    for target in columns.targets { names += [target, "\(target)_lower", "\(target)_upper"] }
    var lines = [names.map(field).joined(separator: ",")]
    for forecast in forecasts {
      for step in 0..<(forecast.targets.first?.count ?? 0) {
        var fields = [forecast.times.isEmpty ? String(step + 1) : "\(forecast.times[step])"]
        if columns.series != nil { fields.append(forecast.name ?? "") }
        for values in forecast.targets {
          let value = values[step]
          fields += [value.value, value.lower, value.upper].map {
            $0.isNaN ? "" : Format.general(rounded: $0)
          }
        }
        lines.append(fields.map(field).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func field(_ text: String) -> String {
    text.contains { "\",\r\n".contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}

extension SeriesTable {
  /// The table at `path` for a model's columns.
  ///
  /// - Throws: what reading it throws; `SeriesError` for a series that the model does not know.
  static func read(
    _ path: String, _ forecaster: SeriesForecaster, _ arguments: Arguments, _ budget: MemoryBudget
  ) throws -> SeriesTable {
    let file = try SeriesFile(path, arguments, memoryLimit: budget.limit)
    let table = try SeriesTable(file.table, columns: forecaster.configuration.columns)
    try forecaster.requireKnown(table)
    return table
  }
}
