public import TensorCore

/// Memory in which the pullback of one row is taken for a cell that states no Jacobian.
///
/// Memory in elements: (G + K + 1 + P) n.
private struct PullbackProbe<S: KernelScalar> {
  let adjoint: CellAdjoint<S>
  let modulatedAdjoint: Block<S>
  private let storage: Storage<S>

  init(_ structure: CellStructure, units n: Int) {
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    storage = Storage(count: (g + k + 2 + p) * n)
    adjoint = CellAdjoint(
      gates: storage.block(rows: 1, columns: g * n),
      output: storage.block(at: g * n, rows: 1, columns: n),
      previousOutput: storage.block(at: (g + 1) * n, rows: 1, columns: n),
      carried: storage.planes(k - 1, at: (g + 2) * n, rows: 1, columns: n),
      peepholes: p > 0 ? storage.block(at: (g + k + 1) * n, rows: 1, columns: p * n) : nil)
    modulatedAdjoint = storage.block(at: (g + k + 1 + p) * n, rows: 1, columns: n)
  }

  func clear() { storage.row.fill(0) }
}

extension CellStep {
  /// One sequence of the step; whether it takes the step is then the caller's business.
  func row(_ row: Int) -> CellStep {
    let range = row..<row + 1
    return CellStep(
      gates: gates.rows(range), previous: previous.rows(range), next: next.rows(range),
      auxiliary: auxiliary.rows(range), peepholes: peepholes, mask: nil)
  }
}

extension RecurrentCell {
  /// The law's Jacobian by the pullback of each state component, all units at once: unit j of the
  /// result belongs to unit j alone. A call allocates (G + K + 2 + P) n elements.
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let n = step.next.columns
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    let probe = PullbackProbe<S>(structure, units: n)
    for row in 0..<step.gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      let own = jacobian.rows(row..<row + 1)
      for component in 0..<k {
        probe.clear()
        let output =
          component == 0 ? probe.adjoint.output : probe.adjoint.carried[component - 1]
        output.fill(1)
        pullback(step.row(row), probe.adjoint)
        for gate in 0..<g {
          own.gates[component * g + gate]
            .copy(from: probe.adjoint.gates.columns(gate * n..<(gate + 1) * n))
        }
        own.states[component * k].copy(from: probe.adjoint.previousOutput)
        for other in 1..<k {
          own.states[component * k + other].copy(from: probe.adjoint.carried[other - 1])
        }
        for (peephole, vector) in probe.vectors(p, units: n).enumerated() {
          own.peepholes[component * p + peephole].copy(from: vector)
        }
      }
    }
  }
}

extension ModulatedCell {
  /// The Jacobian of m_t by its pullback. A call allocates (G + K + 2 + P) n elements.
  package func linearizeModulation<S: KernelScalar>(
    _ step: CellStep<S>, into jacobian: LocalJacobian<S>
  ) {
    let n = step.next.columns
    let (g, p) = (structure.gateCount, structure.peepholes.count)
    let probe = PullbackProbe<S>(structure, units: n)
    for row in 0..<step.gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      let own = jacobian.rows(row..<row + 1)
      probe.clear()
      pullback(step.row(row), probe.adjoint)
      probe.adjoint.gates.fill(0)
      probe.adjoint.previousOutput.fill(0)
      probe.modulatedAdjoint.fill(1)
      pullbackModulation(step.row(row), probe.adjoint, modulatedAdjoint: probe.modulatedAdjoint)
      for gate in 0..<g {
        own.modulation[gate].copy(from: probe.adjoint.gates.columns(gate * n..<(gate + 1) * n))
      }
      own.modulation[g].copy(from: probe.adjoint.previousOutput)
      for (peephole, vector) in probe.vectors(p, units: n).enumerated() {
        own.modulation[g + 1 + peephole].copy(from: vector)
      }
    }
  }
}

extension PullbackProbe {
  fileprivate func vectors(_ count: Int, units n: Int) -> [Block<S>] {
    guard let peepholes = adjoint.peepholes else { return [] }
    return (0..<count).map { peepholes.columns($0 * n..<($0 + 1) * n) }
  }
}
