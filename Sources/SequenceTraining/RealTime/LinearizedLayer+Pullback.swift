internal import SequenceModels
internal import TensorCore

// The chain rule back over one linearised step, for a vector of adjoints (N = 1) and for a bundle
// of them alike: blocks [K n, N] and [G n, N], a column for each.
extension LinearizedLayer {
  /// Takes adjoints of s_t [K n, N] back over step `step`, in place, to those of s_{t-1}, without
  /// what goes through the input; returns the floating-point operations of its product.
  func pullback(
    _ adjoints: Block<S>, at step: Int, old: Block<S>, scratch: Block<S>
  ) -> Int {
    old.copy(from: adjoints)
    let k = structure.stateCount
    for other in 1..<k {
      for component in 0..<k {
        adjoints.part(other, of: n).scaledRows(
          of: old.part(component, of: n), by: local.state(other, of: component).row(step),
          accumulating: component > 0)
      }
    }
    let output = adjoints.rows(0..<n)
    output.fill(0)
    return output.addPullback(of: old, through: recurrentJacobian(step), scratch: scratch)
  }

  /// gates [G n, N] = dZ' adjoints [K n, N] of step `step`, gate by gate.
  func pullbackGates(_ adjoints: Block<S>, at step: Int, into gates: Block<S>) {
    let (k, g) = (structure.stateCount, structure.gateCount)
    for gate in 0..<g {
      let target = gates.part(gate, of: n)
      for component in 0..<k {
        target.scaledRows(
          of: adjoints.part(component, of: n), by: local.gate(gate, of: component).row(step),
          accumulating: component > 0)
      }
    }
  }

  /// Adds to the adjoints of the gates what reaches them through those of m_t [n, N].
  func addModulatedGates(_ modulatedAdjoints: Block<S>, at step: Int, to gates: Block<S>) {
    for gate in 0..<structure.gateCount {
      gates.part(gate, of: n).scaledRows(
        of: modulatedAdjoints, by: local.modulation[gate].row(step), accumulating: true)
    }
  }

  /// Adds what adjoints of s_t [K n, N] say about the peepholes, and those of m_t [n, N] if there
  /// are any, to `peepholes` [P n, N].
  func addPeepholes(
    _ adjoints: Block<S>, modulatedAdjoints: Block<S>?, at step: Int, to peepholes: Block<S>
  ) {
    let (k, g, p) = (structure.stateCount, structure.gateCount, structure.peepholes.count)
    for peephole in 0..<p {
      let target = peepholes.part(peephole, of: n)
      for component in 0..<k {
        target.scaledRows(
          of: adjoints.part(component, of: n),
          by: local.peephole(peephole, of: component).row(step), accumulating: true)
      }
      guard let modulatedAdjoints else { continue }
      target.scaledRows(
        of: modulatedAdjoints, by: local.modulation[g + 1 + peephole].row(step),
        accumulating: true)
    }
  }
}

extension Block {
  /// self [m, N] += jacobian' adjoints, of a Jacobian [K, m] and adjoints [K, N]; returns the
  /// floating-point operations.
  ///
  /// - Parameter scratch: what the transposed product wants for [m, N], or of one adjoint for [1,
  ///   m].
  @specialized(where S == Float)
  func addPullback(of adjoints: Block, through jacobian: Block, scratch: Block) -> Int {
    if columns == 1, isContiguous {
      reshaped(rows: 1, columns: rows).addProductTransposed(adjoints, jacobian, scratch: scratch)
    } else {
      addProductTransposed(jacobian, adjoints, scratch: scratch)
    }
    return 2 * jacobian.count * adjoints.columns
  }
}
