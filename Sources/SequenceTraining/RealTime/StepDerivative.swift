package import SequenceModels
package import TensorCore

/// The derivative of one step of one sequence, with the weights that the step was made with:
/// applied to a vector, forward and back, without its matrix ever being formed.
///
/// A state of all layers is one row [1, L K n], the components of a layer one after the other.
///
/// Memory in elements: the local Jacobians and vectors of ``LinearizedSteps``, the adjoints of the
/// gates [L, G n], and G n + (K + 2) n + max(n, m).
package final class StepDerivative<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread.
  let model: PackedSequenceModel<S>
  let stack: RecurrentStack
  let steps: LinearizedSteps<S>
  private let gateStorage: Storage<S>
  private let vectorStorage: Storage<S>
  private let oldStorage: Storage<S>
  private let inputStorage: Storage<S>
  private let modulatedStorage: Storage<S>

  package init(_ model: PackedSequenceModel<S>) {
    let stack = model.architecture
    let (n, g) = (stack.hiddenSize, stack.layers[0].structure.gateCount)
    self.model = model
    self.stack = stack
    steps = LinearizedSteps(model, capacity: 1, folds: false)
    gateStorage = Storage(count: stack.layers.count * g * n)
    vectorStorage = Storage(count: g * n)
    oldStorage = Storage(count: stack.stateSize)
    inputStorage = Storage(
      count: model.configuration.takesSymbols ? n : max(n, stack.layers[0].inputSize))
    modulatedStorage = Storage(count: 2 * n)
  }

  /// Whether a step has been linearised since the last ``clear()``.
  package var isSet: Bool { steps.count > 0 }

  /// The step's token, negative for none.
  package var token: Int { isSet ? steps.token(0) : -1 }

  /// Forgets the step.
  package func clear() { steps.removeAll() }

  /// Linearises step `t` of sequence `row` of `workspace`, which it has run forward.
  @specialized(where S == Float)
  package func linearize(_ workspace: SequenceWorkspace<S>, step t: Int, row: Int) {
    steps.removeAll()
    steps.append(workspace, step: t, row: row)
  }

  /// h of layer `layer` within a state of all layers.
  package func output(_ layer: Int, of state: Block<S>) -> Block<S> {
    let first = layer * stack.stateSize
    return state.columns(first..<first + stack.hiddenSize)
  }

  /// The layers whose h make up the stack's output.
  package var outputLayers: Range<Int> { stack.lowestOutputLayer..<stack.layers.count }

  private func gates(_ layer: Int) -> Block<S> {
    let count = stack.layers[0].structure.gateCount * stack.hiddenSize
    return gateStorage.block(at: layer * count, rows: 1, columns: count)
  }

  private func state(_ layer: Int, of states: Block<S>) -> Block<S> {
    states.columns(layer * stack.stateSize..<(layer + 1) * stack.stateSize)
  }
}

extension StepDerivative {
  /// ds_t = (ds_t / ds_{t-1}) ds_{t-1}, in place; layers from the bottom.
  /// - Complexity: 2 G n n floating-point operations for every layer, and 2 G n n for every one
  ///   above the first.
  @specialized(where S == Float)
  package func pushforward(_ states: Block<S>) {
    let n = stack.hiddenSize
    let input = inputStorage.block(rows: 1, columns: n)
    for (index, own) in steps.layers.enumerated() {
      let packed = model.stack.layers[index]
      let state = state(index, of: states)
      let (k, g) = (own.structure.stateCount, own.structure.gateCount)
      let dz = vectorStorage.row
      dz.fill(0)
      packed.recurrent.add(state.columns(0..<n), to: dz)
      if index > 0 { packed.input.dense?.add(input, to: dz) }
      pushModulation(own, packed, state, dz)
      let old = oldStorage.row
      old.copy(from: state)
      for component in 0..<k {
        let target = state.gate(component, of: n)
        for other in 0..<k {
          target.elementProduct(
            own.local.state(other, of: component).row(0), old.gate(other, of: n),
            accumulating: other > 0)
        }
        for gate in 0..<g {
          target.elementProduct(
            own.local.gate(gate, of: component).row(0), dz.gate(gate, of: n), accumulating: true)
        }
      }
      let output = state.columns(0..<n)
      if stack.residual && index > 0 { input.add(output) } else { input.copy(from: output) }
    }
  }

  /// dz of the gates that multiply m_t, from dm.
  private func pushModulation(
    _ own: LinearizedLayer<S>, _ packed: PackedLayer<S>, _ state: Block<S>, _ dz: Block<S>
  ) {
    let (n, g) = (own.n, own.structure.gateCount)
    guard own.structure.isModulated else { return }
    let modulated = modulatedStorage.block(rows: 1, columns: n)
    modulated.elementProduct(
      own.local.modulation[g].row(0), state.columns(0..<n), accumulating: false)
    for gate in 0..<g {
      modulated.elementProduct(
        own.local.modulation[gate].row(0), dz.gate(gate, of: n), accumulating: true)
    }
    packed.modulated.add(modulated, to: dz)
  }

  /// Takes an adjoint of s_t [1, L K n] down through the step: to that of each layer's own state
  /// comes what it contributes to the layers above. The adjoints of the gates are kept for
  /// ``addGradient(_:to:)``.
  /// - Complexity: 2 G n m floating-point operations for every layer above the first.
  @specialized(where S == Float)
  package func descend(_ states: Block<S>) {
    let n = stack.hiddenSize
    for (index, own) in steps.layers.enumerated().reversed() {
      let packed = model.stack.layers[index]
      let (state, dz) = (state(index, of: states), gates(index))
      let gates = dz.reshaped(rows: dz.columns, columns: 1)
      own.pullbackGates(state.reshaped(rows: state.columns, columns: 1), at: 0, into: gates)
      if own.structure.isModulated {
        own.addModulatedGates(modulatedAdjoints(packed, dz), at: 0, to: gates)
      }
      guard index > 0 else { continue }
      let input = inputStorage.block(rows: 1, columns: n)
      packed.input.dense?.pullback(dz, into: input, accumulating: false)
      for below in stack.layersBelow(index) { output(below, of: states).add(input) }
    }
  }

  /// The adjoint of m_t [n, 1] from those of the gates that multiply it.
  private func modulatedAdjoints(_ packed: PackedLayer<S>, _ dz: Block<S>) -> Block<S> {
    let n = stack.hiddenSize
    let modulated = modulatedStorage.block(at: n, rows: 1, columns: n)
    packed.modulated.pullback(dz, into: modulated, accumulating: false)
    return modulated.reshaped(rows: n, columns: 1)
  }

  /// gradient += v (ds_t / dtheta), s_{t-1} given, after ``descend(_:)`` of v = `states`; one row
  /// in the order of the layout.
  /// - Complexity: 2 P floating-point operations.
  @specialized(where S == Float)
  package func addGradient(_ states: Block<S>, to gradient: Block<S>) {
    for (index, own) in steps.layers.enumerated() {
      let (packed, dz) = (model.stack.layers[index], gates(index))
      addPeepholes(own, state(index, of: states), dz, packed, to: gradient)
      packed.addWeightGradients(
        dz, previous: own.previous, modulated: own.modulated,
        input: steps.input(index, 0..<1),
        gradient: ParameterGradient(parameters: gradient, scratch: nil))
    }
    addEmbeddingGradient(to: gradient)
  }

  /// What the embedding of the step's own token contributes, after ``descend(_:)``; without an
  /// embedding nothing.
  package func addEmbeddingGradient(to gradient: Block<S>) {
    guard let embedding = model.embedding?.block, token >= 0 else { return }
    let (layer, dz) = (stack.layers[0], gates(0))
    let input = inputStorage.row.columns(0..<layer.inputSize)
    model.stack.layers[0].input.dense?.pullback(dz, into: input, accumulating: false)
    let row = embedding.matrix(in: gradient).row(token)
    row.add(input.columns(0..<row.columns))
  }

  private func addPeepholes(
    _ own: LinearizedLayer<S>, _ state: Block<S>, _ dz: Block<S>, _ packed: PackedLayer<S>,
    to gradient: Block<S>
  ) {
    guard let peepholes = own.layer.peephole else { return }
    own.addPeepholes(
      state.reshaped(rows: state.columns, columns: 1),
      modulatedAdjoints: own.structure.isModulated ? modulatedAdjoints(packed, dz) : nil, at: 0,
      to: gradient.columns(peepholes.range).reshaped(rows: peepholes.count, columns: 1))
  }
}
