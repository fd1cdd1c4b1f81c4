import SequenceModels
import TensorCore

/// The Elman cell with a defect, for tests of the checker.
struct FlawedCell: RecurrentCell {
  enum Flaw: CaseIterable {
    /// The adjoint has the wrong sign.
    case sign
    /// Unit 0 sees unit 1's pre-activation.
    case nonlocal
    /// A sequence sees the one beside it.
    case company
    /// Sequences that do not take a step take it.
    case unmasked
    /// The adjoint of a sequence that does not take a step is lost.
    case forgottenAdjoint
    /// The Jacobian has the wrong sign.
    case linearization
    /// The last unit of the state is not written.
    case unset
  }

  let flaw: Flaw
  private let right = ElmanCell()

  init(flaw: Flaw) { self.flaw = flaw }

  var structure: CellStructure { right.structure }

  private func unmasked<S>(_ step: CellStep<S>) -> CellStep<S> {
    CellStep(
      gates: step.gates, previous: step.previous, next: step.next, auxiliary: step.auxiliary,
      peepholes: nil, mask: flaw == .unmasked ? nil : step.mask)
  }

  func activate<S: KernelScalar>(_ step: CellStep<S>) {
    if flaw == .nonlocal {
      for row in 0..<step.gates.rows { step.gates[row, 0] += step.gates[row, 1] }
    }
    if flaw == .company {
      for row in 1..<max(step.gates.rows, 1) { step.gates[row, 0] += step.gates[row - 1, 0] }
    }
    let last = step.next.columns - 1
    let before = (0..<step.gates.rows).map { step.next[0][$0, last] }
    right.activate(unmasked(step))
    guard flaw == .unset else { return }
    for (row, value) in before.enumerated() { step.next[0][row, last] = value }
  }

  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    let before = adjoint.previousOutput.array
    right.pullback(unmasked(step), adjoint)
    if flaw == .sign { adjoint.gates.array = adjoint.gates.array.map { -$0 } }
    if flaw == .forgottenAdjoint { adjoint.previousOutput.array = before }
  }

  func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    right.linearize(step, into: jacobian)
    guard flaw == .linearization else { return }
    jacobian.gates[0].array = jacobian.gates[0].array.map { -$0 }
  }
}

/// The LSTM without a Jacobian of its own.
struct PulledBackLSTM: RecurrentCell {
  private let right = LSTMCell(peepholes: true)

  var structure: CellStructure { right.structure }

  func activate<S: KernelScalar>(_ step: CellStep<S>) { right.activate(step) }

  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    right.pullback(step, adjoint)
  }
}

/// The GRU of Cho et al. without a Jacobian of its own.
struct PulledBackGRU: ModulatedCell {
  private let right = ResetBeforeGRUCell()

  var structure: CellStructure { right.structure }

  func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>) {
    right.modulate(step, into: modulated)
  }

  func activate<S: KernelScalar>(_ step: CellStep<S>) { right.activate(step) }

  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    right.pullback(step, adjoint)
  }

  func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>
  ) {
    right.pullbackModulation(step, adjoint, modulatedAdjoint: modulatedAdjoint)
  }
}
