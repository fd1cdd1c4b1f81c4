import Recur
import Terminal

/// Series as what a forecaster is trained on: windows of their training part, epoch after epoch.
final class SeriesTask: TrainingTask {
  let settings: SeriesSettings
  let table: SeriesTable
  let split: SeriesSplit
  let trainer: Trainer<SequenceModel<Float>>
  let fingerprint: TextFingerprint
  private(set) var forecaster: SeriesForecaster
  private let windows: SeriesWindows
  private let held: SeriesWindows?
  private let evaluator: Evaluator<Float>?
  /// The weights that validation reads where they are not the trainer's own.
  private let measured: PackedSequenceModel<Float>?
  private let pool: WorkerPool
  private let perEpoch: Int
  private(set) var position = StreamBatches.Position()

  /// A task from the beginning.
  init(
    _ forecaster: SeriesForecaster, settings: SeriesSettings, table: SeriesTable,
    split: SeriesSplit, fingerprint: TextFingerprint
  ) {
    self.forecaster = forecaster
    self.settings = settings
    self.table = table
    self.split = split
    self.fingerprint = fingerprint
    let pool = WorkerPool(threads: settings.training.threads)
    self.pool = pool
    windows = SeriesWindows(
      forecaster, table, from: split.training.map { _ in 0 }, before: split.training)
    perEpoch = windows.updatesPerEpoch(
      batchSize: settings.batchSize, length: settings.sequenceLength)
    trainer = settings.trainer(of: forecaster.network, updatesPerEpoch: perEpoch, pool: pool)
    guard settings.validationFraction > 0 else {
      (held, evaluator, measured) = (nil, nil, nil)
      return
    }
    held = SeriesWindows(forecaster, table, from: split.training, before: split.validation)
    let measured =
      settings.training.measuresCopy
      ? PackedSequenceModel(trainer.model, trains: false, pool: pool) : nil
    self.measured = measured
    evaluator = Evaluator(
      measured ?? trainer.packedModel, batchSize: 1,
      sequenceLength: SeriesSettings.evaluationLength, pool: pool)
  }

  func model(_ network: SequenceModel<Float>) -> SeriesForecaster {
    var model = forecaster
    model.network = network
    return model
  }

  var updatesPerEpoch: Int? { perEpoch }
  var symbolCount: Int? { nil }
  var validates: Bool { held != nil }
  var dropout: Double? { forecaster.configuration.dropout }

  func resume(from position: StreamBatches.Position) { self.position = position }

  /// The windows of a place in the run: the same however the run came there.
  func next() -> Batch? {
    let place = UInt64(position.epoch * perEpoch + position.block)
    var generator = RandomGenerator(
      seed: settings.training.seed &+ place &* 0x9E37_79B9_7F4A_7C15)
    position.block += 1
    if position.block == perEpoch { position = StreamBatches.Position(epoch: position.epoch + 1) }
    return windows.batch(
      settings.batchSize, length: settings.sequenceLength, using: &generator)
  }

  func isCheckpointDue(after update: Int) -> Bool {
    position.block == 0
      || settings.validateEvery.map { position.block.isMultiple(of: $0) } ?? false
  }

  func validate() -> Validation? {
    guard let held, let evaluator else { return nil }
    func loss(of model: SequenceModel<Float>) -> Double {
      if let measured { model.parameters.withBlock { measured.update(from: $0, pool: pool) } }
      return evaluator.meanLoss(of: held)
    }
    let averaged = trainer.averagedModel.map(loss)
    let raw = loss(of: trainer.model)
    forecaster.network =
      averaged ?? .infinity < raw ? trainer.averagedModel ?? trainer.model : trainer.model
    forecaster.measureErrors(on: table, split: split)
    let errors = forecaster.validationErrors(on: table, split: split)
    return (
      raw, averaged,
      (
        "MAE \(measure(errors.mae))",
        JSONValue.members(["mae": .number(errors.mae), "rmse": .number(errors.rmse)])
      )
    )
  }

  func samples(using generator: inout RandomGenerator) -> [Sample] { [] }

  /// The backtest of the best model.
  func summary(_ progress: TrainingSnapshot.Progress, best path: String) throws -> Summary? {
    guard settings.testFraction > 0 else { return nil }
    let (best, _) = try SeriesForecaster.open(path)
    let backtest = Backtest(of: best, on: table, split: split)
    return (
      backtest.table, JSONValue.members(["backtest": backtest.json(best.configuration)])
    )
  }
}

extension SeriesSettings {
  /// Steps that validation takes at once.
  static let evaluationLength = 64

  /// A trainer of `network` for a run whose epochs have so many updates.
  func trainer(
    of network: SequenceModel<Float>, updatesPerEpoch: Int, pool: WorkerPool
  ) -> Trainer<SequenceModel<Float>> {
    Trainer(
      network, batchSize: batchSize, sequenceLength: sequenceLength,
      updates: training.updateOptions(perEpoch: updatesPerEpoch),
      precision: training.precision.products, pool: pool)
  }
}
