package import TensorCore

/// The way of a model's last output back into the gates that read the input (Jordan 1986).
///
///     y_{t-1} = softmax(W_out h_{t-1} + b_out)        z_t += F y_{t-1}
///
/// The output of the step before is computed anew from h_{t-1}, with the weights of the present
/// step: h is all of the state, and gradients forward and back in time are those of the same
/// function.
package struct OutputFeedback<S: KernelScalar>: Sendable {
  /// F [gates that read the input x n, V]
  package let weight: GateWeight<S>
  /// W_out and b_out, which the model packs.
  package let readout: Readout<S>

  /// gates [B, G n] += F y, after y has been written to `output` [B, V]; `state` is h_{t-1} [B, n].
  @specialized(where S == Float)
  func add(_ state: Block<S>, output: Block<S>, to gates: Block<S>) {
    readout.apply(state, into: output)
    output.softmax()
    weight.add(output, to: gates)
  }

  /// Writes the adjoint of the logits of `output`, both [B, V], into `logitAdjoint`, and adds what
  /// reaches h_{t-1} to `stateAdjoint` [B, n].
  @specialized(where S == Float)
  func pullback(
    _ gateAdjoint: Block<S>, output: Block<S>, logitAdjoint: Block<S>, stateAdjoint: Block<S>
  ) {
    weight.pullback(gateAdjoint, into: logitAdjoint, accumulating: false)
    logitAdjoint.softmaxPullback(output, adjoints: logitAdjoint)
    readout.weight.pullback(logitAdjoint, into: stateAdjoint, accumulating: true)
  }

  /// Adds a share of the gradients of F, W_out and b_out of some steps; `states` are h_{t-1}.
  @specialized(where S == Float)
  func addGradient(
    _ gateAdjoints: Block<S>, outputs: Block<S>, logitAdjoints: Block<S>, states: Block<S>,
    to gradient: ParameterGradient<S>, share: WeightShare
  ) {
    // The losses have added to the readout's gradient already.
    let gradient = gradient.accumulating
    weight.addGradient(gateAdjoints, outputs, to: gradient, share: share)
    readout.addGradient(logitAdjoints, states, to: gradient, share: share)
  }

  /// Elements of scratch that the gradients need.
  var gradientScratch: Int { max(weight.gradientScratch, readout.gradientScratch) }
}
