package import SequenceModels
package import TensorCore

/// Kronecker-factored real-time recurrent learning (Mujika, Meier and Steger 2018): unbiased, with
/// less spread than ``UnbiasedOnlineLearning``, in the memory of K n G n elements
/// (``KroneckerInfluence``, which says for which models).
package final class KroneckerFactoredLearning<S: KernelScalar>: OnlineEstimator {
  package typealias Scalar = S

  let forward: StreamForward<S>
  let influences: [KroneckerInfluence<S>]
  var generator: RandomGenerator

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameters:
  ///   - seed: of the random signs.
  ///   - masks: whether batches come with masks.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, seed: UInt64,
    masks: Bool = false, pool: WorkerPool
  ) {
    forward = StreamForward(
      source, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks, pool: pool)
    let model = forward.model
    influences = (0..<batchSize).map { _ in KroneckerInfluence(model) }
    generator = RandomGenerator(seed: seed)
  }

  package var influenceBytes: Int { influences.reduce(0) { $0.addingClamped($1.bytes) } }

  /// The influence starts again from zero.
  func forget(_ row: Int) { influences[row].clear() }

  func visit(_ step: Int) {
    let workspace = forward.workspace
    for row in 0..<batchSize {
      if forward.takes(step, row) {
        influences[row].advance(workspace, step: step, row: row, using: &generator)
      }
      guard forward.hasLoss(step, row) else { continue }
      influences[row].addGradient(
        outputAdjoint: workspace.outputAdjoint(step: step, row: row), to: gradient)
    }
  }
}
