package import SequenceModels
package import TensorCore

/// Measures the loss of a model over batches that follow one another, forward only.
package final class Evaluator<S: KernelScalar> {
  /// B
  package let batchSize: Int
  /// T
  package let sequenceLength: Int
  private let pool: WorkerPool
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
    state = Tensor(zeros: model.architecture.stateShape(batch: batchSize))
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
    state.withMutableBlock { $0.fill(0) }
  }

  /// The sum of the losses of a batch's targets by their weights. `losses` receives each one's,
  /// index t * B + b.
  package func lossSum(_ batch: Batch, losses: ((Int, Double) -> Void)? = nil) -> Double {
    precondition(
      batch.tokens.count == batchSize * sequenceLength,
      "batch of \(batch.tokens.count) tokens for \(sequenceLength) steps x \(batchSize)")
    precondition(batch.resets == nil, "evaluation of a batch with resets: there are none")
    let wantsEach = losses != nil
    state.withMutableBlock { state in
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
    if let losses {
      for (slice, result) in zip(slices, results) {
        for (index, loss) in result.losses.enumerated() {
          let (t, row) = index.quotientAndRemainder(dividingBy: slice.range.count)
          losses(t * batchSize + slice.range.lowerBound + row, loss)
        }
      }
    }
    return results.reduce(0) { $0 + $1.loss }
  }
}
