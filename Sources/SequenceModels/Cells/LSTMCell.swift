public import TensorCore

/// Long short-term memory with forget gate (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000)
/// and, if wanted, peepholes (Gers, Schraudolph and Schmidhuber 2002).
///
///     i_t = sigmoid(W_i x_t + U_i h_{t-1} + b_i + p_i c_{t-1})
///     f_t = sigmoid(W_f x_t + U_f h_{t-1} + b_f + p_f c_{t-1})
///     g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)
///     c_t = f_t c_{t-1} + i_t g_t
///     o_t = sigmoid(W_o x_t + U_o h_{t-1} + b_o + p_o c_t)
///     h_t = o_t tanh(c_t)
///
/// Products between vectors are element by element. The gradient goes through the peepholes, as in modern
/// code; the 2002 paper cut it there. The bias of the forget gate starts at 1 (Gers et al. 2000), so that a cell
/// remembers before it has learned what to forget.
public struct LSTMCell: RecurrentCell, Equatable {
  /// Whether the gates see the cell state.
  public let peepholes: Bool

  /// The bias that training starts with for the forget gate.
  public let forgetBias: Double

  public init(peepholes: Bool = false, forgetBias: Double = 1) {
    self.peepholes = peepholes
    self.forgetBias = forgetBias
  }

  public var structure: CellStructure {
    CellStructure(
      gates: [Gate("i"), Gate("f"), Gate("g"), Gate("o")], states: ["h", "c"],
      peepholes: peepholes ? ["i", "f", "o"] : [], auxiliaryPlanes: 1)
  }

  public func initialBias(gate: Int) -> Double { gate == 1 ? forgetBias : 0 }

  @specialized(where S == Float)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.gates.lstmForward(
      step.previous, step.next, auxiliary: step.auxiliary, peepholes: step.peepholes,
      mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    step.gates.lstmBackward(
      into: adjoint.gates, previous: step.previous, next: step.next, auxiliary: step.auxiliary,
      outputAdjoint: adjoint.output, previousAdjoint: adjoint.previousOutput,
      cellAdjoint: adjoint.carried[0], peepholes: step.peepholes,
      peepholeGradient: adjoint.peepholes, mask: step.mask)
  }
}
