package import TensorCore

/// A cell whose state also holds a summary of its outputs since the sequence began: what carries a
/// state, forward or back in time, then carries the summary.
///
///     k_t = k_{t-1} + 1
///     a_t = a_{t-1} + (h_t - a_{t-1}) / k_t      mean
///     a_t = max(a_{t-1}, h_t), a_1 = h_1         maximum; its derivative goes to the earlier of equals
///
/// The states are those of the cell, then a and k.
package struct SummarizingCell<Base: RecurrentCell>: RecurrentCell {
  package let base: Base
  /// Mean or maximum.
  package let summary: SequenceModelConfiguration.Summary

  package init(_ base: Base, summary: SequenceModelConfiguration.Summary) {
    self.base = base
    self.summary = summary
  }

  package var structure: CellStructure {
    let own = base.structure
    return CellStructure(
      gates: own.gates, states: own.states + ["a", "k"], peepholes: own.peepholes,
      auxiliaryPlanes: own.auxiliaryPlanes, readsOutput: own.readsOutput)
  }

  package func initialBias(gate: Int) -> Double { base.initialBias(gate: gate) }

  package func activate<S: KernelScalar>(_ step: CellStep<S>) {
    base.activate(step.withoutSummary)
    step.summarize(isMean: summary == .mean)
  }

  package func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    let count = step.next.count - 2
    base.linearize(step.withoutSummary, into: jacobian.leading(count))
    jacobian.spreadStates(of: count)
    step.linearizeSummary(into: jacobian, isMean: summary == .mean)
  }

  package func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    step.pullbackSummary(adjoint, isMean: summary == .mean)
    base.pullback(step.withoutSummary, adjoint.withoutSummary)
  }
}

extension SummarizingCell: ModulatedCell where Base: ModulatedCell {
  package func modulate<S: KernelScalar>(_ step: CellStep<S>, into modulated: Block<S>) {
    base.modulate(step.withoutSummary, into: modulated)
  }

  package func pullbackModulation<S: KernelScalar>(
    _ step: CellStep<S>, _ adjoint: CellAdjoint<S>, modulatedAdjoint: Block<S>
  ) {
    base.pullbackModulation(
      step.withoutSummary, adjoint.withoutSummary, modulatedAdjoint: modulatedAdjoint)
  }

  package func linearizeModulation<S: KernelScalar>(
    _ step: CellStep<S>, into jacobian: LocalJacobian<S>
  ) {
    base.linearizeModulation(
      step.withoutSummary, into: jacobian.leading(step.next.count - 2))
  }
}

extension CellStep {
  /// The step of the cell that is summarised.
  fileprivate var withoutSummary: CellStep {
    let own = 0..<next.count - 2
    return CellStep(
      gates: gates, previous: previous.planes(own), next: next.planes(own), auxiliary: auxiliary,
      peepholes: peepholes, mask: mask)
  }

  /// a_t and k_t.
  @specialized(where S == Float)
  fileprivate func summarize(isMean: Bool) {
    let (h, a, k) = (next[0], next[next.count - 2], next[next.count - 1])
    let (before, steps) = (previous[next.count - 2], previous[next.count - 1])
    for row in 0..<h.rows {
      guard mask?[row] ?? true else {
        a.row(row).copy(from: before.row(row))
        k.row(row).copy(from: steps.row(row))
        continue
      }
      for unit in 0..<h.columns {
        let (output, last, count) = (h[row, unit], before[row, unit], steps[row, unit] + 1)
        k[row, unit] = count
        if isMean {
          a[row, unit] = last + (output - last) / count
        } else {
          a[row, unit] = count == 1 || output > last ? output : last
        }
      }
    }
  }

  /// da_t / dh_t of a unit; da_t / da_{t-1} is 1 less it. k depends on no parameter.
  private func share(_ row: Int, _ unit: Int, isMean: Bool) -> S {
    let count = next[next.count - 1][row, unit]
    if isMean { return 1 / count }
    return count == 1 || next[0][row, unit] > previous[next.count - 2][row, unit] ? 1 : 0
  }

  /// Takes the adjoint of a_t to h_t and a_{t-1}.
  @specialized(where S == Float)
  fileprivate func pullbackSummary(_ adjoint: CellAdjoint<S>, isMean: Bool) {
    let summary = adjoint.carried[next.count - 3]
    for row in 0..<summary.rows where mask?[row] ?? true {
      for unit in 0..<summary.columns {
        let own = share(row, unit, isMean: isMean) * summary[row, unit]
        adjoint.output[row, unit] += own
        summary[row, unit] -= own
      }
    }
  }

  /// The Jacobian of a_t and k_t, after that of the components before them.
  @specialized(where S == Float)
  fileprivate func linearizeSummary(into jacobian: LocalJacobian<S>, isMean: Bool) {
    let (a, k) = (next.count - 2, next.count - 1)
    let (gates, peepholes) = (
      jacobian.gates.count / next.count, jacobian.peepholes.count / next.count
    )
    for gate in 0..<gates { jacobian.gate(gate, of: k).fill(0) }
    for peephole in 0..<peepholes { jacobian.peephole(peephole, of: k).fill(0) }
    for row in 0..<next.rows {
      guard mask?[row] ?? true else {
        jacobian.setIdentity(row)
        continue
      }
      for unit in 0..<next.columns {
        let share = share(row, unit, isMean: isMean)
        func set(_ target: Block<S>, _ source: Block<S>) {
          target[row, unit] = share * source[row, unit]
        }
        for gate in 0..<gates { set(jacobian.gate(gate, of: a), jacobian.gate(gate, of: 0)) }
        for peephole in 0..<peepholes {
          set(jacobian.peephole(peephole, of: a), jacobian.peephole(peephole, of: 0))
        }
        for other in 0..<a { set(jacobian.state(other, of: a), jacobian.state(other, of: 0)) }
        jacobian.state(a, of: a)[row, unit] = 1 - share
        jacobian.state(k, of: k)[row, unit] = 1
      }
    }
  }
}

extension CellAdjoint {
  /// The adjoints of the cell that is summarised.
  fileprivate var withoutSummary: CellAdjoint {
    CellAdjoint(
      gates: gates, output: output, previousOutput: previousOutput,
      carried: carried.planes(0..<carried.count - 2), peepholes: peepholes)
  }
}
