import Recur
import Terminal

/// A table that grows as what a forecaster is trained on: every row is forecast, and then learned
/// from, in constant memory.
final class SeriesStreamTask: TrainingTask {
  let settings: SeriesLearnSettings
  let trainer: Trainer<SequenceModel<Float>>
  private(set) var hasEnded = false
  private var forecaster: OnlineForecaster
  private let stream: SequenceStream<Float>
  private var reader: StreamReader
  private var rows: SeriesRows?
  /// How the table is written; nil: its first bytes say it.
  private let makeRows: ([UInt8]) throws -> SeriesRows
  /// What a run that is gone on with had read and not used.
  private let begun: [UInt8]
  private var inputHasEnded = false
  private let console: Console

  /// Milliseconds that the run waits for bytes before it looks whether it is to stop.
  private static let patience: Int32 = 50

  /// A task on what comes through `reader`.
  ///
  /// - Parameters:
  ///   - state: the network's state of a run that goes on; nil: zeros.
  ///   - begun: what that run had read and not used.
  ///   - rows: makes the rows of a table with these first bytes.
  /// - Throws: `GradientMethodError` for a method that does not go with the model.
  init(
    _ forecaster: OnlineForecaster, settings: SeriesLearnSettings,
    reader: StreamReader, state: Tensor<Float>?, begun: [UInt8], console: Console,
    rows: @escaping ([UInt8]) throws -> SeriesRows
  ) throws(GradientMethodError) {
    self.forecaster = forecaster
    self.settings = settings
    self.reader = reader
    self.console = console
    self.begun = begun
    makeRows = rows
    trainer = try settings.trainer(
      of: forecaster.network, pool: WorkerPool(threads: settings.training.threads))
    stream = trainer.stream()
    if let state, state.shape == stream.state.shape { stream.state = state }
  }

  func model(_ network: SequenceModel<Float>) -> OnlineForecaster {
    var model = forecaster
    model.network = network
    return model
  }

  /// The mark of a stream, in the place of a text's fingerprint.
  var fingerprint: TextFingerprint { TextFingerprint(bytes: 0, checksum: "stream") }
  var updatesPerEpoch: Int? { nil }
  var symbolCount: Int? { nil }
  var validates: Bool { false }
  var isOnline: Bool { true }
  var position: StreamBatches.Position { StreamBatches.Position() }
  var pending: [UInt8] { rows?.pending ?? begun }

  func resume(from position: StreamBatches.Position) {}

  /// The next row that is learned from.
  ///
  /// - Throws: `CommandFailure` (65) for a table that ends before it; `SeriesError` for a row that
  ///   is none; `SystemFailure` for a stream that cannot be read.
  func next() throws -> Batch? {
    while let row = try rows?.next(isEnd: inputHasEnded) {
      if let batch = try take(row) { return batch }
    }
    guard !inputHasEnded else {
      guard forecaster.series.rowCount > 0 else {
        throw CommandFailure(
          .unusableData, "\(visible(reader.descriptor.name)): ended without a row")
      }
      hasEnded = true
      return nil
    }
    switch try reader.read(waiting: Self.patience) {
    case .bytes:
      if rows == nil { rows = try makeRows(begun + reader.piece) }
      rows?.append(reader.piece)
    case .nothing: break
    case .end:
      inputHasEnded = true
      if rows == nil, !begun.isEmpty { rows = try makeRows(begun) }
    }
    return nil
  }

  /// Forecasts a row and takes it; returns what is learned from it, nil where nothing was forecast
  /// or nothing came.
  private func take(_ row: SeriesRows.Row) throws -> Batch? {
    if let rows { forecaster.place = rows.place }
    defer { forecaster.series.observe(row) }
    forecaster.series.expect(known: row.known, calendar: row.calendar)
    guard forecaster.series.canForecast else { return nil }
    let input = forecaster.series.input(known: row.known, calendar: row.calendar)
    let output = stream.predictions(after: [input]).map { Double($0) }
    let forecasts = forecaster.forecasts(output)
    forecaster.measure(forecasts, row)
    if settings.writesForecasts { try write(forecasts, row) }
    return Batch(
      vectors: input, values: forecaster.series.answers(row.targets),
      valueSize: row.targets.count)
  }

  private func write(_ forecasts: [SeriesForecast.Value], _ row: SeriesRows.Row) throws {
    var fields = [row.time.map { "\($0)" } ?? String(forecaster.series.rowCount + 1)]
    for (forecast, actual) in zip(forecasts, row.targets) {
      fields += [forecast.value, forecast.lower, forecast.upper, actual].map {
        $0.isNaN ? "" : Format.general(rounded: $0)
      }
    }
    try console.print(fields.joined(separator: ","))
    // Who reads the forecasts waits for them.
    try console.flush()
  }

  func isCheckpointDue(after update: Int) -> Bool { update.isMultiple(of: settings.saveEvery) }

  func validate() -> Validation? { nil }

  func samples(using generator: inout RandomGenerator) -> [Sample] { [] }

  /// The prequential errors.
  func summary(_ progress: TrainingSnapshot.Progress, best path: String) -> Summary? {
    guard let model = forecaster.errors["model"], model.count > 0 else { return nil }
    var table = Table(
      .left("forecasts of \(Format.counted(model.count, "row")) before they came"), .right("MAE"),
      .right("RMSE"), .right("sMAPE"), .right("coverage"))
    var members: [JSONValue.Member] = []
    let names = ["model"] + SeriesBaseline.Kind.allCases.map(\.rawValue)
    for name in names {
      guard let errors = forecaster.errors[name] else { continue }
      table.append(
        name == "model" ? "this model" : name.replacing("-", with: " ") + ", online",
        measure(errors.mae), measure(errors.rmse), Format.fixed(errors.smape, digits: 2),
        errors.coverage.map { Format.percent($0, digits: 1) } ?? "")
      members.append(JSONValue.Member(name: name, value: .object(errors.members)))
    }
    return (
      table,
      [
        JSONValue.Member(name: "rows", value: .integer(forecaster.series.rowCount)),
        JSONValue.Member(name: "forecasters", value: .object(members)),
      ]
    )
  }
}

// What it says of itself before its run starts.
extension SeriesStreamTask {
  var plan: TrainingPlan {
    let configuration = settings.configuration
    let columns = configuration.columns
    let targets = columns.targets.map { visible($0, limit: 40) }.joined(separator: ", ")
    let beside = (columns.known + columns.features).map { visible($0, limit: 40) }
    return TrainingPlan(
      data: [
        (
          "series",
          "\(targets)\(beside.isEmpty ? "" : " beside \(beside.joined(separator: ", "))"), row by "
            + "row as they come"
        ),
        (
          "forecast",
          "each row before it comes, as a correction of the simple forecast with the least recent "
            + "error" + (settings.period > 1 ? ", with a period of \(settings.period)" : "")
        ),
      ],
      model: configuration.words, batch: "an update each row", trainer: settings.method.name,
      saving: "every \(Format.grouped(settings.saveEvery)) rows and at the end",
      dataMembers: JSONValue.members([
        "stream": .boolean(true),
        "targets": .array(configuration.columns.targets.map { .string($0) }),
        "period": .integer(settings.period),
      ]),
      modelMembers: JSONValue.members([
        "cell": .string(configuration.cell.rawValue), "trainer": .string(settings.method.name),
        "layers": .integer(configuration.layers),
        "hidden_size": .integer(configuration.hiddenSize),
      ]),
      unit: WorkUnit(name: "rows", abbreviation: "rows", count: 1, lossUnit: ""),
      command: "series learn -", next: "info")
  }
}
