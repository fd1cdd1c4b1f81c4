internal import SequenceModels
internal import TensorCore

/// The law of a cell at one step of one sequence as a function of numbers.
///
///     point    [G n | K n | P n]     z_t, s_{t-1}, rho
///     result   [K n]                 s_t; for a ``ModulatedCell`` [K n | n]: m_t too
///
/// Of a modulated cell the pre-activations of all gates count as given, m_t as a result.
struct LocalLaw {
  let cell: any RecurrentCell
  let hiddenSize: Int
  private let structure: CellStructure
  /// z_t, s_{t-1}, rho, s_t, the auxiliary planes and m_t [n each].
  private let storage: Storage<Double>
  /// Their adjoints (``SequenceModels/CellAdjoint``), that of m_t last.
  private let adjointStorage: Storage<Double>

  init(_ cell: any RecurrentCell, hiddenSize: Int) {
    self.cell = cell
    self.hiddenSize = hiddenSize
    structure = cell.structure
    let planes =
      structure.gateCount + 2 * structure.stateCount + structure.peepholes.count
      + structure.auxiliaryPlanes + 1
    storage = Storage(count: planes * hiddenSize)
    let count = CellAdjoint<Double>.elementCount(structure, units: hiddenSize)
    adjointStorage = Storage(count: count + hiddenSize)
  }

  var pointCount: Int {
    (structure.gateCount + structure.stateCount + structure.peepholes.count) * hiddenSize
  }

  var resultCount: Int {
    (structure.stateCount + (cell is any ModulatedCell ? 1 : 0)) * hiddenSize
  }

  /// The memory of the step and of m_t.
  private func forward(_ point: [Double]) -> (step: CellStep<Double>, modulated: Block<Double>) {
    let (n, g, k) = (hiddenSize, structure.gateCount, structure.stateCount)
    func planes(_ count: Int, at first: Int) -> Planes<Double> {
      storage.planes(count, at: first * n, rows: 1, columns: n)
    }
    // What the law does not write must not pass for a result.
    storage.row.fill(.nan)
    let given = storage.block(rows: 1, columns: pointCount)
    given.array = point
    let next = pointCount / n
    let auxiliary = next + k
    let step = CellStep(
      gates: storage.block(rows: 1, columns: g * n), previous: planes(k, at: g),
      next: planes(k, at: next), auxiliary: planes(structure.auxiliaryPlanes, at: auxiliary),
      peepholes: structure.peepholes.isEmpty ? nil : given.columns((g + k) * n..<pointCount),
      mask: nil)
    let modulated = planes(1, at: auxiliary + structure.auxiliaryPlanes)[0]
    if let cell = cell as? any ModulatedCell { cell.modulate(step, into: modulated) }
    cell.activate(step)
    return (step, modulated)
  }

  /// The result at a point.
  func value(_ point: [Double]) -> [Double] {
    let (step, modulated) = forward(point)
    let states = (0..<structure.stateCount).flatMap { step.next[$0].array }
    return cell is any ModulatedCell ? states + modulated.array : states
  }

  /// The diagonals of the Jacobian at a point by `linearize`: for each component of the result
  /// [G n | K n | P n].
  private func linearization(_ point: [Double]) -> [Double] {
    let (step, _) = forward(point)
    let (n, k) = (hiddenSize, structure.stateCount)
    let (g, p) = (structure.gateCount, structure.peepholes.count)
    let memory = Storage<Double>(
      count: LocalJacobian<Double>.elementCount(structure, rows: 1, columns: n))
    let jacobian = LocalJacobian(structure, rows: 1, columns: n, in: memory)
    // What was there before must not matter.
    memory.row.fill(7)
    cell.linearize(step, into: jacobian)
    var result: [Double] = []
    func append(_ planes: Planes<Double>, _ first: Int, _ count: Int) {
      for plane in first..<first + count { result += planes[plane].array }
    }
    for component in 0..<k {
      append(jacobian.gates, component * g, g)
      append(jacobian.states, component * k, k)
      append(jacobian.peepholes, component * p, p)
    }
    if let cell = cell as? any ModulatedCell {
      cell.linearizeModulation(step, into: jacobian)
      append(jacobian.modulation, 0, g + 1)
      result += [Double](repeating: 0, count: (k - 1) * n)
      append(jacobian.modulation, g + 1, p)
    }
    return result
  }

  /// The transpose of the Jacobian at a point, applied to an adjoint of the result.
  func pullback(_ point: [Double], _ adjoint: [Double]) -> [Double] {
    let (step, _) = forward(point)
    let (n, k) = (hiddenSize, structure.stateCount)
    adjointStorage.row.fill(0)
    let memory = CellAdjoint(structure, units: n, in: adjointStorage)
    memory.output.array = Array(adjoint[0..<n])
    for component in 1..<k {
      memory.carried[component - 1].array = Array(adjoint[component * n..<(component + 1) * n])
    }
    cell.pullback(step, memory)
    if let cell = cell as? any ModulatedCell {
      let modulatedAdjoint = adjointStorage.block(
        at: CellAdjoint<Double>.elementCount(structure, units: n), rows: 1, columns: n)
      modulatedAdjoint.array = Array(adjoint[k * n..<(k + 1) * n])
      cell.pullbackModulation(step, memory, modulatedAdjoint: modulatedAdjoint)
    }
    return memory.gates.array + memory.previousOutput.array
      + (1..<k).flatMap { memory.carried[$0 - 1].array } + (memory.peepholes?.array ?? [])
  }
}

extension LocalLaw {
  /// The whole Jacobian by differences, unit by unit, against the pullback of every unit vector:
  /// what a unit must not see shows as well.
  func jacobianDeviation(at point: [Double]) -> Double {
    let columns = (0..<pointCount).map { index in
      DifferenceFormula.fivePoint.derivative { distance in
        var moved = point
        moved[index] += distance
        return value(moved)
      }
    }
    var worst = 0.0
    for row in 0..<resultCount {
      var unit = [Double](repeating: 0, count: resultCount)
      unit[row] = 1
      worst = max(
        worst,
        pullback(point, unit).deviation(from: columns.map { $0[row] }, floor: 1))
    }
    return worst
  }

  /// The Jacobian by `linearize` against the pullback of every unit vector.
  func linearizationDeviation(at point: [Double]) -> Double {
    let jacobian = linearization(point)
    var worst = 0.0
    for row in 0..<resultCount {
      let (component, unit) = row.quotientAndRemainder(dividingBy: hiddenSize)
      var adjoint = [Double](repeating: 0, count: resultCount)
      adjoint[row] = 1
      // A unit's result depends on its own variables alone.
      let own = (0..<pointCount).map { index in
        index % hiddenSize == unit ? jacobian[component * pointCount + index] : 0
      }
      worst = max(worst, own.deviation(from: pullback(point, adjoint), floor: 1))
    }
    return worst
  }

  /// |<J u, v> - <u, J' v>| relative to |J u| |v|, J u by differences.
  func adjointDeviation(at point: [Double], _ generator: inout RandomGenerator) -> Double {
    let u = generator.normals(pointCount)
    let v = generator.normals(resultCount)
    let forward = DifferenceFormula.fivePoint.derivative { distance in
      value(zip(point, u).map { $0 + distance * $1 })
    }
    let size = (forward.dot(forward) * v.dot(v)).squareRoot()
    return [u.dot(pullback(point, v)) / size].deviation(
      from: [forward.dot(v) / size], floor: 1)
  }
}
