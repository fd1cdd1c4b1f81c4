package import SequenceModels
package import TensorCore

/// The exact gradient of real-time recurrent learning at a fraction of its work: the influence is
/// brought up to date once in h steps, and between that an error is taken back through the steps
/// since (Schmidhuber 1992; FP/BPTT(h) of Williams and Zipser 1995).
///
///     gradient at t = what the steps since t0 contribute, by back-propagation, + (dL_t/ds_t0) M_t0
///     M_{t0+h} = Phi M_t0 + sum_s Phi_s I_s           see ``InfluenceRefresh``
///
/// Every step is kept with the Jacobians of its own weights, so that the weights may change between
/// any two batches: the gradient is that of ``RealTimeRecurrentLearning`` for every h. With h = 1
/// it is that algorithm, with h at least the length of all sequences back-propagation through time,
/// the influence never being made. It combines with the same models and batches.
///
/// Memory beside the packed weights and the workspace: for each sequence h linearised steps, the
/// adjoints of h steps and, once h steps have passed, an influence; ``InfluenceRefresh`` once,
/// scratch for each thread (``EstimatorMemory``).
package final class BlockedRealTimeRecurrentLearning<S: KernelScalar>: OnlineEstimator {
  package typealias Scalar = S

  /// h
  package let blockLength: Int
  private let pool: WorkerPool
  private let gradientAtEveryStep: Bool
  let forward: StreamForward<S>
  /// The steps since each sequence's influence was brought up to date.
  let steps: [LinearizedSteps<S>]
  private let adjoints: [StepsAdjoint<S>]
  private var refreshed: Refreshed?
  var isZero: [Bool]

  /// What is needed once a block is full.
  private struct Refreshed {
    let influence: Influence<S>
    let refresh: InfluenceRefresh<S>
    let scratch: [InfluenceScratch<S>]
  }

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences, in blocks of
  /// `blockLength` steps.
  ///
  /// - Parameters:
  ///   - gradientAtEveryStep: whether the gradient of all losses so far is found after every step
  ///     of a batch, not only after the last one.
  ///   - masks: whether batches come with masks.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, blockLength: Int,
    gradientAtEveryStep: Bool = false, masks: Bool = false, pool: WorkerPool
  ) {
    precondition(blockLength > 0, "blocks of \(blockLength) steps")
    self.blockLength = blockLength
    self.pool = pool
    self.gradientAtEveryStep = gradientAtEveryStep
    forward = StreamForward(
      source, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks,
      pool: pool)
    let model = forward.model
    steps = (0..<batchSize).map { _ in LinearizedSteps(model, capacity: blockLength) }
    adjoints = (0..<batchSize).map { _ in
      StepsAdjoint(model, capacity: blockLength)
    }
    isZero = Array(repeating: true, count: batchSize)
  }

  package var influenceBytes: Int { refreshed?.influence.bytes ?? 0 }

  /// Floating-point operations counted so far; those that ``InfluenceWork`` leaves
  /// out are not.
  package var operations: Int {
    steps.reduce(0) { $0 + $1.operations } + adjoints.reduce(0) { $0 + $1.operations }
      + (refreshed?.scratch.reduce(0) { $0 + $1.operations } ?? 0)
  }

  /// The state before the next batch counts as given: no parameter has an influence on it.
  package func forgetPast() {
    for row in 0..<batchSize {
      steps[row].removeAll()
      isZero[row] = true
    }
    refreshed?.influence.clearAll()
  }

  func finish() {
    for row in 0..<batchSize { collect(row) }
  }

  func forget(_ row: Int) {
    collect(row)
    steps[row].removeAll()
    if !isZero[row] { refreshed?.influence.clear(row) }
    isZero[row] = true
  }

  func visit(_ step: Int) {
    for row in 0..<batchSize {
      if forward.takes(step, row) {
        if steps[row].count == blockLength { refresh(row) }
        steps[row].append(forward.workspace, step: step, row: row)
      }
      if forward.hasLoss(step, row) {
        adjoints[row].add(
          forward.workspace.outputAdjoint(step: step, row: row), after: steps[row].count)
        if gradientAtEveryStep { collect(row) }
      }
    }
  }

  /// Adds the gradient of the losses since the last call.
  private func collect(_ row: Int) {
    guard adjoints[row].isPending else { return }
    let gradient = gradient
    let adjoint = adjoints[row].pullback(steps[row], to: gradient)
    guard !isZero[row], let carried = refreshed else { return }
    pool.run { worker in
      carried.influence.addGradient(
        worker: worker, of: pool.count, sequence: row, stateAdjoint: adjoint, to: gradient,
        carried.scratch[worker])
    }
  }

  /// Brings the influence up to date and begins a new block.
  private func refresh(_ row: Int) {
    collect(row)
    let carried = refreshedParts()
    carried.refresh.run(
      carried.influence, sequence: row, steps[row], isZero: isZero[row], pool: pool,
      carried.scratch)
    isZero[row] = false
    steps[row].removeAll()
    carried.influence.keepInRange(row)
  }

  private func refreshedParts() -> Refreshed {
    let parts =
      refreshed
      ?? Refreshed(
        influence: Influence(model, sequences: batchSize),
        refresh: InfluenceRefresh(model, capacity: blockLength),
        scratch: (0..<pool.count).map { _ in InfluenceScratch(model, blocks: true) })
    refreshed = parts
    return parts
  }

  /// The influence, once a block was full.
  var carriedInfluence: Influence<S>? { refreshed?.influence }

  /// The influence, made if there is none yet.
  func influenceForBlocks() -> Influence<S> { refreshedParts().influence }
}
