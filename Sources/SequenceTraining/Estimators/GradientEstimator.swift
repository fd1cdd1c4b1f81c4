package import SequenceModels
package import TensorCore

/// A way to find the gradient of a sequence model's loss: one interface for back-propagation
/// through time, real-time recurrent learning and what lies between.
///
/// Batches follow one another: the state is handed in and out, and whatever else an estimator
/// carries from batch to batch (a window of steps, an influence) it keeps itself, until
/// ``forgetPast()``. Between two batches the weights may change, by ``model``.
package protocol GradientEstimator<Scalar>: AnyObject {
  associatedtype Scalar: KernelScalar

  /// The weights that are used, to be packed anew after every update.
  var model: PackedSequenceModel<Scalar> { get }
  /// B: sequences side by side.
  var batchSize: Int { get }
  /// Steps of a batch: from one gradient to the next.
  var sequenceLength: Int { get }
  /// The gradient of the mean loss of the last batch, one row in the order of the layout. It may be
  /// scaled in place.
  var gradient: Block<Scalar> { get }

  /// Floating-point operations counted so far beside those of the forward pass and the readout; 0 of an estimator that
  /// does not count.
  var operations: Int { get }

  /// Bytes of what is carried instead of the past, an influence or what stands for it, as the memory
  /// meter counts them; 0 of back-propagation.
  var influenceBytes: Int { get }

  /// Runs a batch from `state` [L, K, B, n]; `state` becomes the one after it.
  ///
  /// - Parameters:
  ///   - start: steps since the beginning of training, for dropout masks.
  ///   - labelSmoothing: the part of the target's probability that is spread over all symbols.
  func run(
    _ batch: Batch, state: inout Tensor<Scalar>, start: Int, labelSmoothing: Double
  ) -> GradientReport

  /// The next batch does not follow the last one: its state counts as given.
  func forgetPast()

  /// A copy of what is carried from batch to batch beside the state.
  func snapshot() -> EstimatorSnapshot<Scalar>

  /// Goes on from a snapshot of an estimator of the same kind and sizes; from an empty one as after
  /// ``forgetPast()``. Together with the weights, the state handed in and equal batches it gives the
  /// bits of the estimator that the snapshot was taken of.
  ///
  /// Throws ``TrainingError/snapshotMismatch(what:expected:found:)``.
  func restore(_ snapshot: EstimatorSnapshot<Scalar>) throws(TrainingError)
}

/// What a ``GradientEstimator`` found in a batch.
package struct GradientReport: Sendable, Equatable {
  /// Sum of the losses of all targets, in nats.
  package var lossSum: Double
  /// Number of targets.
  package var targetCount: Int
  /// The global norm of the gradient of the mean loss.
  package var gradientNorm: Double

  package init(lossSum: Double, targetCount: Int, gradientNorm: Double) {
    self.lossSum = lossSum
    self.targetCount = targetCount
    self.gradientNorm = gradientNorm
  }
}

extension GradientEstimator {
  package var operations: Int { 0 }
  package var influenceBytes: Int { 0 }

  /// Runs a batch from `state` [L, K, B, n] at the beginning of training, without label smoothing.
  package func run(_ batch: Batch, state: inout Tensor<Scalar>) -> GradientReport {
    run(batch, state: &state, start: 0, labelSmoothing: 0)
  }
}
