package import SequenceModels
package import TensorCore

/// Measures the loss of a model over batches that follow one another, forward only.
package final class Evaluator<S: KernelScalar> {
  /// B
  package let batchSize: Int
  /// T
  package let sequenceLength: Int
  private let pool: WorkerPool
  private let stack: RecurrentStack
  private let slices: [BatchSlice<S>]
  private let results: [WorkerResult]
  private var state: Tensor<S>

  /// An evaluator of the weights in `model`, which may be packed anew between calls.
  package init(
    _ model: PackedSequenceModel<S>, batchSize: Int, sequenceLength: Int, masks: Bool = false,
    pool: WorkerPool
  ) {
    precondition(batchSize > 0 && sequenceLength > 0, "evaluate \(batchSize) x \(sequenceLength)")
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.pool = pool
    stack = model.architecture
    state = Tensor(zeros: stack.stateShape(batch: batchSize))
    slices = BatchSlice<S>.ranges(batchSize: batchSize, threads: pool.count).map { range in
      BatchSlice(
        range: range, batch: batchSize,
        workspace: SequenceWorkspace(
          model, steps: sequenceLength, rows: range.count, trains: false, masks: masks))
    }
    results = slices.map { _ in WorkerResult() }
  }

  /// Starts the next batch from a state of zeros.
  package func resetState() {
    state = Tensor(zeros: stack.stateShape(batch: batchSize))
  }

  /// The sum of the losses of a batch's targets, in nats. `losses` receives each one's, index t * B + b.
  package func lossSum(_ batch: Batch, losses: ((Int, Double) -> Void)? = nil) -> Double {
    precondition(
      batch.tokens.count == batchSize * sequenceLength,
      "batch of \(batch.tokens.count) tokens for \(sequenceLength) steps x \(batchSize)")
    precondition(batch.resets == nil, "evaluation of a batch with resets: there are none")
    let wantsEach = losses != nil
    let found = state.withMutableBlock { state in
      let each: [WorkerLosses] = slices.map { _ in WorkerLosses() }
      pool.run(pieces: slices.count) { worker in
        let slice = slices[worker]
        slice.load(batch, steps: 0..<sequenceLength)
        slice.loadState(state, before: 0)
        slice.workspace.forward(0..<sequenceLength)
        results[worker].loss = slice.workspace.loss(0..<sequenceLength) { _, losses in
          if wantsEach { each[worker].values += losses.array.map { Double($0) } }
        }
        slice.storeState(state, before: sequenceLength)
      }
      return each
    }
    if let losses {
      for (slice, found) in zip(slices, found) {
        for (index, loss) in found.values.enumerated() {
          let (t, row) = index.quotientAndRemainder(dividingBy: slice.range.count)
          losses(t * batchSize + slice.range.lowerBound + row, loss)
        }
      }
    }
    return results.reduce(0) { $0 + $1.loss }
  }

  private final class WorkerLosses: @unchecked Sendable {
    // Written by one worker, read when all are done.
    var values: [Double] = []
  }
}
