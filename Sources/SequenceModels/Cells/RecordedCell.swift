internal import TensorCore

/// A cell of equations with the programs of its law, its pullback and its Jacobian.
///
/// Planes of the programs, in this order: z [G], s_{t-1} [K], rho [P]; then forward s_t [K]; in the
/// pullback the adjoints of s_t [K], and those of z [G], h_{t-1}, s_{t-1} but h [K - 1] and rho [P];
/// in the Jacobian for each component of s_t the derivatives in z, s_{t-1} and rho.
struct RecordedCell: RecurrentCell {
  let structure: CellStructure
  private let equations: any CellEquations
  private let law: LawProgram
  private let adjointLaw: LawProgram
  private let jacobianLaw: LawProgram

  /// The programs of a cell, whose equations are called once.
  init(_ equations: some CellEquations) {
    self.equations = equations
    structure = equations.structure
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    precondition(
      !structure.isModulated && structure.auxiliaryPlanes == 0,
      "a cell as equations has neither modulated gates nor auxiliary planes")
    let variables = (0..<g + k + p).map { RecordedNumber(plane: $0) }
    // What the equations leave unset is not a number, whatever stood there before.
    var states = [RecordedNumber](repeating: RecordedNumber(constant: .nan), count: k)
    let span = variables.span
    var next = states.mutableSpan
    equations.next(
      gates: span.extracting(0..<g), state: span.extracting(g..<g + k),
      peepholes: span.extracting((g + k)...), into: &next)

    let count = variables.count
    law = LawProgram(
      states.enumerated().map { ($1, count + $0, false) }, planeCount: count + k)
    let adjoints = RecordedNumber.adjoints(
      of: states.enumerated().map { ($1, RecordedNumber(plane: count + $0)) },
      planes: Array(0..<count))
    adjointLaw = LawProgram(
      adjoints.enumerated().compactMap { variable, adjoint in
        let isSum = variable == g || variable >= g + k
        return isSum && adjoint.constant == 0 ? nil : (adjoint, count + k + variable, isSum)
      }, planeCount: 2 * count + k)
    jacobianLaw = LawProgram(
      states.enumerated().flatMap { component, state in
        RecordedNumber.adjoints(of: [(state, 1)], planes: Array(0..<count)).enumerated().map {
          ($1, count + component * count + $0, false)
        }
      }, planeCount: count + k * count)
  }

  func initialBias(gate: Int) -> Double { equations.initialBias(gate: gate) }

  /// z_t, s_{t-1} and rho.
  private func variables<S: KernelScalar>(_ step: CellStep<S>) -> [Block<S>] {
    let n = step.next.columns
    return (0..<structure.gateCount).map { step.gates.gate($0, of: n) }
      + (0..<structure.stateCount).map { step.previous[$0] }
      + (0..<structure.peepholes.count).compactMap { step.peepholes?.gate($0, of: n) }
  }

  private func run<S: KernelScalar>(
    _ program: LawProgram, _ step: CellStep<S>, _ others: [Block<S>]
  ) {
    program.run(
      on: variables(step) + others, rows: step.gates.rows, columns: step.next.columns,
      mask: step.mask)
  }

  @specialized(where S == Float)
  func activate<S: KernelScalar>(_ step: CellStep<S>) {
    forEachPause(step) { row in
      step.next.rows(row..<row + 1).copy(from: step.previous.rows(row..<row + 1))
    }
    run(law, step, (0..<structure.stateCount).map { step.next[$0] })
  }

  @specialized(where S == Float)
  func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    let n = step.next.columns
    forEachPause(step) { row in
      // The adjoint passes, and nothing reaches the gates.
      adjoint.gates.rows(row..<row + 1).fill(0)
      adjoint.previousOutput.rows(row..<row + 1).add(adjoint.output.rows(row..<row + 1))
    }
    let carried = (1..<max(1, structure.stateCount)).map { adjoint.carried[$0 - 1] }
    run(
      adjointLaw, step,
      [adjoint.output] + carried
        + (0..<structure.gateCount).map { adjoint.gates.gate($0, of: n) }
        + [adjoint.previousOutput] + carried
        + (0..<structure.peepholes.count).compactMap { adjoint.peepholes?.gate($0, of: n) })
  }

  @specialized(where S == Float)
  func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    forEachPause(step) { jacobian.setIdentity($0) }
    run(
      jacobianLaw, step,
      (0..<structure.stateCount).flatMap { component in
        (0..<structure.gateCount).map { jacobian.gate($0, of: component) }
          + (0..<structure.stateCount).map { jacobian.state($0, of: component) }
          + (0..<structure.peepholes.count).map { jacobian.peephole($0, of: component) }
      })
  }

  /// Calls `body` with every sequence that does not take the step.
  private func forEachPause<S: KernelScalar>(_ step: CellStep<S>, _ body: (Int) -> Void) {
    guard let mask = step.mask else { return }
    for row in 0..<step.gates.rows where !mask[row] { body(row) }
  }
}
