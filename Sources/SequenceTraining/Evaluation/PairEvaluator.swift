package import SequenceModels
package import TensorCore

/// Measures the losses of pairs under an encoder-decoder, forward only.
package final class PairEvaluator<S: KernelScalar> {
  /// Pairs that one thread runs side by side.
  package let batchSize: Int
  private let model: PackedEncoderDecoder<S>
  private let pool: WorkerPool
  private var workspaces: [EncoderDecoderWorkspace<S>] = []
  private let results: [WorkerResult]

  /// An evaluator of the weights in `model`, which may be packed anew between calls.
  package init(_ model: PackedEncoderDecoder<S>, batchSize: Int = 64, pool: WorkerPool) {
    precondition(batchSize > 0, "evaluate \(batchSize) pairs at once")
    self.model = model
    self.batchSize = batchSize
    self.pool = pool
    results = pool.makeResults()
  }

  /// The loss of each pair, summed over its predictions (``SequencePair/predictions``), in nats:
  /// the negative log-likelihood of the target and its end. Its bits do not depend on the other
  /// pairs.
  package func losses(_ pairs: [SequencePair]) -> [Double] {
    reserve(
      sourceSteps: max(pairs.map(\.source.count).max() ?? 1, 1),
      targetSteps: pairs.map(\.predictions).max() ?? 1)
    // Pairs of like lengths run together.
    let order = pairs.indices.sorted {
      (pairs[$0].target.count, pairs[$0].source.count, $0)
        < (pairs[$1].target.count, pairs[$1].source.count, $1)
    }
    let sorted = order.map { pairs[$0] }
    let keys = [UInt64](repeating: 0, count: pairs.count)
    let batches = (pairs.count + batchSize - 1) / batchSize
    pool.run(pieces: workspaces.count) { worker in
      results[worker].losses = []
      for batch in stride(from: worker, to: batches, by: workspaces.count) {
        let range = batch * batchSize..<min((batch + 1) * batchSize, pairs.count)
        workspaces[worker].load(sorted, range, keys: keys)
        workspaces[worker].forward()
        results[worker].losses += workspaces[worker].losses().prefix(range.count)
      }
    }
    var losses = [Double](repeating: 0, count: pairs.count)
    for worker in workspaces.indices {
      var found = results[worker].losses[...]
      for batch in stride(from: worker, to: batches, by: workspaces.count) {
        for index in batch * batchSize..<min((batch + 1) * batchSize, pairs.count) {
          losses[order[index]] = found.removeFirst()
        }
      }
    }
    return losses
  }

  /// Makes the memory that pairs of so many steps want; a target's end counts.
  package func reserve(sourceSteps: Int, targetSteps: Int) {
    workspaces.reserve(sourceSteps, targetSteps, count: pool.count) { sourceSteps, targetSteps in
      EncoderDecoderWorkspace(
        model, sourceSteps: sourceSteps, targetSteps: targetSteps, rows: batchSize, trains: false)
    }
  }
}

extension Array {
  /// Makes `count` workspaces for pairs of so many steps in the place of shorter ones.
  mutating func reserve<S: KernelScalar>(
    _ sourceSteps: Int, _ targetSteps: Int, count: Int,
    make: (_ sourceSteps: Int, _ targetSteps: Int) -> EncoderDecoderWorkspace<S>
  ) where Element == EncoderDecoderWorkspace<S> {
    let (source, target) = first.map { ($0.sourceSteps, $0.targetSteps) } ?? (0, 0)
    guard sourceSteps > source || targetSteps > target else { return }
    // The memory of the shorter ones goes first.
    removeAll()
    for _ in 0..<count {
      append(make(Swift.max(sourceSteps, source), Swift.max(targetSteps, target)))
    }
  }
}
