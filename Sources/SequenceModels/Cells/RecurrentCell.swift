public import TensorCore

/// The memory of one step of a cell, for some sequences side by side.
public struct CellStep<S: KernelScalar> {
  /// [B, G n]: pre-activations z_t before the law, whatever the law leaves for its pullback after
  /// it.
  package let gates: Block<S>
  /// K planes [B, n]: s_{t-1}.
  package let previous: Planes<S>
  /// K planes [B, n]: s_t.
  package let next: Planes<S>
  /// ``CellStructure/auxiliaryPlanes`` planes [B, n].
  package let auxiliary: Planes<S>
  /// One row, a peephole vector after the other; nil if the cell has none.
  package let peepholes: Block<S>?
  /// Which sequences take the step; nil: all. A sequence that does not keeps its state.
  package let mask: RowMask?

  /// A step in the given memory; the parameters have the meaning of the properties.
  package init(
    gates: Block<S>, previous: Planes<S>, next: Planes<S>, auxiliary: Planes<S>,
    peepholes: Block<S>?, mask: RowMask?
  ) {
    self.gates = gates
    self.previous = previous
    self.next = next
    self.auxiliary = auxiliary
    self.peepholes = peepholes
    self.mask = mask
  }
}

/// The adjoints of one step: derivatives of the loss with respect to its values.
public struct CellAdjoint<S: KernelScalar> {
  /// [B, G n]: dz_t, written by the pullback. May be the memory of the gates.
  package let gates: Block<S>
  /// [B, n]: dh_t, complete when the pullback is called.
  package let output: Block<S>
  /// [B, n]: the pullback adds what reaches h_{t-1} other than through U.
  package let previousOutput: Block<S>
  /// Planes [B, n] of the components 1 ..< K: in, the adjoint of s_t from step t + 1; out, that of
  /// s_{t-1}.
  package let carried: Planes<S>
  /// One row: the gradient of the peepholes is added. Nil if the cell has none.
  package let peepholes: Block<S>?

  /// Adjoints in the given memory; the parameters have the meaning of the properties.
  package init(
    gates: Block<S>, output: Block<S>, previousOutput: Block<S>, carried: Planes<S>,
    peepholes: Block<S>?
  ) {
    self.gates = gates
    self.output = output
    self.previousOutput = previousOutput
    self.carried = carried
    self.peepholes = peepholes
  }
}

/// A recurrent cell: its law, in which unit j sees only its own pre-activations, states and
/// peepholes.
///
///     z_t = W x_t + U h_{t-1} + b         the affine part, the same code for every cell
///     s_t = phi(z_t, s_{t-1}; rho)        the law: `activate`
///
/// A cell that is written as its equations only conforms to ``CellEquations`` and gets all
/// functions from it.
public protocol RecurrentCell: Sendable {
  /// Gates, states and peepholes.
  var structure: CellStructure { get }

  /// s_t from z_t and s_{t-1}, for every row of the step.
  func activate<S: KernelScalar>(_ step: CellStep<S>)

  /// The transpose of the law's Jacobian, applied to the adjoint of s_t.
  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>)

  /// The law's Jacobian at a step, for every row; called after `activate`, and of a
  /// ``ModulatedCell`` after `modulate`. Without a definition of its own it is found by `pullback`
  /// of each state component.
  func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>)

  /// The bias that training starts with for gate `gate`; 0 if not stated.
  func initialBias(gate: Int) -> Double
}

extension RecurrentCell {
  /// 0 for every gate.
  public func initialBias(gate: Int) -> Double { 0 }
}

/// A cell with a second product inside the step: some gates multiply U not with h_{t-1} but with a
/// vector m_t made from the first gates, as the GRU of Cho et al. 2014 does with m_t = r_t h_{t-1}.
///
/// m_t depends on the first gates, on h_{t-1} and on peepholes, unit by unit; not on other states.
package protocol ModulatedCell: RecurrentCell {
  /// The first gates' activations and m_t [B, n].
  func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>)

  /// dz of the first gates, and what reaches h_{t-1}, from the adjoint of m_t. Called after
  /// `pullback`.
  func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>)

  /// The Jacobian of m_t, ``LocalJacobian/modulation``, called after `linearize`. Without a
  /// definition of its own it is found by `pullbackModulation`.
  func linearizeModulation<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>)
}
