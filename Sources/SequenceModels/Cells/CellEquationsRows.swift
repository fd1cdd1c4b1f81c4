internal import TensorCore

/// One row of a step in Double, as ``CellEquations`` computes with it: planes of n units, one after
/// the other.
@usableFromInline
struct EquationRows {
  /// B: sequences side by side.
  @usableFromInline let rowCount: Int
  /// n
  @usableFromInline let units: Int
  /// G
  @usableFromInline let gateCount: Int
  /// K
  @usableFromInline let stateCount: Int
  /// G + K + P
  @usableFromInline let variableCount: Int
  /// [G + K + P, n]: z_t, s_{t-1}, rho.
  @usableFromInline var variables: [Double]
  /// [K, n]: s_t forward, its adjoint backward.
  @usableFromInline var states: [Double]
  /// [G + K + P, n]: the adjoints of the variables; those of the peepholes are summed over the
  /// rows.
  @usableFromInline var adjoints: [Double]

  /// Memory for the rows of a step; the peepholes are read.
  @usableFromInline
  init<S>(_ step: CellStep<S>, _ structure: CellStructure) {
    let peepholeCount = structure.peepholes.count
    rowCount = step.gates.rows
    units = step.next.columns
    gateCount = structure.gateCount
    stateCount = structure.stateCount
    variableCount = gateCount + stateCount + peepholeCount
    precondition(
      variableCount <= Dual.variableLimit,
      "a cell as equations of \(gateCount) gates, \(stateCount) states and \(peepholeCount) "
        + "peepholes: \(variableCount) variables, at most \(Dual.variableLimit)")
    precondition(
      step.gates.columns == gateCount * units && step.next.count == stateCount,
      "equations: gates \(step.gates.shape), \(step.next.count) states of \(units) units")
    variables = Array(repeating: 0, count: variableCount * units)
    states = Array(repeating: 0, count: stateCount * units)
    adjoints = Array(repeating: 0, count: variableCount * units)
    step.peepholes?.read(row: 0, into: &variables, at: (gateCount + stateCount) * units)
  }

  /// z_t and s_{t-1} of row `row`.
  @usableFromInline
  mutating func read<S>(_ step: CellStep<S>, _ row: Int) {
    step.gates.read(row: row, into: &variables)
    for component in 0..<stateCount {
      step.previous[component].read(
        row: row, into: &variables, at: (gateCount + component) * units)
    }
  }

  /// s_t of row `row`.
  @usableFromInline
  func writeNext<S>(_ step: CellStep<S>, _ row: Int) {
    for component in 0..<stateCount {
      step.next[component].write(row: row, from: states, at: component * units)
    }
  }

  /// The adjoint of s_t of row `row`.
  @usableFromInline
  mutating func readAdjoint<S>(_ adjoint: CellAdjoint<S>, _ row: Int) {
    adjoint.output.read(row: row, into: &states)
    for component in 1..<max(stateCount, 1) {
      adjoint.carried[component - 1].read(row: row, into: &states, at: component * units)
    }
  }

  /// The adjoints of z_t and s_{t-1} of row `row`; that of h_{t-1} is added.
  @usableFromInline
  mutating func writeAdjoint<S>(_ adjoint: CellAdjoint<S>, _ row: Int) {
    adjoint.gates.write(row: row, from: adjoints)
    adjoint.previousOutput.read(row: row, into: &states)
    for unit in 0..<units { states[unit] += adjoints[gateCount * units + unit] }
    adjoint.previousOutput.write(row: row, from: states)
    for component in 1..<max(stateCount, 1) {
      adjoint.carried[component - 1].write(
        row: row, from: adjoints, at: (gateCount + component) * units)
    }
  }

  /// The adjoint 1 of component `component`, 0 of the others; those of the peepholes start at 0.
  @usableFromInline
  mutating func setUnitAdjoint(_ component: Int) {
    for index in states.indices { states[index] = index / units == component ? 1 : 0 }
    for index in (gateCount + stateCount) * units..<adjoints.count { adjoints[index] = 0 }
  }

  /// The adjoints of the variables as the Jacobian of component `component` in row `row`.
  @usableFromInline
  func writeJacobian<S>(_ jacobian: LocalJacobian<S>, _ component: Int, _ row: Int) {
    for gate in 0..<gateCount {
      jacobian.gates[component * gateCount + gate]
        .write(row: row, from: adjoints, at: gate * units)
    }
    for other in 0..<stateCount {
      jacobian.states[component * stateCount + other]
        .write(row: row, from: adjoints, at: (gateCount + other) * units)
    }
    let peepholeCount = variableCount - gateCount - stateCount
    for peephole in 0..<peepholeCount {
      jacobian.peepholes[component * peepholeCount + peephole]
        .write(row: row, from: adjoints, at: (gateCount + stateCount + peephole) * units)
    }
  }

  /// Adds the peepholes' adjoints of all rows to their gradient.
  @usableFromInline
  mutating func addPeepholeGradient<S>(_ adjoint: CellAdjoint<S>) {
    guard let gradient = adjoint.peepholes else { return }
    let first = (gateCount + stateCount) * units
    gradient.read(row: 0, into: &variables, at: first)
    for index in first..<variables.count { variables[index] += adjoints[index] }
    gradient.write(row: 0, from: variables, at: first)
  }

  /// Whether sequence `row` takes the step.
  @usableFromInline
  static func takes<S>(_ step: CellStep<S>, _ row: Int) -> Bool { step.mask?[row] ?? true }

  /// A sequence that does not take the step: the identity.
  @usableFromInline
  static func setIdentity<S>(_ jacobian: LocalJacobian<S>, _ row: Int) { jacobian.setIdentity(row) }

  /// A sequence that does not take the step: s_t = s_{t-1}.
  @usableFromInline
  static func keepState<S>(_ step: CellStep<S>, _ row: Int) {
    step.next.rows(row..<row + 1).copy(from: step.previous.rows(row..<row + 1))
  }

  /// A sequence that does not take the step: its adjoint passes, and nothing reaches the gates.
  @usableFromInline
  static func passAdjoint<S>(_ adjoint: CellAdjoint<S>, _ row: Int) {
    adjoint.gates.rows(row..<row + 1).fill(0)
    adjoint.previousOutput.rows(row..<row + 1).add(adjoint.output.rows(row..<row + 1))
  }
}
