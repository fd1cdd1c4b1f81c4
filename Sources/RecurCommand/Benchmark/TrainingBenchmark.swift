import SequenceModels
import SequenceTraining
import TensorCore

/// Training on random symbols: forward, loss, backward, clipping by global norm 5, Adam.
struct TrainingBenchmark {
  var model: BenchmarkModel
  var method = GradientMethod.backpropagation
  /// h of blocked RTRL.
  var blockLength: Int?
  /// Of the matrix products.
  var precision = Precision.exact
  var batchSize: Int
  var sequenceLength: Int
  var threads: Int
  /// How long to measure for.
  var seconds: Double

  /// Updates before the measured ones.
  private static let warmUp = 3

  /// - Throws: `CommandFailure` (64) for a method that the model does not go with.
  func measure() throws -> BenchmarkResult {
    let pool = WorkerPool(threads: threads)
    let peak = MachinePeak.operationsPerSecond(pool, precision)
    MemoryMeter.resetPeak()
    let model = model.make()
    let estimator: any GradientEstimator<Float>
    do throws(GradientMethodError) {
      estimator = try method.estimator(
        of: model,
        GradientMethodSettings(
          batchSize: batchSize, sequenceLength: sequenceLength, blockLength: blockLength,
          precision: precision.products, gradientAtEveryStep: true, seed: BenchmarkModel.seed),
        pool: pool)
    } catch {
      throw error.commandFailure
    }
    let trainer = Trainer(
      model, options: TrainerOptions(batchSize: batchSize, sequenceLength: sequenceLength),
      estimator: estimator, pool: pool)
    let batches = randomBatches()
    var (times, counts): ([Double], [Int]) = ([], [])
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < Self.warmUp + 3
      || ((clock.now - start).seconds < seconds && times.count < 100_000)
    {
      let began = clock.now
      _ = try trainer.update(batches[times.count % batches.count])
      times.append((clock.now - began).seconds)
      counts.append(estimator.operations)
    }
    let middle = median(Array(times.dropFirst(Self.warmUp)))
    let characters = Double(batchSize * sequenceLength)
    // Backward costs as much again for the adjoints and for the weights, if nobody counts it.
    let counted = Double(counts[counts.count - 1] - counts[0]) / Double(counts.count - 1)
    let work = (counted > 0 ? 1 : 3) * model.forwardOperations + counted / characters
    return BenchmarkResult(
      work: "\(verb) \(self.model.name) B\(batchSize) T\(sequenceLength)"
        + (precision == .fast ? " fast" : ""),
      charactersPerSecond: characters / middle, millisecondsPerUpdate: middle * 1e3,
      operationsPerCharacter: work, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: threads,
      instructionSet: KernelSet.active.name)
  }

  private var verb: String { method == .backpropagation ? "train" : method.rawValue }

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
