package import SequenceModels
package import TensorCore

/// The gradient of a sequence model by full back-propagation through time in a given amount of
/// memory: of the forward pass only checkpoints are kept, and the rest is run again from them.
///
/// The sequence is cut into segments (``SequenceSegments``), and a ``CheckpointSchedule`` says
/// which are run when. The gradient, the loss and the final state have the bits of the same
/// segments gone back through with everything stored, by ``SegmentedBackpropagation``, whatever
/// the strategy and the memory.
///
/// The batch is split among the pool's threads as there; each worker carries out the schedule on
/// its sequences. Time: ``CheckpointSchedule/forwardCount`` forward runs of a segment instead of
/// one each, the backward pass once, and two copies of every tape stored.
package final class CheckpointedBackpropagation<S: KernelScalar>: BackwardEstimator {
  package typealias Scalar = S

  /// Segments, schedule and bytes.
  package let plan: CheckpointPlan
  let workers: BatchWorkers<S>
  private let slices: [CheckpointedSlice<S>]

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// Throws ``GradientMethodError/budgetTooSmall(budget:minimum:minimumOfSingleSteps:)`` before
  /// anything is allocated.
  /// - Parameters:
  ///   - memory: checkpoints or bytes; nil: as much as the strategy has a use for.
  ///   - segmentLength: steps whose gradient is accumulated at once; nil:
  ///     ``SequenceSegments/standardLength(_:batchSize:)``. Shorter segments take less memory.
  ///   - precision: of the matrix products.
  ///   - masks: whether batches come with masks.
  ///   - dropoutSeed: seed of the dropout masks, if the model has dropout.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int,
    strategy: CheckpointStrategy = .mixed, memory: CheckpointMemory? = nil,
    segmentLength: Int? = nil, precision: ProductPrecision = .full, masks: Bool = false,
    dropoutSeed: UInt64 = 0, pool: WorkerPool
  ) throws(GradientMethodError) {
    let plan = try CheckpointPlan(
      source, batchSize: batchSize, sequenceLength: sequenceLength, strategy: strategy,
      memory: memory, segmentLength: segmentLength, precision: precision, masks: masks,
      threads: pool.count)
    let model = PackedSequenceModel(source, trains: true, precision: precision, pool: pool)
    self.plan = plan
    workers = BatchWorkers(
      model, batchSize: batchSize, sequenceLength: sequenceLength, dropoutSeed: dropoutSeed,
      pool: pool, inSegments: true
    ) { rows in
      SequenceWorkspace(
        model.trained, steps: plan.segments.length, rows: rows, trains: true, masks: masks)
    }
    slices = workers.slices.map { CheckpointedSlice($0, plan: plan) }
  }

  /// Runs a batch forward and back; `start`: steps since the beginning of training.
  @specialized(where S == Float)
  package func run(_ batch: Batch, start: Int, labelSmoothing: Double) -> GradientReport {
    let pass = workers.pass(
      targetWeight: batch.targetWeight(), start: start, labelSmoothing: labelSmoothing)
    return workers.run(batch, pass) { state in
      workers.forEachSlice { worker, _ in slices[worker].run(batch, state, pass) }
    }
  }
}
