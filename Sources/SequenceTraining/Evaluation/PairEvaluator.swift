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
    // Pairs of like lengths run together.
    let order = pairs.indices.sorted {
      (pairs[$0].target.count, pairs[$0].source.count, $0)
        < (pairs[$1].target.count, pairs[$1].source.count, $1)
    }
    var losses = [Double](repeating: 0, count: pairs.count)
    for rows in Set(pairs.map { rows($0) }).sorted(by: >) {
      let chosen = order.filter { self.rows(pairs[$0]) == rows }
      measure(chosen.map { pairs[$0] }, rows: rows) { losses[chosen[$0]] = $1 }
    }
    return losses
  }

  /// Runs pairs in their order, `rows` of them side by side on each thread.
  private func measure(
    _ pairs: [SequencePair], rows: Int, _ take: (_ index: Int, _ loss: Double) -> Void
  ) {
    make(
      sourceSteps: max(pairs.map(\.source.count).max() ?? 1, 1),
      targetSteps: pairs.map(\.predictions).max() ?? 1, rows: rows)
    let keys = [UInt64](repeating: 0, count: pairs.count)
    let batches = (pairs.count + rows - 1) / rows
    pool.run(pieces: workspaces.count) { worker in
      results[worker].losses = []
      for batch in stride(from: worker, to: batches, by: workspaces.count) {
        let range = batch * rows..<min((batch + 1) * rows, pairs.count)
        workspaces[worker].load(pairs, range, keys: keys)
        workspaces[worker].forward()
        results[worker].losses += workspaces[worker].losses().prefix(range.count)
      }
    }
    for worker in workspaces.indices {
      var found = results[worker].losses[...]
      for batch in stride(from: worker, to: batches, by: workspaces.count) {
        for index in batch * rows..<min((batch + 1) * rows, pairs.count) {
          take(index, found.removeFirst())
        }
      }
    }
  }

  /// Pairs like this one that a thread runs side by side: a quarter for twice the length, as
  /// attention is as large as the product of both sides.
  private func rows(_ pair: SequencePair) -> Int {
    rows(longest: max(pair.source.count, pair.predictions))
  }

  private func rows(longest: Int) -> Int {
    var (rows, steps) = (batchSize, Self.shortSteps)
    while rows > 1, longest > steps { (rows, steps) = (max(rows / 4, 1), 2 * steps) }
    return rows
  }

  /// Steps up to which ``batchSize`` pairs run side by side.
  private static var shortSteps: Int { 512 }

  /// Makes the memory that pairs of so many steps may want, one after the other that of many short
  /// ones and that of fewer long ones; a target's end counts.
  package func reserve(sourceSteps source: Int, targetSteps target: Int) {
    var steps = Self.shortSteps
    while steps < max(source, target), rows(longest: steps) > 1 {
      make(
        sourceSteps: min(source, steps), targetSteps: min(target, steps),
        rows: rows(longest: steps))
      steps *= 2
    }
    make(sourceSteps: source, targetSteps: target, rows: rows(longest: max(source, target)))
  }

  /// Makes workspaces unless there are some of so many rows that are long enough.
  private func make(sourceSteps: Int, targetSteps: Int, rows: Int) {
    if workspaces.first?.rows != rows { workspaces = [] }
    workspaces.reserve(sourceSteps, targetSteps, count: pool.count) { sourceSteps, targetSteps in
      EncoderDecoderWorkspace(
        model, sourceSteps: sourceSteps, targetSteps: targetSteps, rows: rows, trains: false)
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
