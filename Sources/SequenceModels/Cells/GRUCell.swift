public import TensorCore

/// The gated recurrent unit with its reset gate after the product, as in cuDNN and PyTorch.
///
///     r_t = sigmoid(W_r x_t + U_r h_{t-1} + b_r)
///     z_t = sigmoid(W_z x_t + U_z h_{t-1} + b_z)
///     n_t = tanh(W_n x_t + b_n + r_t (U_n h_{t-1} + b_q))
///     h_t = z_t h_{t-1} + (1 - z_t) n_t
///
/// The candidate's two halves, W_n x_t + b_n and U_n h_{t-1} + b_q, are gate blocks of their own.
public struct GRUCell: RecurrentCell, Equatable {
  public init() {}

  public var structure: CellStructure {
    CellStructure(gates: [
      Gate("r"), Gate("z"), Gate("n", stateInput: .none), Gate("q", readsInput: false),
    ])
  }

  @specialized(where S == Float)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.gates.gruAfterForward(step.previous, step.next, mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    step.gates.gruAfterBackward(
      into: adjoint.gates, previous: step.previous, outputAdjoint: adjoint.output,
      previousAdjoint: adjoint.previousOutput, mask: step.mask)
  }
}

/// The gated recurrent unit with its reset gate before the product (Cho et al. 2014, version 3 of arXiv 1406.1078).
///
///     r_t = sigmoid(W_r x_t + U_r h_{t-1} + b_r)
///     z_t = sigmoid(W_z x_t + U_z h_{t-1} + b_z)
///     n_t = tanh(W_n x_t + U_n (r_t h_{t-1}) + b_n)
///     h_t = z_t h_{t-1} + (1 - z_t) n_t
public struct ResetBeforeGRUCell: ModulatedCell, Equatable {
  public init() {}

  public var structure: CellStructure {
    CellStructure(gates: [Gate("r"), Gate("z"), Gate("n", stateInput: .modulated)])
  }

  @specialized(where S == Float)
  public func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>) {
    step.gates.gruBeforeReset(step.previous, reset: modulated, mask: step.mask)
  }

  @specialized(where S == Float)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.gates.gruBeforeOutput(step.previous, step.next, mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    step.gates.gruBeforeOutputBackward(
      into: adjoint.gates, previous: step.previous, outputAdjoint: adjoint.output,
      previousAdjoint: adjoint.previousOutput, mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>
  ) {
    step.gates.gruBeforeResetBackward(
      into: adjoint.gates, previous: step.previous, resetAdjoint: modulatedAdjoint,
      previousAdjoint: adjoint.previousOutput, mask: step.mask)
  }
}
