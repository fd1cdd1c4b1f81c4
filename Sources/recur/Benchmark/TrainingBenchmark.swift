import SequenceModels
import SequenceTraining
import TensorCore

/// Training on random symbols: forward, loss, backward, clipping by global norm 5, Adam.
struct TrainingBenchmark {
  var model: BenchmarkModel
  var batchSize: Int
  var sequenceLength: Int
  var threads: Int
  /// How long to measure for.
  var seconds: Double

  /// Updates before the measured ones.
  private static let warmUp = 3

  func measure() throws -> BenchmarkResult {
    let pool = WorkerPool(threads: threads)
    let peak = MachinePeak.operationsPerSecond(pool)
    MemoryMeter.resetPeak()
    let model = model.make()
    let batches = randomBatches()
    let trainer = Trainer(
      model,
      options: TrainerOptions(batchSize: batchSize, sequenceLength: sequenceLength), pool: pool)
    var times: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < Self.warmUp + 3
      || ((clock.now - start).seconds < seconds && times.count < 100_000)
    {
      let began = clock.now
      _ = try trainer.update(batches[times.count % batches.count])
      times.append((clock.now - began).seconds)
    }
    let middle = median(Array(times.dropFirst(Self.warmUp)))
    return BenchmarkResult(
      work: "train \(self.model.name) B\(batchSize) T\(sequenceLength)",
      charactersPerSecond: Double(batchSize * sequenceLength) / middle,
      millisecondsPerUpdate: middle * 1e3,
      // Backward costs as much again for the adjoints and for the weights.
      operationsPerCharacter: 3 * model.forwardOperations, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: threads,
      instructionSet: KernelSet.active.name)
  }

  private func randomBatches() -> [Batch] {
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    func draw() -> [Int32] {
      (0..<batchSize * sequenceLength).map { _ in
        Int32(generator.index(below: model.vocabularySize))
      }
    }
    return (0..<20).map { _ in Batch(tokens: draw(), targets: draw()) }
  }
}
