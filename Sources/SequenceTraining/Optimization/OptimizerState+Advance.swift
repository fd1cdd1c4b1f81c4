package import TensorCore

extension OptimizerState {
  /// One step of `optimizer` for the parameters of a function of one's own, without clipping and
  /// penalties; `gradient` has as many elements.
  package mutating func advance(
    _ optimizer: Optimizer, _ parameters: inout Tensor<S>, gradient: Tensor<S>,
    learningRate: Double
  ) {
    step += 1
    let settings = optimizer.settings(learningRate: learningRate, step: step)
    // Moved out, so that the tensors have one owner and are changed in place.
    var moved = vectors
    vectors = []
    parameters.withMutableBlock { parameters in
      gradient.withBlock { gradient in
        withMutableBlocks(&moved) { states in
          parameters.update(
            optimizer.rule, gradient: gradient, state: states, settings: settings)
        }
      }
    }
    vectors = moved
  }
}
