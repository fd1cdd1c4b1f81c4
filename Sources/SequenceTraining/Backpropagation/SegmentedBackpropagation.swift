internal import SequenceModels
package import TensorCore

/// Back-propagation through whole sequences with everything stored, segment by segment
/// (``SequenceSegments``). Threads share the sequences of a batch.
package final class SegmentedBackpropagation<S: KernelScalar>: BackwardEstimator {
  package typealias Scalar = S

  /// The segments in which the gradient is accumulated, whose order decides its bits.
  package let segments: SequenceSegments
  let workers: BatchWorkers<S>

  /// An estimator by weights packed already, with the parameters of ``BackpropagationThroughTime``.
  init(
    _ model: PackedSequenceModel<S>, batchSize: Int, segments: SequenceSegments, masks: Bool,
    dropoutSeed: UInt64, pool: WorkerPool
  ) {
    self.segments = segments
    workers = BatchWorkers(
      model, batchSize: batchSize, sequenceLength: segments.steps, dropoutSeed: dropoutSeed,
      pool: pool, inSegments: true
    ) { rows in
      SequenceWorkspace(
        model.trained, steps: segments.steps, rows: rows, trains: true, masks: masks)
    }
  }

  /// Runs a batch forward and back; `start`: steps since the beginning of training.
  @specialized(where S == Float)
  package func run(_ batch: Batch, start: Int, labelSmoothing: Double) -> GradientReport {
    let steps = segments.steps
    let pass = workers.pass(
      targetWeight: batch.targetWeight(), start: start, labelSmoothing: labelSmoothing)
    return workers.run(batch, pass) { state in
      workers.forEachSlice { _, slice in
        slice.load(batch, state, steps: steps, pass)
        slice.workspace.forward(0..<steps, dropoutKey: pass.dropoutKey)
        var loss = 0.0
        for segment in (0..<segments.count).reversed() {
          loss += slice.goBack(
            through: segments.range(segment), isLast: segment == segments.count - 1, pass)
        }
        slice.workspace.finishGradient()
        slice.storeState(state, before: steps)
        return loss
      }
    }
  }
}
