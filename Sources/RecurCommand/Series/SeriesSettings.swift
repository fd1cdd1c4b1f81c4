import Recur
import Terminal

/// The settings of a forecaster's training, made of options that agree with one another.
struct SeriesSettings: Sendable {
  /// The settings that every training run has.
  let training: TrainSettings
  let horizon: Int
  let loss: Loss
  let interval: Double
  /// Steps of the season; nil: found.
  let period: Int?
  /// The simple forecast that is corrected; nil: found.
  let baseline: SeriesBaseline.Kind?
  /// Whether logarithms are forecast; nil: found.
  let isLogarithmic: Bool?
  let forgetBias: Double
  let sequenceLength: Int
  let batchSize: Int
  let validationFraction: Double
  let testFraction: Double
  /// Updates within an epoch from one validation to the next; nil: only at its end.
  let validateEvery: Int?
  private let arguments: Arguments

  /// The settings of a run.
  ///
  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(_ arguments: Arguments) throws(CommandFailure) {
    try arguments.require(
      TrainSettings.rules(arguments, validates: arguments[Self.validationFraction] > 0))
    try arguments[Self.cell].requirePlace(layers: arguments[Self.layers])
    let heldOut = arguments[Self.validationFraction] + arguments[Self.testFraction]
    guard heldOut < 1 else {
      throw .usage(
        "--validation-fraction and --test-fraction leave nothing to train on: together they are "
          + "\(Format.general(heldOut))")
    }
    self.arguments = arguments
    horizon = arguments[Self.horizon]
    interval = arguments[Self.interval]
    loss = Self.loss(arguments[Self.loss], interval: interval)
    period = arguments[Self.period]
    baseline = SeriesBaseline.Kind(rawValue: arguments[Self.baseline].rawValue)
    isLogarithmic =
      arguments[Self.transform] == .auto ? nil : arguments[Self.transform] == .log
    forgetBias = arguments[TrainSettings.forgetBias] ?? 1
    sequenceLength = arguments[Self.sequenceLength]
    batchSize = arguments[Self.batchSize]
    training = TrainSettings(
      arguments, hiddenSize: arguments[Self.hiddenSize],
      pieces: arguments[Self.layers] > 1 ? .max : batchSize)
    validationFraction = arguments[Self.validationFraction]
    testFraction = arguments[Self.testFraction]
    validateEvery = arguments[Self.validateEvery]
    try Self.require(arguments[Self.cell], predicts: loss)
  }

  /// Stops (64) at a cell that reads its own output where that is no value.
  static func require(_ cell: CellKind, predicts loss: Loss) throws(CommandFailure) {
    guard !cell.cell().structure.allows(layers: 1, tiedReadout: false, loss: loss) else { return }
    throw .usage(
      "--cell \(cell.rawValue) reads its own output, a value: it goes with --loss squared, absolute "
        + "and huber")
  }

  /// The loss of a choice.
  static func loss(_ choice: LossChoice, interval: Double) -> Loss {
    switch choice {
    case .gaussian: .gaussian
    case .studentT: .studentT(degreesOfFreedom: nil)
    case .quantiles: .quantiles(at: [(1 - interval) / 2, 0.5, (1 + interval) / 2])
    case .squared: .halfSquaredError
    case .absolute: .absoluteError
    case .huber: .huber(delta: 1)
    }
  }

  /// The forecaster's configuration for columns.
  func configuration(_ columns: SeriesColumns) -> SeriesForecaster.Configuration {
    SeriesForecaster.Configuration(
      columns: columns, horizon: horizon, loss: loss, interval: interval,
      cell: arguments[Self.cell], layers: arguments[Self.layers],
      hiddenSize: arguments[Self.hiddenSize], residual: arguments[Self.residual],
      dropout: arguments[TrainSettings.dropout])
  }

  /// The parts of a table.
  ///
  /// - Throws: `SeriesError`; `CommandFailure` (64) for a horizon beyond a part.
  func split(_ table: SeriesTable) throws -> SeriesSplit {
    let split = try SeriesSplit(
      of: table, horizon: horizon, validationFraction: validationFraction,
      testFraction: testFraction)
    let parts = [
      ("backtest", Self.testFraction.name, testFraction, split.shortest.test),
      ("validation", Self.validationFraction.name, validationFraction, split.shortest.validation),
    ]
    for (name, option, fraction, rows) in parts where fraction > 0 && rows < horizon {
      throw CommandFailure.usage(
        "--horizon \(horizon) is longer than the \(name) of \(Format.counted(rows, "row"));\n"
          + "use a smaller --horizon or a larger --\(option)")
    }
    return split
  }
}
