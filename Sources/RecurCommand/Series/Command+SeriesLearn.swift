import Foundation
import Recur
import Terminal

// `recur series learn`.
extension Command {
  static let seriesLearn = Command(
    "learn", summary: "forecast and learn a series row by row, without end",
    discussion: """
      Every row is forecast before it is looked at, and then learned from: by exact real-time recurrent learning, \
      without windows of the past, in constant memory. The errors are those of forecasts made before (prequential), \
      and beside them stand simple forecasters that learn online too: the last value, the seasonal naive forecast, \
      a linear autoregression by least squares, and Holt-Winters smoothing with the best of a grid of weights so far. \
      All are measured from the row on from which all have a forecast.

      The network corrects the one of them with the least recent error, and is fed what the others say. Numbers are \
      scaled by running means and deviations.

      A checkpoint is written every --save-every rows and at the end; --resume goes on with what comes next, to the \
      same bytes as a run that never stopped. Control-C saves, and ends with exit code 130.
      """,
    positionals: [SeriesLearnSettings.data], usedMost: SeriesLearnSettings.usedMost,
    groups: SeriesLearnSettings.groups,
    examples: [
      (
        "recur series learn - --target load --period 24",
        "Learns from a pipe, an update each row."
      ),
      (
        "recur series learn sales.csv --target sales --period 12 --forecasts",
        "Writes each forecast, with its interval and what came."
      ),
      (
        "recur series learn - --target load --resume stream.safetensors",
        "Goes on with what comes next."
      ),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    try prepare(given, console)()
  }

  private static func prepare(
    _ given: Arguments, _ console: Console
  ) throws -> () throws -> Void {
    let source = try given.modelPath(TrainSettings.resume).map {
      try ResumedTraining<OnlineForecaster>(given, $0)
    }
    let arguments = try source.map { try $0.restore(given, of: seriesLearn) } ?? given
    let settings = try SeriesLearnSettings(arguments, try columns(arguments))
    try source?.requireModel(
      settings.configuration == source?.model.configuration
        && settings.period == source?.model.series.period)
    let path = arguments[SeriesLearnSettings.data]
    let output = try ModelOutput(given, resumed: source?.path, texts: [path])
    // What is no delimiter is found out before anything is read.
    _ = try SeriesFile.format(arguments, firstBytes: [])
    try source?.requireProgress(perEpoch: nil, symbols: 1)
    let options = settings.training.recorded(arguments, SeriesLearnSettings.recorded)
    var generator = RandomGenerator(seed: settings.training.seed)
    let forecaster =
      source?.model
      ?? OnlineForecaster(
        settings.configuration, period: settings.period, forgetBias: settings.forgetBias,
        using: &generator)
    let memory = try planned(forecaster, settings)
    try MemoryBudget(arguments).require(
      memory.peak, for: "learning with this model", advice: "use a smaller --hidden-size")
    let file = path == "-" ? nil : try TextFile.open(path)
    let reader =
      file.map {
        StreamReader(FileDescriptor(number: $0.fileDescriptor, name: path))
      } ?? StreamReader()
    let pending = source?.snapshot.pending ?? []
    let task = try SeriesStreamTask(
      forecaster, settings: settings, reader: reader, state: source?.snapshot.state,
      begun: pending, console: console
    ) { bytes in
      SeriesRows(
        path: path == "-" ? "standard input" : path,
        format: try SeriesFile.format(arguments, firstBytes: bytes[...]),
        columns: settings.configuration.columns,
        place: forecaster.place, pending: pending)
    }
    let run = try TrainingRun(
      task, settings: settings.training, output: output, options: options, generator: generator,
      snapshot: source?.snapshot)
    let log = try given[TrainSettings.log].map { try EventLog(path: $0, appending: source != nil) }
    source?.warnOfKernels(console)
    if settings.writesForecasts { try console.print(header(settings.configuration.columns)) }
    return {
      // The file stays open as long as it is read.
      try withExtendedLifetime(file) {
        try run.conduct(given, console, log: log, memory: memory)
      }
    }
  }

  /// The columns by their names: a table that grows cannot be looked at before.
  private static func columns(_ arguments: Arguments) throws(CommandFailure) -> SeriesColumns {
    func names(_ words: [String]) -> [String] {
      words.flatMap { $0.split(separator: ",").map { String($0).trimmingBlanks } }
    }
    let columns = SeriesColumns(
      time: arguments[SeriesLearnSettings.time].flatMap { $0 == "none" ? nil : $0 },
      targets: names(arguments[SeriesLearnSettings.target]),
      features: names(arguments[SeriesSettings.features]),
      known: names(arguments[SeriesLearnSettings.known]),
      calendar: arguments[SeriesSettings.calendar])
    guard !columns.targets.isEmpty else {
      throw .usage("--target is missing: the column of numbers that is forecast")
    }
    let all = [columns.time].compactMap(\.self) + columns.targets + columns.features + columns.known
    if let twice = all.first(where: { name in all.count { $0 == name } > 1 }) {
      throw .usage("column \(quoted(twice)) cannot be two things at once")
    }
    guard columns.calendar.isEmpty || columns.time != nil else {
      throw .usage("--calendar means nothing without --time")
    }
    return columns
  }

  private static func header(_ columns: SeriesColumns) -> String {
    ([columns.time ?? "row"]
      + columns.targets.flatMap { ["\($0)_forecast", "\($0)_lower", "\($0)_upper", $0] })
      .joined(separator: ",")
  }

  /// The bytes that the run will hold, planned by making all of it in the air.
  private static func planned(
    _ forecaster: OnlineForecaster, _ settings: SeriesLearnSettings
  ) throws -> PlannedMemory {
    let configuration = forecaster.network.configuration
    do throws(GradientMethodError) {
      let plan = try MemoryMeter.planned { () throws(GradientMethodError) in
        try settings.trainer(
          of: SequenceModel<Float>(zeros: configuration),
          pool: WorkerPool(threads: settings.training.threads))
      }
      let vectors = settings.training.updateOptions(perEpoch: nil).savedVectors
      let saving = PlannedMemory.savingBytes(
        parameters: forecaster.network.layout.count, vectors: vectors, carried: plan.live)
      return PlannedMemory(live: plan.live, peak: plan.peak.addingClamped(saving))
    } catch {
      throw error.commandFailure
    }
  }
}
