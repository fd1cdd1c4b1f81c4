import Recur
import Terminal

/// The settings of a forecaster that learns row by row.
struct SeriesLearnSettings: Sendable {
  /// The settings that every training run has.
  let training: TrainSettings
  let configuration: SeriesForecaster.Configuration
  /// Steps of the season; 1: there is none.
  let period: Int
  let forgetBias: Double
  /// The method that finds the gradient.
  let method: GradientMethod
  let influenceLimit: InfluenceLimit?
  /// Rows from one checkpoint to the next.
  let saveEvery: Int
  /// Whether the forecast of every row is written.
  let writesForecasts: Bool

  /// The settings of a run.
  ///
  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(_ arguments: Arguments, _ columns: SeriesColumns) throws(CommandFailure) {
    let method = arguments[Self.trainer]
    guard method.isForward else {
      throw .usage(
        "--trainer \(method.name) goes back in time: a stream has no end to go back from;\n"
          + "use one that goes forward, such as rtrl, or 'recur series train'")
    }
    try arguments.require(
      TrainSettings.rules(arguments, validates: false) + [
        (
          CharLMSettings.influenceLimit, ![.uoro, .kfRTRL].contains(method.standard),
          "--trainer \(method.name), which carries no influence"
        ),
        (
          CharLMSettings.influencePolicy, arguments[CharLMSettings.influenceLimit] != nil,
          "an influence without limit; see --influence-limit"
        ),
        (
          Self.schedule,
          arguments[Self.schedule] == .constant
            || [.linear, .cosine].contains(arguments[Self.schedule])
              && arguments[TrainSettings.updates] != nil,
          "a stream, which has no end; linear and cosine go with --updates"
        ),
      ])
    try arguments[SeriesSettings.cell].requirePlace(layers: arguments[SeriesSettings.layers])
    let interval = arguments[SeriesSettings.interval]
    let loss = SeriesSettings.loss(arguments[SeriesSettings.loss], interval: interval)
    configuration = SeriesForecaster.Configuration(
      columns: columns, loss: loss, interval: interval, cell: arguments[SeriesSettings.cell],
      layers: arguments[SeriesSettings.layers], hiddenSize: arguments[Self.hiddenSize],
      residual: arguments[SeriesSettings.residual])
    try SeriesSettings.require(configuration.cell, predicts: loss)
    period = arguments[Self.period]
    forgetBias = arguments[TrainSettings.forgetBias] ?? 1
    let seed = arguments[TrainSettings.seed]
    self.method =
      switch method {
      case .uoro: .uoro(seed: seed)
      case .kfRTRL: .kfRTRL(seed: seed)
      case .rflo: .rflo(seed: seed)
      default: method
      }
    influenceLimit = arguments[CharLMSettings.influenceLimit].map {
      InfluenceLimit(
        largest: $0, resets: arguments[CharLMSettings.influencePolicy] == "reset")
    }
    training = TrainSettings(
      arguments, hiddenSize: arguments[Self.hiddenSize], pieces: 1, isStream: true)
    saveEvery = arguments[Self.saveEvery]
    writesForecasts = arguments[Self.forecasts]
  }

  /// A trainer of `network`.
  ///
  /// - Throws: `GradientMethodError` for a method that does not go with the model.
  func trainer(
    of network: SequenceModel<Float>, pool: WorkerPool
  ) throws(GradientMethodError) -> Trainer<SequenceModel<Float>> {
    let trainer = try Trainer(
      network, method: method, batchSize: 1, sequenceLength: 1,
      updates: training.updateOptions(perEpoch: nil), pool: pool)
    trainer.influenceLimit = influenceLimit
    return trainer
  }
}

// The options of `recur series learn` beside those of every training run, `TrainSettings`.
extension SeriesLearnSettings {
  static let data = Positional<String>(
    "DATA.csv", help: "A table that grows: - is standard input, which may have no end, or a file")

  static let known = Option<[String]>(
    "known", placeholder: "COLUMN,...",
    help: "Columns of numbers known when the row is forecast, such as holidays")
  static let target = Option<[String]>(
    "target", placeholder: "COLUMN", help: "What is forecast; may be given more than once")
  static let time = Option<String?>(
    "time", placeholder: "COLUMN", defaultText: "none",
    help: "The column of moments, which the calendar features and the order of rows come from")
  static let period = Option<Int>(
    "period", default: 1, range: 1...100_000, help: "Steps of the season; 1 = none")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 16, range: 1...65_536, help: "Hidden units of each layer")
  static let learningRate = Option<Double>(
    "learning-rate", default: 0.002, range: .above(0, upTo: 1e6), help: "Learning rate")
  static let schedule = Option<TrainSettings.ScheduleKind>(
    "schedule", default: .constant, placeholder: "KIND", help: "How the learning rate changes")
  static let trainer = Option<GradientMethod>(
    "trainer", default: .rtrl, placeholder: "NAME",
    help: """
      What finds the gradient of every row, forward in time: exactly (rtrl, blocked-rtrl) or nearly
      """)
  static let forecasts = Option<Bool>(
    "forecasts", help: "Write the forecast of every row, made before it came, to standard output")
  static let saveEvery = Option<Int>(
    "save-every", default: 1000, range: 1...1_000_000_000_000, placeholder: "ROWS",
    help: "Rows from one checkpoint to the next")
  static let output = TrainSettings.output("stream.safetensors")
  static let resume = Option<String?>(
    "resume", path: "MODEL", help: "Go on with this model on what comes next")

  static let columns = OptionGroup(
    "Columns",
    [target, SeriesSettings.features, known, SeriesSettings.calendar, time] + SeriesFile.options)
  static let model = OptionGroup(
    "Model",
    [
      SeriesSettings.loss, SeriesSettings.interval, period, SeriesSettings.cell, hiddenSize,
      SeriesSettings.layers, SeriesSettings.residual, TrainSettings.forgetBias,
    ])
  static let training = OptionGroup(
    "Training",
    [
      trainer, CharLMSettings.influenceLimit, CharLMSettings.influencePolicy,
      TrainSettings.updates, TrainSettings.seed, TrainSettings.threads,
    ])
  static let optimization = OptionGroup(
    "Optimisation",
    TrainSettings.optimization.options.compactMap { option in
      switch option.name {
      case TrainSettings.labelSmoothing.name, TrainSettings.scheduleFactor.name,
        TrainSettings.scheduleEpochs.name:
        nil
      case TrainSettings.learningRate.name: learningRate
      case TrainSettings.schedule.name: schedule
      default: Preset.firstOptions.first { $0.name == option.name } ?? option
      }
    })
  static let files = OptionGroup(
    "Files",
    [
      forecasts, output, TrainSettings.overwrite, resume, saveEvery, TrainSettings.log,
      TrainSettings.maxSeconds, TrainSettings.memoryLimit, TrainSettings.json,
    ])

  static let usedMost: [any CommandOption] = [
    target, time, known, SeriesSettings.calendar, period, output, resume, hiddenSize, trainer,
    forecasts,
  ]

  /// The options that a checkpoint remembers.
  static let recorded = [columns, model, training, optimization]
  static let groups = recorded + [files]

  /// Recorded options that a resumed run may set anew.
  static let extensible: Set<String> = [TrainSettings.updates.name, TrainSettings.threads.name]
}
