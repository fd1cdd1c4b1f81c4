public import TensorCore

/// The Jacobian of a cell's law at one step: because unit j sees only its own values, a few vectors
/// of length n for every sequence.
///
/// Memory in elements, B sequences, G gates, K states, P peepholes: B n (K (G + K + P)), and of a
/// ``ModulatedCell`` B n (G + 1 + P) more.
public struct LocalJacobian<S: KernelScalar>: Sendable {
  /// K G planes [B, n], plane k G + g: ds_k / dz_g.
  @usableFromInline package let gates: Planes<S>
  /// K K planes [B, n], plane k K + j: ds_k(t) / ds_j(t - 1), without what goes through U.
  @usableFromInline package let states: Planes<S>
  /// K P planes [B, n], plane k P + p: ds_k / drho_p.
  @usableFromInline package let peepholes: Planes<S>
  /// Of a ``ModulatedCell`` G + 1 + P planes [B, n]: dm / dz_g, dm / dh_{t-1}, dm / drho_p; else
  /// none.
  @usableFromInline package let modulation: Planes<S>
  /// K
  @usableFromInline let stateComponents: Int

  /// The Jacobian of a cell in the given memory, from element `offset` on.
  package init(
    _ structure: CellStructure, rows: Int, columns: Int, in storage: Storage<S>, at offset: Int = 0
  ) {
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    let plane = rows * columns
    stateComponents = k
    gates = storage.planes(k * g, at: offset, rows: rows, columns: columns)
    states = storage.planes(k * k, at: offset + k * g * plane, rows: rows, columns: columns)
    peepholes = storage.planes(
      k * p, at: offset + k * (g + k) * plane, rows: rows, columns: columns)
    modulation = storage.planes(
      structure.isModulated ? g + 1 + p : 0, at: offset + k * (g + k + p) * plane, rows: rows,
      columns: columns)
  }

  private init(
    gates: Planes<S>, states: Planes<S>, peepholes: Planes<S>, modulation: Planes<S>,
    stateComponents: Int
  ) {
    self.stateComponents = stateComponents
    self.gates = gates
    self.states = states
    self.peepholes = peepholes
    self.modulation = modulation
  }

  /// ds_k / dz_g [B, n]
  @inlinable
  package func gate(_ gate: Int, of component: Int) -> Block<S> {
    gates[component * (gates.count / stateComponents) + gate]
  }

  /// ds_k(t) / ds_j(t - 1) [B, n], without what goes through U.
  @inlinable
  package func state(_ other: Int, of component: Int) -> Block<S> {
    states[component * stateComponents + other]
  }

  /// ds_k / drho_p [B, n]
  @inlinable
  package func peephole(_ peephole: Int, of component: Int) -> Block<S> {
    peepholes[component * (peepholes.count / stateComponents) + peephole]
  }

  /// Elements of memory for `rows` sequences of `columns` units.
  package static func elementCount(_ structure: CellStructure, rows: Int, columns: Int) -> Int {
    let (g, k, p) = (structure.gateCount, structure.stateCount, structure.peepholes.count)
    return rows * columns * (k * (g + k + p) + (structure.isModulated ? g + 1 + p : 0))
  }

  /// The sequences of `range`.
  package func rows(_ range: Range<Int>) -> LocalJacobian {
    LocalJacobian(
      gates: gates.rows(range), states: states.rows(range), peepholes: peepholes.rows(range),
      modulation: modulation.rows(range), stateComponents: stateComponents)
  }

  /// The Jacobian of a cell that has the first `count` state components alone, in the first planes
  /// of this one's memory. The planes of ``states`` are put where they belong by
  /// ``spreadStates(of:)``.
  func leading(_ count: Int) -> LocalJacobian {
    LocalJacobian(
      gates: gates.planes(0..<gates.count / stateComponents * count),
      states: states.planes(0..<count * count),
      peepholes: peepholes.planes(0..<peepholes.count / stateComponents * count),
      modulation: modulation, stateComponents: count)
  }

  /// Puts the planes of ``states`` of the first `count` components, which ``leading(_:)`` has
  /// filled, in their places, and sets the others to zero.
  func spreadStates(of count: Int) {
    for component in (0..<stateComponents).reversed() {
      for other in (0..<stateComponents).reversed() {
        let target = state(other, of: component)
        if component < count, other < count {
          target.copy(from: states[component * count + other])
        } else {
          target.fill(0)
        }
      }
    }
  }

  /// Sets row `row` to the Jacobian of a step that is not taken: s_t = s_{t-1}.
  package func setIdentity(_ row: Int) {
    let own = rows(row..<row + 1)
    for planes in [own.gates, own.states, own.peepholes, own.modulation] { planes.fill(0) }
    for component in 0..<stateComponents { own.state(component, of: component).fill(1) }
  }
}

extension CellStructure {
  /// Whether some gate multiplies its recurrent weights with a vector other than h_{t-1}.
  package var isModulated: Bool { gates.contains { $0.stateInput == .modulated } }
}
