import Recur
import Terminal

/// Training on random symbols or vectors: forward, loss, backward, clipping by global norm 5, Adam.
struct TrainingBenchmark {
  var model: BenchmarkModel
  var method: GradientMethod = .bptt
  /// Of the matrix products.
  var precision = Precision.exact
  var batchSize: Int
  var sequenceLength: Int
  var threads: Int
  /// How long to measure for.
  var seconds: Double

  /// Updates before the measured ones.
  private static let warmUp = 3
  /// Batches that are gone through in turn.
  private static let batchCount = 20

  /// The use of the gradients. An influence that is never reset outgrows every number where weights
  /// grow, as they do on random symbols: those of methods that go forward in time hardly move.
  var updates: UpdateOptions {
    var options = UpdateOptions(seed: BenchmarkModel.seed)
    if method.isForward { options.learningRate = 1e-7 }
    return options
  }

  /// - Throws: `CommandFailure` (64) for a method that the model does not go with.
  func measure() throws -> BenchmarkResult {
    let pool = WorkerPool(threads: threads)
    let peak = pool.peakOperationsPerSecond(precision)
    MemoryMeter.resetPeak()
    let (trainer, model) = try make(pool)
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
      counts.append(trainer.operations)
    }
    let middle = median(Array(times.dropFirst(Self.warmUp)))
    let characters = Double(batchSize * sequenceLength)
    // Backward costs as much again for the adjoints and for the weights, if nobody counts it.
    let counted = Double(counts[counts.count - 1] - counts[0]) / Double(counts.count - 1)
    let work = (counted > 0 ? 1 : 3) * model.forwardOperations + counted / characters
    return BenchmarkResult(
      work: "\(verb) \(self.model.name) B\(batchSize) T\(sequenceLength)"
        + (precision == .fast ? " fast" : ""),
      unitsPerSecond: characters / middle, millisecondsPerUpdate: middle * 1e3,
      operationsPerUnit: work, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: threads,
      instructionSet: precision.kernels)
  }

  private func make(
    _ pool: WorkerPool
  ) throws(CommandFailure) -> (Trainer<SequenceModel<Float>>, SequenceModel<Float>) {
    let model = model.make()
    do throws(GradientMethodError) {
      let trainer = try Trainer(
        model, method: method, batchSize: batchSize, sequenceLength: sequenceLength,
        updates: updates, precision: precision.products, pool: pool)
      return (trainer, model)
    } catch {
      throw error.commandFailure
    }
  }

  /// Bytes that it takes.
  ///
  /// - Throws: `CommandFailure` (64) for a method that the model does not go with.
  func memory() throws(CommandFailure) -> Int {
    let plan = try PlannedMemory.proportional(to: batchSize, exactly: method.exactlyPlanned) {
      count throws(CommandFailure) in
      var other = self
      other.batchSize = count
      return try MemoryMeter.planned { () throws(CommandFailure) in
        try other.make(WorkerPool(threads: threads))
      }
    }
    // The batches, and one that is on its way.
    let bytes = 8 + 8 * (model.vectorSize ?? 0)
    return plan.peak.addingClamped(bytes * batchSize * sequenceLength * (Self.batchCount + 1))
  }

  /// Stops (64) where the benchmark needs more memory than it may have.
  func require(_ budget: MemoryBudget) throws(CommandFailure) {
    func offer(_ name: String, _ path: WritableKeyPath<TrainingBenchmark, Int>) -> String? {
      budget.offer(name, below: self[keyPath: path]) { size in
        var other = self
        other[keyPath: path] = size
        return try? other.memory()
      }
    }
    try budget.require(
      memory(), for: "\(verb) \(model.name) B\(batchSize) T\(sequenceLength)",
      advice: budget.advice([
        offer("batch-size", \.batchSize), offer("sequence-length", \.sequenceLength),
        offer("hidden-size", \.model.hiddenSize),
      ]))
  }

  private var verb: String { method == .bptt ? "train" : method.name }

  private func randomBatches() -> [Batch] {
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    func draw() -> [Int32] {
      (0..<batchSize * sequenceLength).map { _ in
        Int32(generator.index(below: model.vocabularySize))
      }
    }
    func drawNumbers(_ size: Int) -> [Double] {
      (0..<batchSize * sequenceLength * size).map { _ in generator.normal() }
    }
    return (0..<Self.batchCount).map { _ in
      guard let size = model.vectorSize else { return Batch(tokens: draw(), targets: draw()) }
      return Batch(vectors: drawNumbers(size), values: drawNumbers(1))
    }
  }
}
