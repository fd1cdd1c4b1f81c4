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
  /// The cell, which has no settings.
  public init() {}

  /// Gates r, z and the two halves of the candidate; one state, h.
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

  /// With k_n = (1 - z)(1 - n^2):
  ///
  ///     dh' / dz = k_n q r (1 - r), (h - n) z (1 - z), k_n, k_n r     dh' / dh = z
  @specialized(where S == Float)
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let n = step.next.columns
    let (gates, h) = (step.gates, step.previous[0])
    let (dr, dz, dn, dq) = (
      jacobian.gates[0], jacobian.gates[1], jacobian.gates[2], jacobian.gates[3]
    )
    for row in 0..<gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<n {
        let (r, z) = (gates[row, unit], gates[row, n + unit])
        let (candidate, q) = (gates[row, 2 * n + unit], gates[row, 3 * n + unit])
        let slope = (1 - z) * (1 - candidate) * (1 + candidate)
        dr[row, unit] = slope * q * r * (1 - r)
        dz[row, unit] = (h[row, unit] - candidate) * z * (1 - z)
        dn[row, unit] = slope
        dq[row, unit] = slope * r
        jacobian.states[0][row, unit] = z
      }
    }
  }
}

/// The gated recurrent unit with its reset gate before the product (Cho et al. 2014, version 3 of
/// arXiv 1406.1078).
///
///     r_t = sigmoid(W_r x_t + U_r h_{t-1} + b_r)
///     z_t = sigmoid(W_z x_t + U_z h_{t-1} + b_z)
///     n_t = tanh(W_n x_t + U_n (r_t h_{t-1}) + b_n)
///     h_t = z_t h_{t-1} + (1 - z_t) n_t
public struct ResetBeforeGRUCell: ModulatedCell, Equatable {
  /// The cell, which has no settings.
  public init() {}

  /// Gates r, z and the candidate, whose U multiplies r h_{t-1}; one state, h.
  public var structure: CellStructure {
    CellStructure(gates: [Gate("r"), Gate("z"), Gate("n", stateInput: .modulated)])
  }

  @specialized(where S == Float)
  package func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>) {
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
  package func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>
  ) {
    step.gates.gruBeforeResetBackward(
      into: adjoint.gates, previous: step.previous, resetAdjoint: modulatedAdjoint,
      previousAdjoint: adjoint.previousOutput, mask: step.mask)
  }

  /// dh' / dz = 0, (h - n) z (1 - z), (1 - z)(1 - n^2); dh' / dh = z.
  @specialized(where S == Float)
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let n = step.next.columns
    let (gates, h) = (step.gates, step.previous[0])
    let (dz, dn) = (jacobian.gates[1], jacobian.gates[2])
    jacobian.gates[0].fill(0)
    for row in 0..<gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<n {
        let (z, candidate) = (gates[row, n + unit], gates[row, 2 * n + unit])
        dz[row, unit] = (h[row, unit] - candidate) * z * (1 - z)
        dn[row, unit] = (1 - z) * (1 - candidate) * (1 + candidate)
        jacobian.states[0][row, unit] = z
      }
    }
  }

  /// m = r h: dm / dz_r = h r (1 - r), dm / dh = r.
  @specialized(where S == Float)
  package func linearizeModulation<S: KernelScalar>(
    _ step: CellStep<S>, into jacobian: LocalJacobian<S>
  ) {
    let (gates, h) = (step.gates, step.previous[0])
    let (dr, dh) = (jacobian.modulation[0], jacobian.modulation[3])
    jacobian.modulation[1].fill(0)
    jacobian.modulation[2].fill(0)
    for row in 0..<gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<step.next.columns {
        let r = gates[row, unit]
        dr[row, unit] = h[row, unit] * r * (1 - r)
        dh[row, unit] = r
      }
    }
  }
}
