package import ModelFiles
package import SequenceModels
package import TensorCore
package import TextModeling

/// A network that learns a series row by row, with what it keeps of the past.
package struct OnlineForecaster: Sendable {
  /// What it is; its horizon is one row.
  package let configuration: SeriesForecaster.Configuration
  /// What is kept of the past beside the network's state.
  package var series: OnlineSeries
  /// The network.
  package var network: SequenceModel<Float>
  /// Where the table stands.
  package var place: SeriesRows.Place
  /// The errors so far of the forecasts, of the simple forecasters by their kind, and of the model
  /// under `model`: where all of them had a forecast.
  package var errors: [String: ForecastErrors]

  /// A forecaster before the first row.
  package init(
    _ configuration: SeriesForecaster.Configuration, period: Int, forgetBias: Double = 1,
    using generator: inout RandomGenerator
  ) {
    precondition(configuration.isConsistent && configuration.horizon == 1, "\(configuration)")
    self.configuration = configuration
    series = OnlineSeries(columns: configuration.columns, period: period)
    place = SeriesRows.Place()
    errors = [:]
    network = SequenceModel(
      Self.network(configuration, series, forgetBias: forgetBias), weights: .lecun,
      recurrent: .orthogonal, using: &generator)
    let readout = network.readoutWeight
    network.parameters.withMutableBlock { readout.matrix(in: $0).fill(0) }
  }

  /// The network for a series.
  private static func network(
    _ configuration: SeriesForecaster.Configuration, _ series: OnlineSeries, forgetBias: Double = 1
  ) -> SequenceModelConfiguration {
    SequenceModelConfiguration(
      input: .vectors(series.inputSize), outputSize: configuration.answerSize,
      loss: configuration.loss, cell: configuration.cell.cell(forgetBias: forgetBias),
      layers: configuration.layers, hiddenSize: configuration.hiddenSize,
      residual: configuration.residual, dropout: configuration.dropout)
  }

  /// Forecasts of each target by an output of the network: the value and the interval.
  package func forecasts(_ output: [Double]) -> [SeriesForecast.Value] {
    let tail = (1 - configuration.interval) / 2
    return configuration.columns.targets.indices.map { target in
      let found = PredictedValue(
        output, index: target, count: configuration.answerSize, loss: configuration.loss)
      func value(_ answer: Double) -> Double { series.value(answer, target: target) }
      return SeriesForecast.Value(
        value: value(found.value), lower: found.hasInterval ? value(found.quantile(tail)) : .nan,
        upper: found.hasInterval ? value(found.quantile(1 - tail)) : .nan)
    }
  }

  /// Takes note of forecasts of a row beside those of the simple forecasters, where all have one.
  package mutating func measure(_ forecasts: [SeriesForecast.Value], _ row: SeriesRows.Row) {
    for (target, forecast) in forecasts.enumerated() {
      let actual = row.targets[target]
      let simple = series.forecasts(target: target)
      guard !actual.isNaN, simple.allSatisfy({ !$0.value.isNaN }) else { continue }
      errors["model", default: ForecastErrors()].append(
        forecast.value, interval: forecast.lower.isNaN ? nil : (forecast.lower, forecast.upper),
        level: configuration.interval, actual: actual)
      for (kind, value) in simple {
        errors[kind.rawValue, default: ForecastErrors()].append(value, actual: actual)
      }
    }
  }
}

/// A checkpoint of kind `series-stream`: sections `configuration`, `series` and `table` (its place and
/// the errors), and one tensor for each parameter.
extension OnlineForecaster: StoredModel {
  package static let kind = "series-stream"
  package static let formatVersion = 1
  private static let seriesSection = "series"
  private static let tableSection = "table"

  private struct Table: Codable {
    var place: SeriesRows.Place
    var errors: [String: ForecastErrors]
  }

  package init(_ checkpoint: inout Checkpoint) throws(CheckpointError) {
    func malformed(_ section: String) -> CheckpointError {
      CheckpointError(
        path: checkpoint.path, problem: .malformedSection(section, detail: "it contradicts itself"))
    }
    configuration = try checkpoint.configuration()
    guard configuration.isConsistent, configuration.horizon == 1,
      checkpoint.canHold(layers: configuration.layers, size: configuration.hiddenSize)
    else { throw malformed("configuration") }
    series = try checkpoint.section(Self.seriesSection)
    guard series.columns == configuration.columns, series.isSound else {
      throw malformed(Self.seriesSection)
    }
    let table: Table = try checkpoint.section(Self.tableSection)
    guard table.place.fits(configuration.columns) else { throw malformed(Self.tableSection) }
    (place, errors) = (table.place, table.errors)
    let (configuration, series) = (configuration, series)
    network =
      MemoryMeter.planning {
        SequenceModel<Float>(zeros: Self.network(configuration, series))
      }.result
    network.parameters = try checkpoint.parameters(network.layout)
  }

  package func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.seriesSection, to: series)
    try checkpoint.setSection(Self.tableSection, to: Table(place: place, errors: errors))
    checkpoint.append(network.parameters, layout: network.layout)
    return checkpoint
  }
}
