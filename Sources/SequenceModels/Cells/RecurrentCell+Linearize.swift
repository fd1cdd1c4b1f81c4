public import TensorCore

extension CellAdjoint {
  /// The adjoints of one sequence of `n` units, one after the other in the first
  /// ``elementCount(_:units:)`` elements of `storage`, which the adjoints must not outlive.
  package init(_ structure: CellStructure, units n: Int, in storage: Storage<S>) {
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    self.init(
      gates: storage.block(rows: 1, columns: g * n),
      output: storage.block(at: g * n, rows: 1, columns: n),
      previousOutput: storage.block(at: (g + 1) * n, rows: 1, columns: n),
      carried: storage.planes(k - 1, at: (g + 2) * n, rows: 1, columns: n),
      peepholes: p > 0 ? storage.block(at: (g + k + 1) * n, rows: 1, columns: p * n) : nil)
  }

  /// (G + K + 1 + P) n.
  package static func elementCount(_ structure: CellStructure, units n: Int) -> Int {
    (structure.gateCount + structure.stateCount + 1 + structure.peepholes.count) * n
  }
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
  /// result belongs to unit j alone. A call allocates (G + K + 1 + P) n elements.
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let n = step.next.columns
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    let memory = Storage<S>(count: CellAdjoint<S>.elementCount(structure, units: n))
    let adjoint = CellAdjoint(structure, units: n, in: memory)
    for row in 0..<step.gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      let own = jacobian.rows(row..<row + 1)
      for component in 0..<k {
        memory.row.fill(0)
        let output = component == 0 ? adjoint.output : adjoint.carried[component - 1]
        output.fill(1)
        pullback(step.row(row), adjoint)
        for gate in 0..<g {
          own.gates[component * g + gate].copy(from: adjoint.gates.gate(gate, of: n))
        }
        own.states[component * k].copy(from: adjoint.previousOutput)
        for other in 1..<k {
          own.states[component * k + other].copy(from: adjoint.carried[other - 1])
        }
        if let vectors = adjoint.peepholes {
          for peephole in 0..<p {
            own.peepholes[component * p + peephole].copy(from: vectors.gate(peephole, of: n))
          }
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
    let count = CellAdjoint<S>.elementCount(structure, units: n)
    let memory = Storage<S>(count: count + n)
    let adjoint = CellAdjoint(structure, units: n, in: memory)
    let modulatedAdjoint = memory.block(at: count, rows: 1, columns: n)
    for row in 0..<step.gates.rows {
      guard step.mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      let own = jacobian.rows(row..<row + 1)
      memory.row.fill(0)
      pullback(step.row(row), adjoint)
      adjoint.gates.fill(0)
      adjoint.previousOutput.fill(0)
      modulatedAdjoint.fill(1)
      pullbackModulation(step.row(row), adjoint, modulatedAdjoint: modulatedAdjoint)
      for gate in 0..<g {
        own.modulation[gate].copy(from: adjoint.gates.gate(gate, of: n))
      }
      own.modulation[g].copy(from: adjoint.previousOutput)
      if let vectors = adjoint.peepholes {
        for peephole in 0..<p {
          own.modulation[g + 1 + peephole].copy(from: vectors.gate(peephole, of: n))
        }
      }
    }
  }
}
