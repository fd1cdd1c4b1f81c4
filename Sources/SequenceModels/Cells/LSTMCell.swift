public import TensorCore

/// Long short-term memory with forget gate (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and
/// Cummins 2000) and, if wanted, peepholes (Gers, Schraudolph and Schmidhuber 2002).
///
///     i_t = sigmoid(W_i x_t + U_i h_{t-1} + b_i + p_i c_{t-1})
///     f_t = sigmoid(W_f x_t + U_f h_{t-1} + b_f + p_f c_{t-1})
///     g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)
///     c_t = f_t c_{t-1} + i_t g_t
///     o_t = sigmoid(W_o x_t + U_o h_{t-1} + b_o + p_o c_t)
///     h_t = o_t tanh(c_t)
///
/// A capped input gate is the smaller of i_t and 1 - f_t: what comes in is bounded by what goes out,
/// so that |c| stays below 1, and training is steadier at its beginning (Melis, Dyer and Blunsom
/// 2018). Where the two are equal the derivative is that of 1 - f_t.
///
/// Products between vectors are element by element. The gradient goes through the peepholes, as in
/// modern code; the 2002 paper cut it there. The bias of the forget gate starts at 1 (Gers et al.
/// 2000), so that a cell remembers before it has learned what to forget.
public struct LSTMCell: RecurrentCell, Equatable {
  /// Whether the gates see the cell state.
  public let peepholes: Bool

  /// Whether the input gate is capped.
  public let capped: Bool

  /// The bias that training starts with for the forget gate.
  public let forgetBias: Double

  /// A cell; the parameters have the meaning of the properties.
  public init(peepholes: Bool = false, capped: Bool = false, forgetBias: Double = 1) {
    self.peepholes = peepholes
    self.capped = capped
    self.forgetBias = forgetBias
  }

  /// Gates i, f, g, o; states h and c.
  public var structure: CellStructure {
    CellStructure(
      gates: [Gate("i"), Gate("f"), Gate("g"), Gate("o")], states: ["h", "c"],
      peepholes: peepholes ? ["i", "f", "o"] : [], auxiliaryPlanes: 1)
  }

  /// The bias that training starts with: 0 but for the forget gate.
  public func initialBias(gate: Int) -> Double { gate == 1 ? forgetBias : 0 }

  @specialized(where S == Float)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.gates.lstmForward(
      step.previous, step.next, auxiliary: step.auxiliary, peepholes: step.peepholes,
      capped: capped, mask: step.mask)
  }

  @specialized(where S == Float)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    step.gates.lstmBackward(
      into: adjoint.gates, previous: step.previous, next: step.next, auxiliary: step.auxiliary,
      outputAdjoint: adjoint.output, previousAdjoint: adjoint.previousOutput,
      cellAdjoint: adjoint.carried[0], peepholes: step.peepholes,
      peepholeGradient: adjoint.peepholes, capped: capped, mask: step.mask)
  }

  /// With k_i = g i (1 - i), k_f = c f (1 - f), k_g = i (1 - g^2), k_o = tanh(c') o (1 - o):
  ///
  ///     dc' / dz = k_i, k_f, k_g, 0      dc' / dc = f + k_i p_i + k_f p_f = l
  ///     dh' / dz = a k_i, a k_f, a k_g, k_o     dh' / dc = a l
  ///     a = o (1 - tanh(c')^2) + k_o p_o
  ///
  /// Where the input gate is capped, k_i = 0 and k_f = (c - g) f (1 - f).

  /// and for the peepholes c k_i, c k_f, 0 of c', a times that and c' k_o of h'.
  @specialized(where S == Float)
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let n = step.next.columns
    let (z, c, next, tanhC) = (step.gates, step.previous[1], step.next[1], step.auxiliary[0])
    let gates = (0..<8).map { jacobian.gates[$0] }
    jacobian.states[0].fill(0)
    jacobian.states[2].fill(0)
    let (outputState, cellState) = (jacobian.states[1], jacobian.states[3])
    for row in 0..<z.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<n {
        let (i, f) = (z[row, unit], z[row, n + unit])
        let (g, o) = (z[row, 2 * n + unit], z[row, 3 * n + unit])
        let isCapped = capped && i >= 1 - f
        let ki = isCapped ? 0 : g * i * (1 - i)
        let kf = (isCapped ? c[row, unit] - g : c[row, unit]) * f * (1 - f)
        let kg = i * (1 - g) * (1 + g)
        let t = tanhC[row, unit]
        let ko = t * o * (1 - o)
        var carried = f
        var output = o * (1 - t) * (1 + t)
        if let p = step.peepholes {
          carried += ki * p[unit] + kf * p[n + unit]
          output += ko * p[2 * n + unit]
        }
        gates[0][row, unit] = output * ki
        gates[1][row, unit] = output * kf
        gates[2][row, unit] = output * kg
        gates[3][row, unit] = ko
        gates[4][row, unit] = ki
        gates[5][row, unit] = kf
        gates[6][row, unit] = kg
        gates[7][row, unit] = 0
        outputState[row, unit] = output * carried
        cellState[row, unit] = carried
      }
      if peepholes { linearizePeepholes(jacobian.rows(row..<row + 1), c, next, row) }
    }
  }

  private func linearizePeepholes<S: KernelScalar>(
    _ jacobian: LocalJacobian<S>, _ previous: Block<S>, _ next: Block<S>, _ row: Int
  ) {
    let (before, after) = (previous.rows(row..<row + 1), next.rows(row..<row + 1))
    for (plane, gate) in [(0, 0), (1, 1), (3, 4), (4, 5)] {
      jacobian.peepholes[plane].elementProduct(jacobian.gates[gate], before, accumulating: false)
    }
    jacobian.peepholes[2].elementProduct(jacobian.gates[3], after, accumulating: false)
    jacobian.peepholes[5].fill(0)
  }
}
