public import TensorCore

/// A recurrent cell written as its equations only.
///
/// A conforming type states its ``RecurrentCell/structure`` (without modulated gates and auxiliary
/// planes) and the equations of one unit; inference and back-propagation follow. G gates, K states
/// and P peepholes in the order of the structure, G + K + P at most ``Dual/variableLimit``:
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
/// The law is evaluated in Double whatever the model's scalar is, and differentiated by dual
/// numbers. The pre-activations stay on the tape, from which the pullback evaluates the law once
/// more. A call allocates (2 G + 3 K + 2 P) n doubles, and 16 more for each dual number of one
/// unit.
public protocol CellEquations: RecurrentCell {
  /// s_t of one unit: z [G], s_{t-1} [K] and rho [P] into `next` [K], each element of which is to
  /// be set.
  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>)
}

extension CellEquations {
  // Inlined into the witness of the conforming type, so that `evaluate` below is specialised for
  // it: left generic over the type and its scalar the law would run through tables of functions,
  // operation by operation.
  @inlinable
  @inline(__always)
  public func activate<S: KernelScalar>(_ step: CellStep<S>) {
    var rows = EquationRows(step, structure)
    for row in 0..<rows.rowCount {
      guard EquationRows.takes(step, row) else {
        EquationRows.keepState(step, row)
        continue
      }
      rows.read(step, row)
      evaluate(&rows)
      rows.writeNext(step, row)
    }
  }

  @inlinable
  @inline(__always)
  public func pullback<S: KernelScalar>(_ step: CellStep<S>, _ adjoint: CellAdjoint<S>) {
    var rows = EquationRows(step, structure)
    for row in 0..<rows.rowCount {
      guard EquationRows.takes(step, row) else {
        EquationRows.passAdjoint(adjoint, row)
        continue
      }
      rows.read(step, row)
      rows.readAdjoint(adjoint, row)
      differentiate(&rows)
      rows.writeAdjoint(adjoint, row)
    }
    rows.addPeepholeGradient(adjoint)
  }

  @inlinable
  @inline(__always)
  public func linearize<S: KernelScalar>(_ step: CellStep<S>, into jacobian: LocalJacobian<S>) {
    var rows = EquationRows(step, structure)
    let count = rows.stateCount
    for row in 0..<rows.rowCount {
      guard EquationRows.takes(step, row) else {
        EquationRows.setIdentity(jacobian, row)
        continue
      }
      rows.read(step, row)
      for component in 0..<count {
        rows.setUnitAdjoint(component)
        differentiate(&rows)
        rows.writeJacobian(jacobian, component, row)
      }
    }
  }

  /// s_t of all units of a row.
  @inlinable
  func evaluate(_ rows: inout EquationRows) {
    let (n, g, k) = (rows.units, rows.gateCount, rows.stateCount)
    var variables = [Double](repeating: 0, count: rows.variableCount)
    var results = [Double](repeating: 0, count: k)
    for unit in 0..<n {
      for index in variables.indices { variables[index] = rows.variables[index * n + unit] }
      let span = variables.span
      var next = results.mutableSpan
      self.next(
        gates: span.extracting(0..<g), state: span.extracting(g..<g + k),
        peepholes: span.extracting((g + k)...), into: &next)
      for component in 0..<k { rows.states[component * n + unit] = results[component] }
    }
  }

  /// The transposed local Jacobian of all units of a row, applied to the adjoint of s_t.
  @inlinable
  func differentiate(_ rows: inout EquationRows) {
    let (n, g, k) = (rows.units, rows.gateCount, rows.stateCount)
    var variables = [Dual](repeating: 0, count: rows.variableCount)
    var results = [Dual](repeating: 0, count: k)
    for unit in 0..<n {
      for index in variables.indices {
        variables[index] = Dual(rows.variables[index * n + unit], variable: index)
      }
      let span = variables.span
      var next = results.mutableSpan
      self.next(
        gates: span.extracting(0..<g), state: span.extracting(g..<g + k),
        peepholes: span.extracting((g + k)...), into: &next)
      var adjoint = SIMD16<Double>.zero
      for component in 0..<k {
        adjoint += results[component].partials * rows.states[component * n + unit]
      }
      for index in 0..<g + k { rows.adjoints[index * n + unit] = adjoint[index] }
      for index in g + k..<variables.count { rows.adjoints[index * n + unit] += adjoint[index] }
    }
  }
}
