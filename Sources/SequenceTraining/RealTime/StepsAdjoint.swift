package import SequenceModels
package import TensorCore

/// Takes adjoints of the stack's output back through the steps recorded of one sequence, with the
/// weights that each step was made with.
///
/// Memory in elements, h steps: the adjoint of a state [L K n] and of one layer's [K n], of the
/// gates [h, G n] of every layer, of the outputs [h + 1, n], of an input [max(n, e)] and m_t [n],
/// of logits fed back [h, V], and what weight gradients need.
package final class StepsAdjoint<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread.
  private let model: PackedSequenceModel<S>
  private let stack: RecurrentStack
  private let stateStorage: Storage<S>
  private let oldStorage: Storage<S>
  private let gateStorage: [Storage<S>]
  private let outputStorage: Storage<S>
  private let inputStorage: Storage<S>
  private let modulatedStorage: Storage<S>?
  private let feedbackStorage: Storage<S>?
  private let scratch: Storage<S>
  private var isSet: [Bool]
  /// Floating-point operations done in products, a multiply-add being two.
  package private(set) var operations = 0

  /// Memory for `capacity` steps.
  package init(_ model: PackedSequenceModel<S>, capacity: Int) {
    let stack = model.architecture
    let n = stack.hiddenSize
    self.model = model
    self.stack = stack
    stateStorage = Storage(count: stack.layers.count * stack.stateSize)
    oldStorage = Storage(count: stack.stateSize)
    gateStorage = stack.layers.map { Storage(count: capacity * $0.structure.gateCount * n) }
    outputStorage = Storage(count: (capacity + 1) * n)
    inputStorage = Storage(
      count: model.embedding == nil ? n : max(n, stack.layers[0].inputSize))
    modulatedStorage = stack.layers[0].structure.isModulated ? Storage(count: n) : nil
    let feedbackSize = stack.feedbackSize
    feedbackStorage = feedbackSize > 0 ? Storage(count: capacity * feedbackSize) : nil
    let widths = stack.layers.map(\.inputSize) + [stack.hiddenSize, feedbackSize]
    let sizes =
      widths.map { Block<S>.transposedProductScratch(rows: 1, columns: $0) }
      + model.stack.layers.map(\.gradientScratch)
    scratch = Storage(count: sizes.max() ?? 0)
    isSet = Array(repeating: false, count: capacity + 1)
  }

  /// Whether there is any adjoint.
  package var isPending: Bool { isSet.contains(true) }

  /// Adds an adjoint of the stack's output [1, n] after `count` steps recorded; 0: of the state
  /// before them.
  package func add(_ adjoint: Block<S>, after count: Int) {
    let row = output(count)
    if isSet[count] { row.add(adjoint) } else { row.copy(from: adjoint) }
    isSet[count] = true
  }

  private func output(_ count: Int) -> Block<S> {
    outputStorage.block(at: count * stack.hiddenSize, rows: 1, columns: stack.hiddenSize)
  }

  private func gates(_ layer: Int, _ rows: Range<Int>) -> Block<S> {
    let columns = stack.layers[layer].structure.gateCount * stack.hiddenSize
    return gateStorage[layer].block(
      at: rows.lowerBound * columns, rows: rows.count, columns: columns)
  }

  /// The adjoints of the logits fed back [rows, V].
  private func feedback(_ rows: Range<Int>) -> Block<S> {
    let size = model.configuration.readoutSize
    guard let feedbackStorage else { preconditionFailure("adjoints without output feedback") }
    return feedbackStorage.block(
      at: rows.lowerBound * size, rows: rows.count, columns: size)
  }

  /// The adjoint of layer `layer`'s state [K n, 1].
  private func state(_ layer: Int) -> Block<S> {
    stateStorage.block(at: layer * stack.stateSize, rows: stack.stateSize, columns: 1)
  }

  /// Adds to `gradient`, one row in the order of the layout, what the recorded steps themselves
  /// contribute; returns the adjoint of the state before them [1, L K n]. The adjoints given are
  /// used up.
  /// - Complexity: 2 (K n n + P) floating-point operations a step and layer, and 2 K n m for every
  ///   layer above the first.
  @specialized(where S == Float)
  package func pullback(_ steps: LinearizedSteps<S>, to gradient: Block<S>) -> Block<S> {
    stateStorage.row.fill(0)
    var last = 0
    for step in (0..<steps.count).reversed() {
      if isSet[step + 1] {
        addOutput(step + 1)
        last = max(last, step + 1)
      }
      if last > 0 { pullback(steps, step, gradient) }
    }
    if isSet[0] { addOutput(0) }
    for index in stack.layers.indices where last > 0 {
      addWeightGradients(steps, index, 0..<last, gradient)
    }
    for index in isSet.indices { isSet[index] = false }
    return stateStorage.row
  }

  private func addOutput(_ count: Int) {
    for layer in stack.lowestOutputLayer..<stack.layers.count {
      let own = state(layer).part(stack.outputComponent(layer), of: stack.hiddenSize)
      own.add(output(count).reshaped(rows: own.rows, columns: 1))
    }
  }

  /// One step, layers from the top: adjoints of its pre-activations, and of the state before it.
  private func pullback(_ steps: LinearizedSteps<S>, _ step: Int, _ gradient: Block<S>) {
    for (index, layer) in steps.layers.enumerated().reversed() {
      let state = state(index)
      pullbackLaw(layer, step, state, gates(index, step..<step + 1), gradient)
      if let jacobian = layer.inputJacobian(step) {
        let input = inputStorage.block(rows: layer.layer.inputSize, columns: 1)
        addPullback(of: state, through: jacobian, into: input)
        propagate(input, from: index, token: steps.token(step), gradient)
      }
      if let jacobian = layer.feedbackJacobian(step) {
        let logits = feedback(step..<step + 1).reshaped(rows: jacobian.columns, columns: 1)
        addPullback(of: state, through: jacobian, into: logits)
      }
      let old = oldStorage.block(rows: layer.stateSize, columns: 1)
      operations += layer.pullback(state, at: step, old: old, scratch: scratch.row)
    }
  }

  /// target = jacobian' adjoint
  private func addPullback(of adjoint: Block<S>, through jacobian: Block<S>, into target: Block<S>)
  {
    target.fill(0)
    operations += target.addPullback(of: adjoint, through: jacobian, scratch: scratch.row)
  }

  /// Back through the law: to the gates, and to the gradient of the peepholes.
  private func pullbackLaw(
    _ layer: LinearizedLayer<S>, _ step: Int, _ state: Block<S>, _ gates: Block<S>,
    _ gradient: Block<S>
  ) {
    let gates = gates.reshaped(rows: gates.columns, columns: 1)
    layer.pullbackGates(state, at: step, into: gates)
    var modulated: Block<S>?
    if let jacobian = layer.modulatedJacobian(step), let modulatedStorage {
      let block = modulatedStorage.block(rows: layer.n, columns: 1)
      addPullback(of: state, through: jacobian, into: block)
      layer.addModulatedGates(block, at: step, to: gates)
      modulated = block
    }
    guard let peepholes = layer.layer.peephole else { return }
    layer.addPeepholes(
      state, modulatedAdjoints: modulated, at: step,
      to: gradient.columns(peepholes.range).reshaped(rows: peepholes.count, columns: 1))
  }

  /// What becomes of the adjoint of a layer's input [m, 1].
  private func propagate(
    _ input: Block<S>, from index: Int, token: Int, _ gradient: Block<S>
  ) {
    for below in stack.layersBelow(index) {
      state(below).rows(0..<stack.hiddenSize).add(input)
    }
    guard index == 0, let embedding = model.embedding, token >= 0 else { return }
    let row = embedding.part(of: gradient).row(token)
    row.add(input.rows(0..<row.columns).reshaped(rows: 1, columns: row.columns))
  }

  private func addWeightGradients(
    _ steps: LinearizedSteps<S>, _ index: Int, _ rows: Range<Int>, _ gradient: Block<S>
  ) {
    let (own, packed) = (steps.layers[index], model.stack.layers[index])
    let gradient = ParameterGradient(parameters: gradient, scratch: scratch.row)
    packed.addWeightGradients(
      gates(index, rows), previous: own.previous.rows(rows), modulated: own.modulated?.rows(rows),
      input: steps.input(index, rows), outputs: own.feedback?.rows(rows),
      logitAdjoints: own.feedback == nil ? nil : feedback(rows), gradient: gradient)
    var weights = own.layer.recurrentWeight.count
    if own.input != nil { weights += own.layer.inputWeight.count }
    if let feedback = own.layer.feedbackWeight {
      weights += feedback.count + model.readout.weight.block.count
    }
    operations += 2 * rows.count * weights
  }
}
