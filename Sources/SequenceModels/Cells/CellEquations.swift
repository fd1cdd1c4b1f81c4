public import TensorCore

/// A recurrent cell written as its equations only.
///
/// A conforming type states its ``RecurrentCell/structure`` (without modulated gates and auxiliary
/// planes) and the equations of one unit; inference and back-propagation follow. G gates, K states
/// and P peepholes in the order of the structure:
///
///     struct UpdateGateCell: CellEquations {
///       var structure: CellStructure { CellStructure(gates: [Gate("g"), Gate("c")]) }
///       func next<N: EquationNumber>(
///         gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>,
///         into next: inout MutableSpan<N>
///       ) {
///         let g = N.sigmoid(z[0])
///         next[0] = g * s[0] + (1 - g) * N.tanh(z[1])
///       }
///     }
///
/// A layer calls the equations once, with numbers that record what is done with them, and derives
/// from that record the programs that a kernel carries out for whole blocks of units: the law, its
/// pullback by the chain rule and its Jacobian, in the scalar of the model. The pre-activations stay
/// on the tape, from which the pullback evaluates the law once more.
public protocol CellEquations: RecurrentCell {
  /// s_t of one unit: z [G], s_{t-1} [K] and rho [P] into `next` [K], each element of which is to
  /// be set.
  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>)
}

// A cell that is used without a layer is recorded at every call.
extension CellEquations {
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    RecordedCell(self).activate(step)
  }

  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    RecordedCell(self).pullback(step, adjoint)
  }

  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    RecordedCell(self).linearize(step, into: jacobian)
  }
}
