import Recur
import Terminal

// The options of `recur series train` beside those of every training run, `TrainSettings`.
extension SeriesSettings {
  static let data = Positional<String?>(
    "DATA.csv",
    help: """
      A UTF-8 file of records, the first of which names the columns; - is standard input; with --resume the file that \
      the model was trained on
      """)

  /// The simple forecast that is corrected.
  enum BaselineChoice: String, CaseIterable, Sendable {
    case auto
    case lastValue = "last-value"
    case seasonalNaive = "seasonal-naive"
    case autoregression
    case holtWinters = "holt-winters"
    case mean
  }

  enum TransformChoice: String, CaseIterable, Sendable { case auto, none, log }

  enum LossChoice: String, CaseIterable, Sendable {
    case gaussian
    case studentT = "student-t"
    case quantiles, squared, absolute, huber
  }

  // Columns

  static let target = Option<[String]>(
    "target", placeholder: "COLUMN",
    help: """
      What is forecast, by name or place: 3; may be given more than once, or names separated by commas. Left out: the \
      one column of numbers
      """)
  static let features = Option<[String]>(
    "features", placeholder: "COLUMN,...", help: "Columns of numbers known of the past only")
  static let known = Option<[String]>(
    "known", placeholder: "COLUMN,...",
    help: "Columns of numbers known of the future too, such as holidays")
  static let calendar = Option<[CalendarFeature]>(
    "calendar", default: [], placeholder: "WHAT",
    help: "Places in a cycle, as sine and cosine, made of the time column")
  static let time = Option<String?>(
    "time", placeholder: "COLUMN", defaultText: "a first column of dates",
    help: """
      The column of moments, by name or place: 1961-03, 1961-03-25, 1961-03-25 14:00, or numbers; none: rows follow \
      one another in equal steps
      """)
  static let series = Option<String?>(
    "series", placeholder: "COLUMN", defaultText: "all rows are one series",
    help: "The column that names the series of a row")

  // Forecasts

  static let horizon = Option<Int>(
    "horizon", default: 1, range: 1...4096, help: "Steps that are forecast at once")
  static let loss = Option<LossChoice>(
    "loss", default: .gaussian, placeholder: "KIND",
    help: """
      What is predicted: a distribution, quantiles, or a value, whose interval is that of its errors on what is held out
      """)
  static let interval = Option<Double>(
    "interval", default: 0.9, range: 0.01...0.99, help: "Probability of the intervals")
  static let period = Option<Int?>(
    "period", range: 1...100_000, defaultText: "of the time's step, or found",
    help: "Steps of the season; 1 = none")
  static let baseline = Option<BaselineChoice>(
    "correct", default: .auto, placeholder: "FORECAST",
    help: """
      The simple forecast that the network corrects; auto: the one with the least error on what is trained on
      """)
  static let transform = Option<TransformChoice>(
    "transform", default: .auto, placeholder: "KIND",
    help: "log: forecast logarithms, of values whose changes grow with them")

  // Model and training

  static let cell = Option<CellKind>(
    "cell", default: .gru, placeholder: "CELL", help: "The recurrent cell")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 32, range: 1...65_536, help: "Hidden units of each layer")
  static let layers = Option<Int>(
    "layers", default: 1, range: 1...64, help: "Layers; with --cell jordan 1")
  static let residual = CharLMSettings.residual
  static let sequenceLength = Option<Int>(
    "sequence-length", default: 48, range: 1...1_000_000,
    help: "Rows of a window that is trained on, from a state of zeros")
  static let batchSize = Option<Int>(
    "batch-size", default: 16, range: 1...65_536, help: "Windows side by side")
  static let learningRate = Option<Double>(
    "learning-rate", default: 0.002, range: .above(0, upTo: 1e6), help: "Learning rate")
  static let schedule = Option<TrainSettings.ScheduleKind>(
    "schedule", default: .cosine, placeholder: "KIND", help: "How the learning rate changes")
  static let epochs = TrainSettings.epochs(50, over: "series, of at least 20 updates each")
  static let validateEvery = TrainSettings.validateEvery(
    defaultText: "only at the end of each epoch")
  static let validationFraction = Option<Double>(
    "validation-fraction", default: 0.15, range: 0..<1,
    help: "Share of each series, before the test, by which the best model is chosen; 0 = none")
  static let testFraction = Option<Double>(
    "test-fraction", default: 0.15, range: 0..<1,
    help: "Share of each series, at its end, that the backtest forecasts; 0 = none")

  static let output = TrainSettings.output("series.safetensors")
  static let resume = TrainSettings.resume(on: "data")

  static let columns = OptionGroup(
    "Columns", [target, features, known, calendar, time, series] + SeriesFile.options)
  static let forecasts = OptionGroup(
    "Forecasts", [horizon, loss, interval, period, baseline, transform])
  static let model = OptionGroup(
    "Model",
    [cell, hiddenSize, layers, residual, TrainSettings.dropout, TrainSettings.forgetBias])
  static let training = OptionGroup(
    "Training",
    [
      sequenceLength, batchSize, epochs, TrainSettings.updates, validationFraction, testFraction,
      TrainSettings.seed, TrainSettings.threads, Precision.option,
    ])
  static let optimization = OptionGroup(
    "Optimisation",
    TrainSettings.optimization.options.compactMap { option in
      switch option.name {
      case TrainSettings.labelSmoothing.name: nil
      case TrainSettings.learningRate.name: learningRate
      case TrainSettings.schedule.name: schedule
      default: Preset.firstOptions.first { $0.name == option.name } ?? option
      }
    })
  static let validation = OptionGroup("Validation", [validateEvery, TrainSettings.patience])
  static let files = OptionGroup(
    "Files",
    [
      output, TrainSettings.overwrite, resume, TrainSettings.log, TrainSettings.maxSeconds,
      TrainSettings.memoryLimit, TrainSettings.json,
    ])

  static let usedMost: [any CommandOption] = [
    target, time, known, calendar, horizon, loss, output, epochs, resume, hiddenSize,
  ]

  /// The options that a checkpoint remembers.
  static let recorded = [
    columns, forecasts, model, training, optimization, TrainSettings.averages, validation,
  ]
  static let groups = recorded + [files]

  /// Recorded options that a resumed run may set anew.
  static let extensible: Set<String> = [
    epochs.name, TrainSettings.updates.name, TrainSettings.threads.name,
    TrainSettings.patience.name, Precision.option.name, data.name,
  ]
}
