package import SequenceModels
package import TensorCore

/// Back-propagation truncated to windows that need not be batches, TBPTT(k1, k2) (Williams and Peng
/// 1990; the names of Sutskever 2013): after every batch of k1 steps its losses are propagated back
/// through the last k2 steps.
///
/// With k2 > k1 windows overlap, and every loss is credited over k2 - k1 steps at least, from
/// activations kept on the tape, nothing being run twice; with k2 < k1 only the losses of the last
/// k2 steps give a gradient. Threads share the sequences of a batch. There are no resets.
package final class WindowedBackpropagation<S: KernelScalar>: BackwardEstimator {
  package typealias Scalar = S

  /// k2
  package let window: Int
  let workers: BatchWorkers<S>
  /// Steps kept of the batches before, at the beginning of the workspaces.
  var keptSteps = 0

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences, with the
  /// parameters of ``BackpropagationThroughTime``; `window`: k2.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, window: Int,
    precision: ProductPrecision = .full, masks: Bool = false, dropoutSeed: UInt64 = 0,
    pool: WorkerPool
  ) {
    precondition(window > 0, "back-propagation through windows of \(window) steps")
    self.window = window
    let model = PackedSequenceModel(source, trains: true, precision: precision, pool: pool)
    workers = BatchWorkers(
      model, batchSize: batchSize, sequenceLength: sequenceLength, dropoutSeed: dropoutSeed,
      pool: pool
    ) { rows in
      SequenceWorkspace(
        model.trained, steps: max(sequenceLength, window), rows: rows, trains: true,
        keepsActivations: window > sequenceLength, masks: masks)
    }
  }

  /// The most steps kept for the windows to come.
  var mostKept: Int { max(0, window - sequenceLength) }

  /// Forgets the steps kept: the next batch does not follow the last one.
  package func forgetPast() { keptSteps = 0 }

  /// Runs a batch forward and back; `start`: steps since the beginning of training.
  @specialized(where S == Float)
  package func run(_ batch: Batch, start: Int, labelSmoothing: Double) -> GradientReport {
    let (steps, kept) = (sequenceLength, keptSteps)
    let used = kept + steps
    let first = max(0, used - window)
    let trained = max(kept, first)..<used
    let pass = workers.pass(
      targetWeight: batch.targetWeight(from: (trained.lowerBound - kept) * batchSize),
      start: start, labelSmoothing: labelSmoothing)
    let keep = min(used, mostKept)
    keptSteps = keep
    return workers.run(batch, pass) { state in
      workers.forEachSlice { _, slice in
        let workspace = slice.workspace
        slice.load(batch, state, steps: steps, at: kept, pass)
        workspace.forward(kept..<used, dropoutKey: pass.dropoutKey)
        workspace.clearGradient()
        var loss = 0.0
        if trained.lowerBound > kept {
          loss += workspace.loss(
            kept..<trained.lowerBound, labelSmoothing: labelSmoothing, dropped: pass.drops)
        }
        loss += workspace.loss(
          trained, gradientScale: pass.gradientScale, labelSmoothing: labelSmoothing,
          dropped: pass.drops)
        if first < trained.lowerBound { workspace.clearOutputAdjoint(first..<trained.lowerBound) }
        workspace.backward(first..<used, dropoutKey: pass.dropoutKey)
        workspace.finishGradient()
        slice.storeState(state, before: used)
        if keep > 0 { workspace.keepLast(keep, of: used) }
        return loss
      }
    }
  }
}
