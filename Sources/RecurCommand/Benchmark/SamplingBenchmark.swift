import Recur
import Terminal

/// Sampling one stream: every symbol is drawn from the softmax over the whole vocabulary and fed
/// back.
struct SamplingBenchmark {
  var model: BenchmarkModel
  var precision = Precision.exact
  /// Symbols to sample.
  var length: Int

  /// Parts the length is timed in.
  private static let parts = 10

  /// Bytes that it takes.
  var memory: Int { MemoryMeter.planned(make).peak }

  /// Stops (64) where the benchmark needs more memory than it may have.
  func require(_ budget: MemoryBudget) throws(CommandFailure) {
    func bytes(hiddenSize: Int) -> Int {
      var other = self
      other.model.hiddenSize = hiddenSize
      return other.memory
    }
    try budget.require(
      memory, for: "sample \(model.name)",
      advice: budget.advice([
        budget.offer("hidden-size", below: model.hiddenSize) { bytes(hiddenSize: $0) }
      ]))
  }

  private func make() -> (SequenceModel<Float>, SequenceStream<Float>) {
    let model = model.make()
    return (
      model,
      SequenceStream(PackedSequenceModel(model, trains: false, precision: precision.products))
    )
  }

  func measure() -> BenchmarkResult {
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    let peak = WorkerPool(threads: 1).peakOperationsPerSecond(precision)
    MemoryMeter.resetPeak()
    let (model, stream) = make()
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    var token: Int32 = 0
    func run(_ count: Int) {
      for _ in 0..<count {
        let logits = stream.step(token)
        logits.softmax()
        token = logits.draw(using: &generator)
      }
    }
    let part = max(length / Self.parts, 1)
    run(part)
    let times = (0..<Self.parts).map { _ in ContinuousClock().measure { run(part) }.seconds }
    return BenchmarkResult(
      work: "sample \(self.model.name)" + (precision == .fast ? " fast" : ""),
      unitsPerSecond: Double(part) / median(times),
      operationsPerUnit: model.forwardOperations, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: 1,
      instructionSet: precision.kernels)
  }
}
