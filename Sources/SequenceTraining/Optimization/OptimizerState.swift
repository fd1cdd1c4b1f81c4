package import TensorCore

/// What an optimiser remembers from step to step.
package struct OptimizerState<S: KernelScalar>: Sendable {
  /// Steps taken.
  package var step: Int
  /// ``UpdateRule/stateCount`` vectors of the size of the parameters.
  package var vectors: [Tensor<S>]

  /// The state after `step` steps.
  package init(step: Int, vectors: [Tensor<S>]) {
    self.step = step
    self.vectors = vectors
  }

  /// The state before the first step.
  package init(for optimizer: Optimizer, parameterCount: Int) {
    step = 0
    vectors = (0..<optimizer.rule.stateCount).map { _ in Tensor(zeros: [parameterCount]) }
  }
}
