package import SequenceModels
package import TensorCore

/// The exact gradient by real-time recurrent learning (Robinson and Fallside 1987; Williams and
/// Zipser 1989): forward in time, in memory that does not grow with the sequence.
///
///     M_t = D_t M_{t-1} + I_t            M = ds/dtheta, kept in an ``Influence``
///     gradient = sum_t (dL_t/dy_t) dy_t/ds_t M_t
///
/// For every cell, stacks of any depth (exact across layers), residual connections, embeddings,
/// tied readouts, masks and resets; not with dropout. The gradient of a batch is that of its losses
/// with credit to all steps since ``forgetPast()`` or the sequence's last reset. Batches may be
/// single steps and the weights may change between any two: the influence then belongs, as always
/// in RTRL, to the weights that each step was made with.
///
/// With a pattern it is SnAp-k (Menick et al. 2020): of the influence only what parameters reach
/// within k steps through recurrent weights that are not zero is kept. With dense weights SnAp-2 is
/// therefore exact RTRL, and SnAp-1, its influence a diagonal, has an algorithm of its own
/// (``TraceLearning``). The pattern saves no work here.
///
/// Memory beside the packed weights and the workspace: the influence, a linearised step for each
/// sequence and scratch of one panel for each thread (``EstimatorMemory``).
/// - Complexity: of a step of one sequence about 2 K n n P floating-point operations
///   (``InfluenceWork``).
package final class RealTimeRecurrentLearning<S: KernelScalar>: OnlineEstimator {
  package typealias Scalar = S

  private let pool: WorkerPool
  let forward: StreamForward<S>
  let influence: Influence<S>
  /// The present step of each sequence.
  private let steps: [LinearizedSteps<S>]
  private let scratch: [InfluenceScratch<S>]
  private let pattern: InfluencePattern?
  /// Steps since the influence was looked at.
  private var unseenSteps = 0

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameters:
  ///   - masks: whether batches come with masks.
  ///   - pattern: the influence that is kept; nil: all. Not with output feedback.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, masks: Bool = false,
    pattern: InfluencePattern? = nil, pool: WorkerPool
  ) {
    self.pool = pool
    precondition(
      pattern == nil || source.stack.feedbackSize == 0,
      "a pattern of recurrent weights with output feedback")
    self.pattern = pattern.flatMap { $0.isWhole ? nil : $0 }
    forward = StreamForward(
      source, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks,
      pool: pool)
    let model = forward.model
    influence = Influence(model, sequences: batchSize)
    steps = (0..<batchSize).map { _ in LinearizedSteps(model, capacity: 1) }
    scratch = (0..<pool.count).map { _ in InfluenceScratch(model) }
  }

  package var influenceBytes: Int { influence.bytes }

  /// Floating-point operations counted so far; those that ``InfluenceWork`` leaves
  /// out are not.
  package var operations: Int {
    steps.reduce(0) { $0 + $1.operations } + scratch.reduce(0) { $0 + $1.operations }
  }

  /// Symbols seen: those whose columns are worked on.
  package var symbolsSeen: Int { influence.symbolsSeen }

  /// The state before the next batch counts as given: no parameter has an influence on it.
  package func forgetPast() { influence.clearAll() }

  func forget(_ row: Int) { influence.clear(row) }

  func visit(_ step: Int) {
    let rows = 0..<batchSize
    func linearize(_ row: Int) {
      steps[row].removeAll()
      guard forward.takes(step, row) else { return }
      steps[row].append(forward.workspace, step: step, row: row)
    }
    if batchSize == 1 {
      linearize(0)
    } else {
      pool.run { worker in
        for row in stride(from: worker, to: rows.count, by: pool.count) { linearize(row) }
      }
    }
    for row in rows where steps[row].count > 0 { influence.admit(steps[row].token(0)) }
    unseenSteps += 1
    if unseenSteps >= Influence<S>.stepsPerLook {
      unseenSteps = 0
      for row in rows { influence.keepInRange(row) }
    }
    let gradient = gradient
    pool.run { worker in
      influence.forEachPanel(worker: worker, of: pool.count) { panel in
        for row in rows {
          if steps[row].count > 0 {
            influence.advance(panel, sequence: row, steps[row], at: 0, scratch[worker])
            if let pattern { influence.mask(panel, sequence: row, pattern) }
          }
          guard forward.hasLoss(step, row) else { continue }
          influence.addGradient(
            panel, sequence: row,
            outputAdjoint: forward.workspace.outputAdjoint(step: step, row: row),
            to: gradient, scratch[worker])
        }
      }
    }
  }
}
