package import SequenceModels
package import TensorCore

/// Kronecker-factored real-time recurrent learning (Mujika, Meier and Steger 2018): unbiased, with
/// less spread than ``UnbiasedOnlineLearning``, in the memory of K n G n elements
/// (``KroneckerInfluence``, which says for which models).
package final class KroneckerFactoredLearning<S: KernelScalar>: GradientEstimator {
  package let model: PackedSequenceModel<S>
  package var batchSize: Int { forward.batchSize }
  package var sequenceLength: Int { forward.sequenceLength }
  private let forward: StreamForward<S>
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
    let model = PackedSequenceModel(source, trains: true, pool: pool)
    self.model = model
    forward = StreamForward(
      model, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks)
    influences = (0..<batchSize).map { _ in KroneckerInfluence(model) }
    generator = RandomGenerator(seed: seed)
  }

  package var gradient: Block<S> { forward.workspace.gradient }

  /// The influence starts again from zero.
  package func forgetPast() {
    for influence in influences { influence.clear() }
  }

  package func run(
    _ batch: Batch, state: inout Tensor<S>, start: Int = 0, labelSmoothing: Double = 0
  ) -> GradientReport {
    var report = forward.run(
      batch, state: &state, labelSmoothing: labelSmoothing, reset: { influences[$0].clear() },
      visit: { visit($0) })
    report.gradientNorm = gradient.sumOfSquares.squareRoot()
    return report
  }

  private func visit(_ step: Int) {
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
