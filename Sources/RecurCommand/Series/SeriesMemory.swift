import Recur
import Terminal

/// The bytes that a forecaster's training will hold, planned by making all of it in the air.
enum SeriesMemory {
  static func planned(
    _ forecaster: SeriesForecaster, _ settings: SeriesSettings, _ table: SeriesTable
  ) -> PlannedMemory {
    let network = forecaster.network
    let plan = MemoryMeter.planned {
      let pool = WorkerPool(threads: settings.training.threads)
      let trainer = settings.trainer(
        of: SequenceModel<Float>(zeros: network.configuration), updatesPerEpoch: 1, pool: pool)
      let measured =
        settings.training.measuresCopy
        ? PackedSequenceModel(trainer.model, trains: false, pool: pool) : nil
      let evaluator = Evaluator(
        measured ?? trainer.packedModel, batchSize: 1,
        sequenceLength: SeriesSettings.evaluationLength, pool: pool)
      return (trainer, evaluator, measured)
    }
    let size = network.configuration.readoutSize
    let rows = table.series.reduce(0) { $0 + $1.observedCount }
    let inputs = network.configuration.inputSize
    // Training and validation encoded, a batch as numbers, and the errors of the validation.
    let windows = 8 * rows * (inputs + size)
    let batch = 16 * settings.batchSize * settings.sequenceLength * (inputs + size)
    let vectors = settings.training.updateOptions(perEpoch: 1).savedVectors
    let saving = PlannedMemory.savingBytes(parameters: network.layout.count, vectors: vectors)
    return PlannedMemory(
      live: plan.live,
      peak: plan.peak.addingClamped(saving).addingClamped(windows + batch + 2 * table.memoryBytes))
  }
}
