import Recur
import Terminal

// `recur series train`.
extension Command {
  static let seriesTrain = Command(
    "train", summary: "train a forecaster on series of numbers",
    discussion: """
      The file is a table (RFC 4180): a record on each line, its first record the names of the columns. The end of \
      each series is held out, first the rows of the backtest and before them those that choose the best model. \
      Numbers are scaled by the training part alone, and the scales are stored with the model.

      The network corrects a simple forecast (--correct), which it is as good as before it has learned anything. All \
      steps of --horizon are forecast at once. Missing values, and rows that are absent where the times step evenly, \
      are left out of what is learned and measured; nothing is invented in their place.

      At the end the best model is measured from every row of the backtest, beside the last value, the seasonal \
      naive forecast, the mean, a linear autoregression and Holt-Winters smoothing, all fitted to what comes before.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its options \
      and its number of threads, and gives the same bytes as a run that never stopped. Options that do not change what \
      the model is may be given anew: --epochs, --updates, --patience, --threads, --precision and all of Files. \
      Control-C saves, and ends with exit code 130.
      """,
    positionals: [SeriesSettings.data], usedMost: SeriesSettings.usedMost,
    groups: SeriesSettings.groups,
    examples: [
      (
        "recur series train passengers.csv --horizon 12",
        "Forecasts a year of months from the only column of numbers."
      ),
      (
        "recur series train shop.csv --target sales --known holiday",
        "With what is known of the future."
      ),
      (
        "recur series train load.csv --series city --target load --loss quantiles",
        "Several series in one file, with quantiles."
      ),
      (
        "recur series train --resume series.safetensors --epochs 100",
        "Goes on with a model, up to 100 epochs in all."
      ),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    try prepare(given, console)()
  }

  /// Does everything up to the first update; returns the run that is left to be conducted.
  private static func prepare(
    _ given: Arguments, _ console: Console
  ) throws -> () throws -> Void {
    let source = try given.modelPath(TrainSettings.resume).map {
      try ResumedTraining<SeriesForecaster>(given, $0)
    }
    let arguments = try source.map { try $0.restore(given, of: seriesTrain) } ?? given
    let settings = try SeriesSettings(arguments)
    try arguments.requireData(SeriesSettings.data, of: seriesTrain, resumed: source?.path)
    let path = arguments[SeriesSettings.data] ?? ""
    let output = try ModelOutput(given, resumed: source?.path, texts: [path])
    let budget = MemoryBudget(arguments)
    try arguments.requireRemembered(SeriesSettings.data, given)
    try budget.requireFiles([path])
    let file = try SeriesFile(path, arguments, memoryLimit: budget.limit)
    try file.fingerprint.require(source?.snapshot.text)
    let columns = try source?.model.configuration.columns ?? file.columns(arguments)
    let table = try SeriesTable(file.table, columns: columns)
    let split = try settings.split(table)
    let configuration = settings.configuration(columns)
    try source?.requireModel(configuration == source?.model.configuration)
    var generator = RandomGenerator(seed: settings.training.seed)
    let forecaster =
      try source?.model
      ?? SeriesForecaster(
        configuration,
        scaling: SeriesScaling(
          table, rows: split.training, horizon: settings.horizon, period: settings.period,
          baseline: settings.baseline, isLogarithmic: settings.isLogarithmic),
        forgetBias: settings.forgetBias, using: &generator)
    try forecaster.requireKnown(table)
    let memory = SeriesMemory.planned(forecaster, settings, table)
    try budget.require(
      memory.peak, for: "training this model",
      advice: "use a smaller --hidden-size, --horizon, --batch-size or a shorter file")
    var options = settings.training.recorded(arguments, SeriesSettings.recorded)
    options[SeriesSettings.data.name] = [path]
    let task = SeriesTask(
      forecaster, settings: settings, table: table, split: split, fingerprint: file.fingerprint)
    try source?.requireProgress(
      perEpoch: task.updatesPerEpoch, symbols: settings.batchSize * settings.sequenceLength)
    let run = try TrainingRun(
      task, settings: settings.training, output: output, options: options, generator: generator,
      snapshot: source?.snapshot)
    // Nothing is written before everything that was read has been found to be right.
    let log = try given[TrainSettings.log].map { try EventLog(path: $0, appending: source != nil) }
    source?.warnOfKernels(console)
    try source?.carryBest(to: output, options: options)
    return { try run.conduct(given, console, log: log, memory: memory) }
  }
}
