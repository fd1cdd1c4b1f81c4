internal import SequenceModels
internal import TensorCore

/// What the influence of one layer's parameters becomes when of each only that on its own unit is
/// kept: a trace for every parameter and state component, which decays and grows like a weight's
/// gradient.
///
///     e_k(t) = sum_j A_kj e_j(t-1) + dZ_kg z_t              z_t what the parameter multiplies
///
/// A is the Jacobian of the unit's own state: through the law and, of a trace that is told so,
/// through the unit's weight to itself. Not for a ``ModulatedCell``.
///
/// Memory in elements: K P, K K n, and m for a one-hot symbol.
final class ParameterTraces<S: KernelScalar>: @unchecked Sendable {
  private let layer: RecurrentLayer
  let recurrent: Storage<S>
  let bias: Storage<S>
  let peephole: Storage<S>
  let input: Storage<S>
  /// A symbol as a vector [1, m].
  private let oneHot: Storage<S>
  private let factorStorage: Storage<S>
  /// What a bias multiplies.
  private let one: Storage<S>

  init(_ layer: RecurrentLayer, takesTokens: Bool) {
    precondition(
      !layer.structure.isModulated,
      "traces of one unit each: a gate of this cell reaches every unit at once (GRU, reset before "
        + "the product); the GRU with its reset gate after the product has them")
    let k = layer.structure.stateCount
    self.layer = layer
    one = Storage(count: 1)
    one.row.fill(1)
    recurrent = Storage(count: k * layer.recurrentWeight.count)
    bias = Storage(count: k * layer.bias.count)
    peephole = Storage(count: k * (layer.peephole?.count ?? 0))
    input = Storage(count: k * layer.inputWeight.count)
    oneHot = Storage(count: takesTokens ? layer.inputSize : 0)
    factorStorage = Storage(count: k * k * layer.hiddenSize)
  }

  private var k: Int { layer.structure.stateCount }
  private var n: Int { layer.hiddenSize }

  private func planes(_ storage: Storage<S>, rows: Int, columns: Int) -> Planes<S> {
    storage.planes(k, rows: rows, columns: columns)
  }

  /// The traces of all parameters.
  var storages: [Storage<S>] { [recurrent, bias, peephole, input] }

  /// Bytes of the traces, as the memory meter counts them.
  var bytes: Int { storages.reduce(0) { $0.addingClamped($1.bytes) } }

  /// Sets all traces to zero.
  func clear() {
    for storage in storages { storage.row.fill(0) }
  }

  /// Takes the traces over a step that was linearised; `ownUnit`: through the units' weights to
  /// themselves too.
  /// - Complexity: 2 (K K + K) P floating-point operations.
  @specialized(where S == Float)
  func advance(
    _ own: LinearizedLayer<S>, _ packed: PackedLayer<S>, token: Int, ownUnit: Bool
  ) {
    let factors = factors(own, packed, ownUnit: ownUnit)
    let (structure, g) = (layer.structure, layer.structure.gateCount)
    let gates = own.local.gates.rows(0..<1)
    let u = planes(recurrent, rows: layer.recurrentWeight.shape[0], columns: n)
    for segment in layer.recurrentRuns {
      for gate in 0..<segment.count {
        u.rows(rows(segment.weightBlock + gate)).advanceRows(
          factors: factors, inputs: gates.every(g, from: segment.gate + gate),
          vector: own.previous)
      }
    }
    let b = planes(bias, rows: g * n, columns: 1)
    for gate in 0..<g {
      b.rows(rows(gate)).advanceRows(
        factors: factors, inputs: gates.every(g, from: gate), vector: one.row)
    }
    let p = structure.peepholes.count
    let rho = planes(peephole, rows: p * n, columns: 1)
    for vector in 0..<p {
      rho.rows(rows(vector)).advanceRows(
        factors: factors, inputs: own.local.peepholes.rows(0..<1).every(p, from: vector),
        vector: one.row)
    }
    advanceInput(own, gates, factors, token)
  }

  private func advanceInput(
    _ own: LinearizedLayer<S>, _ gates: Planes<S>, _ factors: Planes<S>, _ token: Int
  ) {
    let g = layer.structure.gateCount
    let vector = own.input ?? oneHot.row
    if token >= 0 && own.input == nil { vector[token] = 1 }
    let w = planes(input, rows: layer.inputWeight.shape[0], columns: layer.inputSize)
    for segment in layer.inputRuns {
      for gate in 0..<segment.count {
        w.rows(rows(segment.weightBlock + gate)).advanceRows(
          factors: factors, inputs: gates.every(g, from: segment.gate + gate), vector: vector)
      }
    }
    if token >= 0 && own.input == nil { vector[token] = 0 }
  }

  /// gradient += adjoint of h [1, n] times the traces; one row in the order of the layout.
  /// - Complexity: 2 P floating-point operations.
  @specialized(where S == Float)
  func addGradient(_ adjoint: Block<S>, to gradient: Block<S>) {
    func add(_ block: ParameterBlock, _ traces: Block<S>) {
      let target = block.matrix(in: gradient)
        .reshaped(rows: traces.rows, columns: traces.columns)
      for first in stride(from: 0, to: traces.rows, by: n) {
        target.rows(first..<first + n)
          .scaledRows(of: traces.rows(first..<first + n), by: adjoint, accumulating: true)
      }
    }
    add(layer.recurrentWeight, recurrent.block(rows: layer.recurrentWeight.shape[0], columns: n))
    add(layer.bias, bias.block(rows: layer.bias.count, columns: 1))
    if let block = layer.peephole {
      add(block, peephole.block(rows: block.count, columns: 1))
    }
    add(
      layer.inputWeight,
      input.block(rows: layer.inputWeight.shape[0], columns: layer.inputSize))
  }

  private func rows(_ block: Int) -> Range<Int> { block * n..<(block + 1) * n }

  /// A, K K planes [1, n].
  private func factors(
    _ own: LinearizedLayer<S>, _ packed: PackedLayer<S>, ownUnit: Bool
  ) -> Planes<S> {
    let result = factorStorage.planes(k * k, rows: 1, columns: n)
    result.copy(from: own.local.states.rows(0..<1))
    guard ownUnit else { return result }
    let (k, n) = (self.k, self.n)
    for part in packed.recurrent.parts {
      let (run, weight) = (part.run, part.weight.panels)
      for panel in 0..<weight.panelCount {
        let (columns, rows) = (weight.columns(ofPanel: panel), weight.panel(panel))
        for gate in 0..<run.count {
          let weights = rows.part(gate, of: n)
          for component in 0..<k {
            let slopes = own.local.gate(run.gate + gate, of: component)
            let target = result[component * k]
            for unit in columns {
              target[0, unit] += weights[unit, unit - columns.lowerBound] * slopes[0, unit]
            }
          }
        }
      }
    }
    return result
  }
}
