internal import SequenceModels
internal import TensorCore

/// What estimators that go back through time share: the packed weights, the carried state, and the
/// threads' parts of a batch, each with a workspace and a gradient of its own.
///
/// The gradients are summed in a fixed order. A sequence's loss has the same bits whatever batch it
/// is in.
final class BatchWorkers<S: KernelScalar> {
  /// The weights that are used, to be packed anew after every update.
  let model: PackedSequenceModel<S>
  /// B
  let batchSize: Int
  /// T
  let sequenceLength: Int
  let pool: WorkerPool
  let slices: [BatchSlice<S>]
  let results: [WorkerResult]
  /// [L, K, B, n]: the state before the next batch.
  var state: Tensor<S>
  private let dropoutKey: UInt64?
  private let seed: UInt64

  /// Workers for batches of `sequenceLength` steps of `batchSize` sequences; `workspace` makes the
  /// memory of so many of them.
  init(
    _ model: PackedSequenceModel<S>, batchSize: Int, sequenceLength: Int, dropoutSeed: UInt64,
    pool: WorkerPool, inSegments: Bool = false, workspace: (Int) -> SequenceWorkspace<S>
  ) {
    precondition(
      batchSize > 0 && sequenceLength > 0, "back-propagation of \(batchSize) x \(sequenceLength)")
    self.model = model
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.pool = pool
    state = Tensor(zeros: model.architecture.stateShape(batch: batchSize))
    dropoutKey = model.configuration.dropoutKey(seed: dropoutSeed)
    seed = dropoutSeed
    slices = BatchSlice<S>.ranges(batchSize: batchSize, threads: pool.count).map {
      BatchSlice(
        range: $0, batch: batchSize, workspace: workspace($0.count), inSegments: inSegments)
    }
    results = pool.makeResults()
  }

  /// What a pass over a batch is given; `targetWeight`: of the predictions whose mean loss the
  /// gradient is of.
  func pass(targetWeight: Double, start: Int, labelSmoothing: Double) -> BackwardPass {
    BackwardPass(
      start: start, gradientScale: targetWeight > 0 ? 1 / targetWeight : 0,
      labelSmoothing: labelSmoothing, dropoutKey: dropoutKey,
      updateKey: BackwardPass.updateKey(seed: seed, start: start))
  }

  /// Lets `body` go through a batch, leaving the losses and the gradient of every slice, and
  /// completes the gradient, in the first slice's workspace.
  ///
  /// - Parameter body: goes on from the state [L, K, B, n], which becomes the one after the batch.
  func run(_ batch: Batch, _ pass: BackwardPass, _ body: (Block<S>) -> Void) -> GradientReport {
    precondition(
      batch.tokens.count == batchSize * sequenceLength,
      "batch of \(batch.tokens.count) tokens for \(sequenceLength) steps x \(batchSize)")
    precondition(
      batch.resets?.contains(true) != true,
      "resets in a batch for an estimator that goes through whole sequences")
    model.dropWeights(key: pass.weightKey, pool: pool)
    state.withMutableBlock(body)
    if model.dropsWeights {
      pool.run(pieces: slices.count) { worker in
        model.maskGradient(slices[worker].workspace.gradient, key: pass.weightKey)
      }
    }
    let squares = pool.sum(slices.map(\.workspace.gradient), results)
    return GradientReport(
      lossSum: results.prefix(slices.count).reduce(0) { $0 + $1.loss },
      targetCount: batch.targetCount, targetWeight: batch.targetWeight(),
      gradientNorm: squares.squareRoot())
  }

  /// Lets every worker go through its slice; `body` returns the sum of the slice's losses.
  func forEachSlice(_ body: (Int, BatchSlice<S>) -> Double) {
    pool.run(pieces: slices.count) { worker in
      results[worker].loss = body(worker, slices[worker])
    }
  }
}

/// An estimator that goes back through the steps of whole batches.
protocol BackwardEstimator: SequenceEstimator {
  /// What runs the batches.
  var workers: BatchWorkers<Scalar> { get }
}

extension BackwardEstimator {
  package var model: PackedSequenceModel<Scalar> { workers.model }
  package var batchSize: Int { workers.batchSize }
  package var sequenceLength: Int { workers.sequenceLength }
  package var state: Tensor<Scalar> {
    get { workers.state }
    set { workers.state = newValue }
  }
  package var gradient: Block<Scalar> { workers.slices[0].workspace.gradient }

  /// Does nothing: no steps are kept from one batch to the next.
  package func forgetPast() {}
}
