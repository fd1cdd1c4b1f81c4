internal import Foundation
package import SequenceModels
package import TensorCore

/// Measures the loss of a model over batches that follow one another, forward only; or the loss of
/// the mean of several models' distributions.
package final class Evaluator<S: KernelScalar> {
  /// B
  package let batchSize: Int
  /// T
  package let sequenceLength: Int
  private let pool: WorkerPool
  /// The threads' parts of a batch, of each model.
  private let members: [[BatchSlice<S>]]
  private let results: [WorkerResult]
  /// The state of each model.
  private var states: [Tensor<S>]

  /// An evaluator of the weights in `model`, which may be packed anew between calls.
  package convenience init(
    _ model: PackedSequenceModel<S>, batchSize: Int, sequenceLength: Int, masks: Bool = false,
    pool: WorkerPool
  ) {
    self.init(
      [model], batchSize: batchSize, sequenceLength: sequenceLength, masks: masks, pool: pool)
  }

  /// An evaluator of the mean of some models' distributions.
  package init(
    _ models: [PackedSequenceModel<S>], batchSize: Int, sequenceLength: Int, masks: Bool = false,
    pool: WorkerPool
  ) {
    precondition(
      batchSize > 0 && sequenceLength > 0 && !models.isEmpty,
      "evaluate \(batchSize) x \(sequenceLength) by \(models.count) models")
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.pool = pool
    states = models.map { Tensor(zeros: $0.architecture.stateShape(batch: batchSize)) }
    let ranges = BatchSlice<S>.ranges(batchSize: batchSize, threads: pool.count)
    members = models.map { model in
      ranges.map { range in
        BatchSlice(
          range: range, batch: batchSize,
          workspace: SequenceWorkspace(
            model, steps: sequenceLength, rows: range.count, trains: false, masks: masks))
      }
    }
    results = ranges.map { _ in WorkerResult() }
  }

  /// Starts the next batch from a state of zeros.
  package func resetState() {
    for index in states.indices { states[index].withMutableBlock { $0.fill(0) } }
  }

  /// The sum of the losses of a batch's targets by their weights. `losses` receives each one's,
  /// index t * B + b.
  package func lossSum(_ batch: Batch, losses: ((Int, Double) -> Void)? = nil) -> Double {
    precondition(
      batch.tokens.count == batchSize * sequenceLength,
      "batch of \(batch.tokens.count) tokens for \(sequenceLength) steps x \(batchSize)")
    precondition(batch.resets == nil, "evaluation of a batch with resets: there are none")
    let isMixed = members.count > 1
    precondition(!isMixed || batch.weights == nil, "a mixture's losses by weights")
    var sums: [[Double]] = []
    for index in members.indices {
      run(index, batch, wantsEach: losses != nil || isMixed)
      guard isMixed else { break }
      // The probabilities of the targets; 1 where there is none.
      let own = results.map { $0.losses.map { exp(-$0) } }
      sums = sums.isEmpty ? own : zip(sums, own).map { zip($0, $1).map { $0 + $1 } }
    }
    for (result, sums) in zip(results, sums) {
      result.losses = sums.map { -log($0 / Double(members.count)) }
      result.loss = result.losses.reduce(0, +)
    }
    if let losses {
      for (slice, result) in zip(members[0], results) {
        for (index, loss) in result.losses.enumerated() {
          let (t, row) = index.quotientAndRemainder(dividingBy: slice.range.count)
          losses(t * batchSize + slice.range.lowerBound + row, loss)
        }
      }
    }
    return results.reduce(0) { $0 + $1.loss }
  }

  /// Runs a model over a batch.
  private func run(_ index: Int, _ batch: Batch, wantsEach: Bool) {
    let slices = members[index]
    states[index].withMutableBlock { state in
      pool.run(pieces: slices.count) { worker in
        let (slice, result) = (slices[worker], results[worker])
        slice.load(batch, steps: 0..<sequenceLength)
        slice.loadState(state, before: 0)
        slice.workspace.forward(0..<sequenceLength)
        result.losses = []
        result.loss = slice.workspace.loss(0..<sequenceLength) { _, losses in
          if wantsEach { result.losses += losses.array.map { Double($0) } }
        }
        slice.storeState(state, before: sequenceLength)
      }
    }
  }
}
