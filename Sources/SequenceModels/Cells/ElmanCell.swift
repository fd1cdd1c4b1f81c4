public import TensorCore

/// The simple recurrent network (Elman 1990).
///
///     h_t = tanh(W x_t + U h_{t-1} + b)    or    max(W x_t + U h_{t-1} + b, 0)
///
/// With output feedback (Jordan 1986), y_0 being the output of the initial state:
///
///     h_t = tanh(W x_t + U h_{t-1} + F y_{t-1} + b)        y_t = softmax(W_out h_t + b_out)
public struct ElmanCell: RecurrentCell, Equatable {
  /// The function that a unit applies to its pre-activation.
  public enum Activation: String, Sendable, Codable, CaseIterable {
    case tanh, relu
  }

  /// What a unit applies to its pre-activation.
  public let activation: Activation
  package let readsOutput: Bool

  /// A cell; `readsOutput`: with output feedback.
  public init(activation: Activation = .tanh, readsOutput: Bool = false) {
    self.activation = activation
    self.readsOutput = readsOutput
  }

  /// One gate, a, and one state, h.
  public var structure: CellStructure {
    CellStructure(gates: [Gate("a")], readsOutput: readsOutput)
  }

  @specialized(where S == Float)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.gates.elmanForward(
      step.previous, step.next, rectifier: activation == .relu, mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    adjoint.gates.elmanBackward(
      next: step.next, outputAdjoint: adjoint.output, previousAdjoint: adjoint.previousOutput,
      rectifier: activation == .relu, mask: step.mask)
  }

  /// dh / dz = 1 - h^2, or 1 where h > 0.
  @specialized(where S == Float)
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let (h, slope) = (step.next[0], jacobian.gates[0])
    jacobian.states.fill(0)
    for row in 0..<h.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<h.columns {
        let value = h[row, unit]
        slope[row, unit] = activation == .relu ? (value > 0 ? 1 : 0) : (1 - value) * (1 + value)
      }
    }
  }
}
