package import SequenceModels
package import TensorCore

/// What a gradient method was measured to cost.
package struct MethodCost: Sendable, Equatable {
  /// Seconds of a symbol, one value for each repeat.
  package var seconds: [Double]
  /// Symbols gone over in each repeat.
  package var symbols: Int
  /// Floating-point operations of a symbol that the estimator counted; 0 if it does not count.
  package var countedOperations: Double
  /// Bytes of tensors that the estimator holds, by the memory meter.
  package var heldBytes: Int
  /// The most bytes of tensors at any time since before it was made, by the memory meter.
  package var peakBytes: Int
  /// Whether the time given was over before all repeats were made.
  package var isCutShort: Bool
}

extension SequencePass {
  /// A repeat lasts at least this long, if there is the time: the clock is then exact enough.
  private static let shortestRepeat = 2e-3

  /// Measures the method on sequences of a model.
  ///
  /// Estimators that go forward in time go on without end, blocked RTRL in whole blocks; the others
  /// begin every sequence anew. What is timed comes after a warm-up in which everything that is
  /// made late has been made.
  ///
  /// Throws what ``GradientMethod/estimator(of:_:pool:)`` throws.
  /// - Parameters:
  ///   - symbols: [T + 1]; each predicts the next.
  ///   - repeats: the most; at least one is made.
  ///   - seconds: the time to measure for, about.
  ///   - isStopped: asked between repeats.
  package func cost<S>(
    of model: SequenceModel<S>, _ symbols: [Int32], repeats: Int, seconds: Double,
    pool: WorkerPool, isStopped: () -> Bool = { false }
  ) throws(GradientMethodError) -> MethodCost {
    let before = MemoryMeter.liveBytes
    MemoryMeter.resetPeak()
    let estimator = try estimatorMethod.estimator(of: model, options, pool: pool)
    let (batches, forgets) = (batches(symbols), forgets(model))
    var count = 0
    func runBatch() {
      let index = count % batches.count
      if index == 0, forgets, count > 0 { estimator.resetState() }
      _ = estimator.run(batches[index])
      count += 1
    }
    let clock = ContinuousClock()
    let start = clock.now
    func elapsed() -> Double { (start.duration(to: clock.now)).seconds }

    let unit = unit(model, batches: batches.count)
    let least = method.standard == .blocked && !forgets ? unit + 1 : 1
    while count < (forgets ? batches.count : least)
      || (count < batches.count && elapsed() < seconds / 3)
    {
      runBatch()
    }
    let batchSeconds = max(elapsed() / Double(count), 1e-9)
    let affordable = Int(max(0, seconds - elapsed()) / Double(repeats) / batchSeconds)
    let wanted = max(batches.count, Int(Self.shortestRepeat / batchSeconds))
    let pieces = max(1, min(affordable, wanted) / unit) * unit

    var cost = MethodCost(
      seconds: [],
      symbols: forgets ? pieces / batches.count * length : pieces * batchLength,
      countedOperations: 0, heldBytes: 0, peakBytes: 0, isCutShort: false)
    let counted = estimator.operations
    while cost.seconds.count < repeats {
      if !cost.seconds.isEmpty && (elapsed() > seconds || isStopped()) {
        cost.isCutShort = true
        break
      }
      let began = clock.now
      for _ in 0..<pieces { runBatch() }
      cost.seconds.append((began.duration(to: clock.now)).seconds / Double(cost.symbols))
    }
    cost.countedOperations =
      Double(estimator.operations - counted) / Double(cost.symbols * cost.seconds.count)
    cost.heldBytes = MemoryMeter.liveBytes - before
    cost.peakBytes = MemoryMeter.peakBytes - before
    return cost
  }

  /// Batches that belong together: a sequence that is begun anew, a block of blocked RTRL.
  private func unit<S>(_ model: SequenceModel<S>, batches: Int) -> Int {
    if forgets(model) { return batches }
    guard let block = blockLength(of: model) else { return 1 }
    return block.isMultiple(of: batchLength) ? block / batchLength : block
  }

  /// Seconds of a symbol of the forward pass alone, over whole sequences: the median of `repeats`.
  package func forwardSeconds<S>(
    of model: SequenceModel<S>, _ symbols: [Int32], repeats: Int, pool: WorkerPool
  ) -> Double {
    var whole = self
    whole.method = .bptt
    let batch = whole.batches(symbols)[0]
    let packed = PackedSequenceModel(model, trains: false, pool: pool)
    let evaluator = Evaluator(packed, batchSize: 1, sequenceLength: length, pool: pool)
    let clock = ContinuousClock()
    let times = (0...max(repeats, 1)).map { _ in
      evaluator.resetState()
      let began = clock.now
      _ = evaluator.lossSum(batch)
      return (began.duration(to: clock.now)).seconds / Double(length)
    }.dropFirst().sorted()
    return times[times.count / 2]
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
