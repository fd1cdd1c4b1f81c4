package import SequenceModels
package import TensorCore

/// What the influence becomes when of every parameter only that on its own unit is kept: a trace
/// for each parameter and state component, which decays and grows like a weight's gradient.
///
///     e_k(t) = sum_j A_kj e_j(t-1) + dZ_kg z_t              z_t what the parameter multiplies
///
/// Memory in elements: K P without the embedding, K K n for every layer, and m for a one-hot
/// symbol.
package final class ParameterTraces<S: KernelScalar>: @unchecked Sendable {
  /// Which part of a state's own Jacobian carries traces on.
  package enum Decay: Sendable, Equatable {
    /// All of the unit's own: through the law, and through the unit's weight to itself.
    case ownUnit
    /// Through the law alone, nothing that goes through U.
    case law
  }

  private let stack: RecurrentStack
  private let decay: Decay
  let layers: [LayerTraces<S>]
  private let one: Storage<S>

  /// Zeros, for a model whose cell is not a ``ModulatedCell``.
  package init(_ model: PackedSequenceModel<S>, decay: Decay) {
    stack = model.architecture
    precondition(
      !stack.layers[0].structure.isModulated,
      "traces of one unit each: a gate of this cell reaches every unit at once (GRU, reset before the product); "
        + "the GRU with its reset gate after the product has them")
    self.decay = decay
    layers = stack.layers.enumerated().map { index, layer in
      LayerTraces(layer, takesTokens: index == 0 && model.configuration.takesSymbols)
    }
    one = Storage(count: 1)
    one.row.fill(1)
  }

  /// Bytes of the traces, as the memory meter counts them.
  package var bytes: Int {
    layers.reduce(0) { sum, layer in
      [layer.recurrent, layer.bias, layer.peephole, layer.input].reduce(sum) {
        $0.addingClamped($1.bytes)
      }
    }
  }

  /// Sets all traces to zero.
  package func clear() {
    for layer in layers { layer.clear() }
  }

  /// Takes the traces over the step that was linearised.
  /// - Complexity: 2 (K K + K) P floating-point operations.
  @specialized(where S == Float)
  package func advance(_ step: StepDerivative<S>) {
    for (index, traces) in layers.enumerated() {
      traces.advance(
        step.steps.layers[index], step.model.stack.layers[index], token: step.token,
        ownUnit: decay == .ownUnit, one: one.row)
    }
  }

  /// gradient += adjoint of h of each layer [1, L K n] times its traces; one row in the order of
  /// the layout.
  /// - Complexity: 2 P floating-point operations.
  @specialized(where S == Float)
  package func addGradient(
    _ step: StepDerivative<S>, adjoint states: Block<S>, to gradient: Block<S>
  ) {
    for (index, traces) in layers.enumerated() {
      traces.addGradient(step.output(index, of: states), to: gradient)
    }
  }
}

/// The traces of one layer: K planes for every block of its parameters.
final class LayerTraces<S: KernelScalar>: @unchecked Sendable {
  private let layer: RecurrentLayer
  let recurrent: Storage<S>
  let bias: Storage<S>
  let peephole: Storage<S>
  let input: Storage<S>
  /// A symbol as a vector [1, m].
  private let oneHot: Storage<S>
  private let factorStorage: Storage<S>

  init(_ layer: RecurrentLayer, takesTokens: Bool) {
    let k = layer.structure.stateCount
    self.layer = layer
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

  func clear() {
    for storage in [recurrent, bias, peephole, input] { storage.row.fill(0) }
  }

  @specialized(where S == Float)
  func advance(
    _ own: LinearizedLayer<S>, _ packed: PackedLayer<S>, token: Int, ownUnit: Bool, one: Block<S>
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
        factors: factors, inputs: gates.every(g, from: gate), vector: one)
    }
    let p = structure.peepholes.count
    let rho = planes(peephole, rows: p * n, columns: 1)
    for vector in 0..<p {
      rho.rows(rows(vector)).advanceRows(
        factors: factors, inputs: own.local.peepholes.rows(0..<1).every(p, from: vector),
        vector: one)
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
