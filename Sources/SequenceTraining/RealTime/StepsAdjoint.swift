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
  package init(_ model: PackedSequenceModel<S>, capacity: Int, outputFeedback: Bool = false) {
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
    let feedbackSize = outputFeedback ? model.configuration.outputSize : 0
    feedbackStorage = outputFeedback ? Storage(count: capacity * feedbackSize) : nil
    scratch = Storage(
      count: Self.scratchSize(
        stack, takesTokens: model.configuration.takesSymbols, feedbackSize: feedbackSize))
    isSet = Array(repeating: false, count: capacity + 1)
  }

  private static func scratchSize(
    _ stack: RecurrentStack, takesTokens: Bool, feedbackSize: Int
  ) -> Int {
    let gates = stack.layers[0].structure.gateCount * stack.hiddenSize
    return stack.layers.enumerated().flatMap { index, layer in
      [layer.hiddenSize] + (index == 0 && takesTokens ? [] : [layer.inputSize])
    }.flatMap { columns in
      [1, gates].map { Block<S>.transposedProductScratch(rows: $0, columns: columns) }
    }.reduce(
      max(
        Block<S>.transposedProductScratch(rows: 1, columns: feedbackSize),
        Block<S>.transposedProductScratch(rows: feedbackSize, columns: stack.hiddenSize)),
      max)
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
    let size = model.configuration.outputSize
    guard let feedbackStorage else { preconditionFailure("adjoints without output feedback") }
    return feedbackStorage.block(
      at: rows.lowerBound * size, rows: rows.count, columns: size)
  }

  /// The adjoint of layer `layer`'s state [1, K n].
  private func state(_ layer: Int) -> Block<S> {
    stateStorage.block(at: layer * stack.stateSize, rows: 1, columns: stack.stateSize)
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

  /// target += left^T . right
  private func addProduct(to target: Block<S>, _ left: Block<S>, _ right: Block<S>) {
    target.addProductTransposed(left, right, scratch: scratch.row)
    operations += 2 * left.count * right.columns
  }

  private func addOutput(_ count: Int) {
    for layer in stack.lowestOutputLayer..<stack.layers.count {
      state(layer).columns(0..<stack.hiddenSize).add(output(count))
    }
  }

  /// One step, layers from the top: adjoints of its pre-activations, and of the state before it.
  @specialized(where S == Float)
  private func pullback(_ steps: LinearizedSteps<S>, _ step: Int, _ gradient: Block<S>) {
    for (index, layer) in steps.layers.enumerated().reversed() {
      let (n, k) = (layer.n, layer.structure.stateCount)
      let state = state(index)
      let column = state.reshaped(rows: layer.stateSize, columns: 1)
      pullbackGates(layer, step, state, column, gates(index, step..<step + 1), gradient)
      if let jacobian = layer.inputJacobian(step) {
        let input = inputStorage.block(rows: 1, columns: layer.layer.inputSize)
        input.fill(0)
        addProduct(to: input, column, jacobian)
        propagate(input, from: index, token: steps.token(step), gradient)
      }
      if let jacobian = layer.feedbackJacobian(step) {
        let logits = feedback(step..<step + 1)
        logits.fill(0)
        addProduct(to: logits, column, jacobian)
      }
      let old = oldStorage.row
      old.copy(from: state)
      for other in 1..<k {
        for component in 0..<k {
          state.gate(other, of: n).elementProduct(
            layer.local.state(other, of: component).row(step), old.gate(component, of: n),
            accumulating: component > 0)
        }
      }
      let output = state.columns(0..<n)
      output.fill(0)
      addProduct(
        to: output, old.reshaped(rows: layer.stateSize, columns: 1),
        layer.recurrentJacobian(step))
    }
  }

  private func pullbackGates(
    _ layer: LinearizedLayer<S>, _ step: Int, _ state: Block<S>, _ column: Block<S>,
    _ gates: Block<S>, _ gradient: Block<S>
  ) {
    let (structure, n) = (layer.structure, layer.n)
    let (k, g, p) = (structure.stateCount, structure.gateCount, structure.peepholes.count)
    let rho = layer.layer.peephole.map { gradient.columns($0.range) }
    for component in 0..<k {
      let adjoint = state.gate(component, of: n)
      for gate in 0..<g {
        gates.gate(gate, of: n).elementProduct(
          layer.local.gate(gate, of: component).row(step), adjoint, accumulating: component > 0)
      }
      for peephole in 0..<p {
        rho?.gate(peephole, of: n).elementProduct(
          layer.local.peephole(peephole, of: component).row(step), adjoint, accumulating: true)
      }
    }
    guard let jacobian = layer.modulatedJacobian(step), let modulated = modulatedStorage?.row else {
      return
    }
    modulated.fill(0)
    addProduct(to: modulated, column, jacobian)
    for gate in 0..<g {
      gates.gate(gate, of: n).elementProduct(
        layer.local.modulation[gate].row(step), modulated, accumulating: true)
    }
    for peephole in 0..<p {
      rho?.gate(peephole, of: n).elementProduct(
        layer.local.modulation[g + 1 + peephole].row(step), modulated, accumulating: true)
    }
  }

  /// What becomes of the adjoint of a layer's input.
  private func propagate(
    _ input: Block<S>, from index: Int, token: Int, _ gradient: Block<S>
  ) {
    for below in stack.layersBelow(index) {
      state(below).columns(0..<stack.hiddenSize).add(input)
    }
    guard index == 0, let embedding = model.embedding?.block, token >= 0 else { return }
    let first = embedding.offset + token * input.columns
    gradient.columns(first..<first + input.columns).add(input)
  }

  private func addWeightGradients(
    _ steps: LinearizedSteps<S>, _ index: Int, _ rows: Range<Int>, _ gradient: Block<S>
  ) {
    let (own, adjoints) = (steps.layers[index], gates(index, rows))
    let layer = own.layer
    let recurrent = layer.recurrentWeight.matrix(in: gradient)
    for segment in layer.recurrentRuns {
      addProduct(
        to: recurrent.rows(layer.weightRows(segment)),
        adjoints.columns(layer.gateColumns(segment)), own.previous.rows(rows))
    }
    if let modulated = own.modulated?.rows(rows) {
      for segment in layer.modulatedRuns {
        addProduct(
          to: recurrent.rows(layer.weightRows(segment)),
          adjoints.columns(layer.gateColumns(segment)), modulated)
      }
    }
    if own.feedbackSize > 0 {
      let logits = feedback(rows)
      addProduct(
        to: model.readout.weight.block.matrix(in: gradient), logits, own.previous.rows(rows))
      model.readout.bias.part(of: gradient).addColumnSums(logits)
    }
    layer.bias.matrix(in: gradient).addColumnSums(adjoints)
    let weight = layer.inputWeight.matrix(in: gradient)
    for segment in layer.inputRuns {
      let (target, columns) = (
        weight.rows(layer.weightRows(segment)), adjoints.columns(layer.gateColumns(segment))
      )
      if let input = own.input {
        addProduct(to: target, columns, input.rows(rows))
        continue
      }
      for row in 0..<rows.count where steps.token(row) >= 0 {
        let token = steps.token(row)
        target.columns(token..<token + 1).addTranspose(columns.rows(row..<row + 1))
      }
    }
  }
}
