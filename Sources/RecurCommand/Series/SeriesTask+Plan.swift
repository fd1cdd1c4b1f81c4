import Recur
import Terminal

// What series say of themselves before their run starts.
extension SeriesTask {
  var plan: TrainingPlan {
    let configuration = forecaster.configuration
    return TrainingPlan(
      data: [
        ("series", seriesWords), ("held out", splitWords), ("forecast", forecastWords),
      ],
      model: configuration.words, batch: batchWords,
      dataMembers: JSONValue.members([
        "series": .integer(table.series.count),
        "rows": .integer(table.series.reduce(0) { $0 + $1.observedCount }),
        "missing": .integer(table.missingCount), "absent_rows": .integer(table.filledCount),
        "targets": .array(configuration.columns.targets.map { .string($0) }),
        "training_rows": .integer(split.training.reduce(0, +)),
        "validation_rows": .integer(
          zip(split.training, split.validation).reduce(0) { $0 + $1.1 - $1.0 }),
        "test_rows": .integer(zip(split.validation, split.test).reduce(0) { $0 + $1.1 - $1.0 }),
        "horizon": .integer(configuration.horizon),
        "period": .integer(forecaster.scaling.period),
        "corrects": .string(forecaster.scaling.baseline.rawValue),
        "logarithms": .boolean(forecaster.scaling.isLogarithmic),
      ]),
      modelMembers: JSONValue.members([
        "cell": .string(configuration.cell.rawValue), "layers": .integer(configuration.layers),
        "hidden_size": .integer(configuration.hiddenSize),
        "batch_size": .integer(settings.batchSize),
        "sequence_length": .integer(settings.sequenceLength),
        "precision": .string(settings.training.precision.rawValue),
      ]),
      unit: WorkUnit(
        name: "rows", abbreviation: "rows",
        count: settings.batchSize * settings.sequenceLength, lossUnit: ""),
      command: "series train", next: "series forecast")
  }

  private var seriesWords: String {
    let rows = table.series.reduce(0) { $0 + $1.observedCount }
    let targets = table.columns.targets.map { visible($0, limit: 40) }.joined(separator: ", ")
    var words =
      table.series.count == 1
      ? "\(Format.counted(rows, "row")) of \(targets)"
      : "\(Format.grouped(table.series.count)) series, \(Format.counted(rows, "row")) of \(targets)"
    if let first = table.series.first, let from = first.times.first, table.series.count == 1 {
      words += ", \(from) to \(first.times[first.observedCount - 1])"
    }
    if table.filledCount > 0 {
      words += "; \(Format.counted(table.filledCount, "row")) absent by the times"
    }
    if table.isIrregular { words += "; times in unequal steps, taken as equal" }
    let missing = table.missingCount
    if missing > 0 {
      words +=
        "; \(Format.counted(missing, "value")) missing, left out of what is learned and measured"
    }
    return words
  }

  private var splitWords: String {
    let validation = zip(split.training, split.validation).reduce(0) { $0 + $1.1 - $1.0 }
    let test = zip(split.validation, split.test).reduce(0) { $0 + $1.1 - $1.0 }
    var parts: [String] = []
    if validation > 0 { parts.append("\(Format.counted(validation, "row")) to validate") }
    if test > 0 { parts.append("the last \(Format.counted(test, "row")) for the backtest") }
    return parts.isEmpty
      ? "nothing: the model is not validated"
      : parts.joined(separator: ", then ") + (table.series.count == 1 ? "" : " of all series")
  }

  private var forecastWords: String {
    let (configuration, scaling) = (forecaster.configuration, forecaster.scaling)
    let simple = scaling.baseline.rawValue.replacing("-", with: " ")
    return "\(Format.counted(configuration.horizon, "step")) at once, "
      + "corrections of \(simple)"
      + (scaling.period > 1 ? " with a period of \(scaling.period)" : "")
      + (scaling.isLogarithmic ? " of the logarithms" : "")
  }

  private var batchWords: String {
    "\(Format.counted(settings.batchSize, "window")) of \(Format.counted(settings.sequenceLength, "row"))"
  }
}

extension SeriesForecaster.Configuration {
  /// `gru, 1 layer of 32, gaussian`
  var words: String {
    "\(cell.rawValue), \(Format.counted(layers, "layer")) of \(hiddenSize), \(loss.words)"
      + (residual ? ", residual" : "")
      + (dropout > 0 ? ", dropout \(Format.general(dropout))" : "")
  }
}

extension Loss {
  /// `gaussian`, `quantiles 0.05 0.5 0.95`
  fileprivate var words: String {
    switch self {
    case .quantiles(let levels):
      "quantiles " + levels.map { Format.fixed($0, digits: 3) }.joined(separator: " ")
    case .studentT: "Student t"
    case .halfSquaredError: "squared error"
    case .absoluteError: "absolute error"
    case .huber: "Huber's error"
    default: "\(self)"
    }
  }
}
