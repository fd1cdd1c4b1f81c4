package import SequenceModels
package import TensorCore

/// The gradient of a sequence model by full back-propagation through time in a given amount of
/// memory: of the forward pass only checkpoints are kept, and the rest is run again from them.
///
/// The sequence is cut into segments (``SequenceSegments``), and a ``CheckpointSchedule`` says
/// which are run when. The gradient, the loss and the final state have the bits of the same
/// segments gone back through with everything stored, by ``BackpropagationThroughTime``, whatever
/// the strategy and the memory.
///
/// The batch is split among the pool's threads as there; each worker carries out the schedule on
/// its sequences. Time: ``CheckpointSchedule/forwardCount`` forward runs of a segment instead of
/// one each, the backward pass once, and two copies of every tape stored.
package final class CheckpointedBackpropagation<S: KernelScalar>: SequenceEstimator {
  /// The weights that are used, to be packed anew after every update.
  package let model: PackedSequenceModel<S>
  /// B
  package let batchSize: Int
  /// T
  package let sequenceLength: Int
  /// Segments, schedule and bytes.
  package let plan: CheckpointPlan
  private let pool: WorkerPool
  private let slices: [CheckpointedSlice<S>]
  private let stack: RecurrentStack
  private let dropoutKey: UInt64?
  /// [L, K, B, n]
  package var state: Tensor<S>
  let results: [WorkerResult]

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// Throws ``CheckpointingError/budgetTooSmall(budget:minimum:minimumOfSingleSteps:)`` before
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
  ) throws(CheckpointingError) {
    let plan = try CheckpointPlan(
      source, batchSize: batchSize, sequenceLength: sequenceLength, strategy: strategy,
      memory: memory, segmentLength: segmentLength, precision: precision, masks: masks,
      threads: pool.count)
    let model = PackedSequenceModel(source, trains: true, precision: precision, pool: pool)
    self.model = model
    self.plan = plan
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.pool = pool
    stack = source.stack
    state = Tensor(zeros: stack.stateShape(batch: batchSize))
    var mixer = SplitMix64(state: dropoutSeed)
    dropoutKey = source.stack.dropout > 0 ? mixer.next() : nil
    slices = BatchSlice<S>.ranges(batchSize: batchSize, threads: pool.count).map {
      CheckpointedSlice(
        model, source: source, plan: plan, range: $0, batch: batchSize, masks: masks)
    }
    results = pool.makeResults()
  }

  /// The gradient of the mean loss of the last pass, one row in the order of the layout.
  package var gradient: Block<S> { slices[0].slice.workspace.gradient }

  /// Does nothing: no steps are kept from one batch to the next.
  package func forgetPast() {}

  /// Runs a batch forward and back.
  ///
  /// - Parameter start: steps since the beginning of training, for the dropout masks.
  package func run(
    _ batch: Batch, start: Int = 0, labelSmoothing: Double = 0
  ) -> GradientReport {
    requireSize(of: batch)
    precondition(batch.resets?.contains(true) != true, "resets in checkpointed back-propagation")
    let targets = batch.targetCount
    state.withMutableBlock { state in
      let pass = CheckpointedSlice<S>.Pass(
        batch: batch, state: state, start: start,
        gradientScale: targets > 0 ? 1 / Double(targets) : 0, labelSmoothing: labelSmoothing,
        dropoutKey: dropoutKey)
      pool.run(pieces: slices.count) { worker in
        results[worker].loss = slices[worker].run(pass)
      }
    }
    let squares = pool.sum(slices.map(\.slice.workspace.gradient), results)
    return GradientReport(
      lossSum: results.prefix(slices.count).reduce(0) { $0 + $1.loss }, targetCount: targets,
      gradientNorm: squares.squareRoot())
  }
}
