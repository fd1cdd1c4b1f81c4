import SequenceModels
import TensorCore

/// h_t = W x_t + U h_{t-1} + b; every sequence takes every step.
struct LinearCell: RecurrentCell {
  var structure: CellStructure { CellStructure(gates: [Gate("a")]) }

  func activate<S: KernelScalar>(_ step: CellStep<S>) {
    step.next[0].copy(from: step.gates)
  }

  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    adjoint.gates.copy(from: adjoint.output)
  }
}
