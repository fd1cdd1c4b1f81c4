internal import SequenceModels
package import TensorCore

/// What a ``GradientEstimator`` carries from batch to batch beside the state, as named tensors: an
/// influence, traces, a window of steps, the state of its random generator.
///
/// Independent of the kernel set and, but for windows that overlap, of the number of threads.
package struct EstimatorSnapshot<S: KernelScalar>: Sendable {
  /// By name.
  package var tensors: [String: Tensor<S>]
  /// Lists by name: symbols, tokens, counts.
  package var indices: [String: [Int]]
  /// Draws the random signs of those that have any.
  package var generator: RandomGenerator?

  /// A snapshot; without further words of an estimator that carries nothing.
  package init(
    tensors: [String: Tensor<S>] = [:], indices: [String: [Int]] = [:],
    generator: RandomGenerator? = nil
  ) {
    self.tensors = tensors
    self.indices = indices
    self.generator = generator
  }

  /// Whether there is nothing to carry on.
  package var isEmpty: Bool { tensors.isEmpty && indices.isEmpty && generator == nil }
}

extension GradientEstimator {
  /// Nothing: an estimator that carries nothing.
  package func snapshot() -> EstimatorSnapshot<Scalar> { EstimatorSnapshot() }

  /// Forgets the past.
  package func restore(_ snapshot: EstimatorSnapshot<Scalar>) throws(TrainingError) {
    forgetPast()
  }
}
