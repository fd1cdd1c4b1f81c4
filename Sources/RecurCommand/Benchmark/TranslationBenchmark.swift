import Recur

/// Training an encoder-decoder on sums of two numbers, reversed, with a peeky decoder: forward,
/// loss, backward, clipping by global norm 5, Adam.
struct TranslationBenchmark {
  var cell = CellKind.lstm
  var hiddenSize = 128
  var embeddingSize = 16
  /// Of the matrix products.
  var precision = Precision.exact
  var batchSize = 128
  var threads: Int
  /// How long to measure for.
  var seconds: Double
  /// Pairs of an epoch.
  var pairCount = TranslationBenchmark.standardPairCount

  /// The pairs whose epoch ``BenchmarkResult`` speaks of.
  static let standardPairCount = 45_000

  /// Updates before the measured ones.
  private static let warmUp = 3
  private static let (start, end): (Int32, Int32) = (11, 12)

  private func trainer(
    _ model: EncoderDecoder<Float>, _ pool: WorkerPool
  ) -> Trainer<EncoderDecoder<Float>> {
    Trainer(
      model, batchSize: batchSize, sourceSteps: 7, targetSteps: 5,
      updates: UpdateOptions(learningRate: 0.001), precision: precision.products, pool: pool)
  }

  /// Bytes of a pair and its place in an epoch.
  private static let pairBytes = 256

  /// Bytes that it takes.
  func memory() throws -> Int {
    try MemoryMeter.planned { try trainer(model(), WorkerPool(threads: threads)) }
      .peak.addingClamped(Self.pairBytes * pairCount)
  }

  /// Stops (64) where the benchmark needs more memory than it may have.
  func require(_ budget: MemoryBudget) throws {
    func offer(_ name: String, _ path: WritableKeyPath<TranslationBenchmark, Int>) -> String? {
      budget.offer(name, below: self[keyPath: path]) { size in
        var other = self
        other[keyPath: path] = size
        return try? other.memory()
      }
    }
    try budget.require(
      memory(), for: "train \(cell.rawValue) \(hiddenSize) pairs",
      advice: budget.advice([
        offer("batch-size", \.batchSize), offer("hidden-size", \.hiddenSize),
      ]))
  }

  /// Measures whole epochs, because batches of like lengths take different times.
  func measure() throws -> BenchmarkResult {
    let pool = WorkerPool(threads: threads)
    let peak = pool.peakOperationsPerSecond(precision)
    let pairs = Self.sums(count: pairCount)
    let order = try PairBatches(pairs, batchSize: batchSize, seed: BenchmarkModel.seed)
    MemoryMeter.resetPeak()
    let model = try model()
    let trainer = trainer(model, pool)
    func train(_ batches: some Sequence<PairBatch>) throws {
      for batch in batches { _ = try trainer.update(batch) }
    }
    try train(order.batches(epoch: 0).prefix(Self.warmUp))
    var times: [Double] = []
    while times.count < 3 || (times.reduce(0, +) < seconds && times.count < 100_000) {
      times.append(
        try ContinuousClock().measure { try train(order.batches(epoch: times.count)) }.seconds)
    }
    let (epoch, count) = (median(times), Double(pairs.count))
    let sourceSteps = Double(pairs.reduce(0) { $0 + $1.source.count }) / count
    let predictions = Double(pairs.reduce(0) { $0 + $1.predictions }) / count
    let characters = sourceSteps + predictions
    return BenchmarkResult(
      work: "train \(cell.rawValue) \(hiddenSize) pairs, peeky, B\(batchSize)"
        + (precision == .fast ? " fast" : ""),
      unitsPerSecond: count * characters / epoch,
      millisecondsPerUpdate: epoch / Double(order.batchesPerEpoch) * 1e3,
      // Backward costs as much again for the adjoints and for the weights.
      operationsPerUnit: 3 * forwardOperations(model, sourceSteps, predictions) / characters,
      peakOperationsPerSecond: peak, peakTensorBytes: MemoryMeter.peakBytes,
      parameters: model.layout.count, threads: threads, instructionSet: precision.kernels,
      pairsPerSecond: count / epoch)
  }

  private func model() throws -> EncoderDecoder<Float> {
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    return try EncoderDecoder(
      EncoderDecoderConfiguration(
        sourceVocabularySize: 13, targetVocabularySize: 13, startSymbol: Self.start,
        endSymbol: Self.end, sourceEmbeddingSize: embeddingSize, cell: cell,
        encoderHiddenSize: hiddenSize, reversesSource: true, isPeeky: true),
      weights: .lecun, recurrent: .lecun, using: &generator)
  }

  /// Those of the matrix products of a pair. The embeddings' are done once for all pairs of an
  /// update.
  private func forwardOperations(
    _ model: EncoderDecoder<Float>, _ sourceSteps: Double, _ predictions: Double
  ) -> Double {
    let products = [
      ("encoder.layers.0.recurrent_weight", sourceSteps),
      ("decoder.layers.0.recurrent_weight", predictions), ("decoder.context_weight", 1),
      ("readout.weight", predictions), ("readout.context_weight", 1),
    ]
    return products.reduce(0) {
      $0 + 2 * Double(model.layout.block(named: $1.0)?.count ?? 0) * $1.1
    }
  }

  /// Distinct sums of two numbers of one to three digits, whose lengths are equally likely, and
  /// their results. Digits are their own symbols, 10 is the plus sign.
  static func sums(count: Int) -> [SequencePair] {
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    var known: Set<[Int]> = []
    var pairs: [SequencePair] = []
    func number() -> Int {
      let range = [0..<10, 10..<100, 100..<1000][generator.index(below: 3)]
      return range.lowerBound + generator.index(below: range.count)
    }
    func digits(_ number: Int) -> [Int32] { String(number).utf8.map { Int32($0) - 48 } }
    while pairs.count < count {
      let (left, right) = (number(), number())
      guard known.insert([left, right]).inserted else { continue }
      pairs.append(
        SequencePair(source: digits(left) + [10] + digits(right), target: digits(left + right)))
    }
    return pairs
  }
}
