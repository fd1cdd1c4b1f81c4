internal import SequenceModels
internal import TensorCore

/// Some steps of one sequence through one layer, linearised: what changes s_t by how much.
///
///     ds_k(t) = D_k dh(t-1) + X_k dx(t) + sum_{j > 0} dS_kj ds_j(t-1) + what parameters do at once
///
///     D_k = sum_g dZ_kg U_g + dS_k0     the gates folded first, so that two state components
///     X_k = sum_g dZ_kg W_g             make a product with [2 n, n] and not with [G n, n]
///
/// dZ, dS and the like are diagonal (``LocalJacobian``). Of a ``ModulatedCell`` the gates that
/// multiply m_t act through C_k = sum_g dZ_kg U_g over those gates, and with dm = dM_h dh + sum_g
/// dM_g dz_g
///
///     D_k += C_k (dM_h + sum_g dM_g U_g)        X_k += C_k sum_g dM_g W_g
///
/// With output feedback y = softmax(W_out h_{t-1} + b_out) is a further input, and F_k what X_k is
/// for the others:
///
///     Q_k = F_k (diag(y) - y y')
///     D_k += Q_k W_out                  the readout's parameters influence the state through Q_k
///
/// Memory in elements for each step: the local Jacobian, D [K n, n], X [K n, m] if the input
/// depends on parameters, C [K n, n] of a modulated cell, Q [K n, V] and y [V] of output feedback,
/// h_{t-1} [n], a dense input [m], m_t [n].
final class LinearizedLayer<S: KernelScalar>: Sendable {
  let layer: RecurrentLayer
  /// The most steps it holds.
  let capacity: Int
  let folds: Bool
  let hasInputJacobian: Bool
  /// Rows are steps.
  let local: LocalJacobian<S>
  private let localStorage: Storage<S>
  private let recurrentStorage: Storage<S>
  private let inputJacobianStorage: Storage<S>?
  private let modulatedJacobianStorage: Storage<S>?
  private let feedbackJacobianStorage: Storage<S>?
  private let feedbackStorage: Storage<S>?
  private let previousStorage: Storage<S>
  private let inputStorage: Storage<S>?
  private let modulatedStorage: Storage<S>?

  /// Memory; unless it `folds`, for the local Jacobian and the vectors alone, without D, X and C.
  init(
    _ layer: RecurrentLayer, capacity: Int, takesTokens: Bool, hasInputJacobian: Bool,
    folds: Bool = true
  ) {
    let (structure, n, m) = (layer.structure, layer.hiddenSize, layer.inputSize)
    let k = structure.stateCount
    self.layer = layer
    self.capacity = capacity
    self.folds = folds
    self.hasInputJacobian = hasInputJacobian && folds
    let v = layer.feedbackSize
    feedbackJacobianStorage = v > 0 ? Storage(count: capacity * k * n * v) : nil
    feedbackStorage = v > 0 ? Storage(count: capacity * v) : nil
    localStorage = Storage(
      count: LocalJacobian<S>.elementCount(structure, rows: capacity, columns: n))
    local = LocalJacobian(structure, rows: capacity, columns: n, in: localStorage)
    recurrentStorage = Storage(count: folds ? capacity * k * n * n : 0)
    inputJacobianStorage =
      hasInputJacobian && folds ? Storage(count: capacity * k * n * m) : nil
    modulatedJacobianStorage =
      structure.isModulated && folds ? Storage(count: capacity * k * n * n) : nil
    previousStorage = Storage(count: capacity * n)
    inputStorage = takesTokens ? nil : Storage(count: capacity * m)
    modulatedStorage = structure.isModulated ? Storage(count: capacity * n) : nil
  }

  var structure: CellStructure { layer.structure }
  var n: Int { layer.hiddenSize }
  /// K n
  var stateSize: Int { structure.stateCount * n }

  /// D of step `step` [K n, n].
  func recurrentJacobian(_ step: Int) -> Block<S> {
    recurrentStorage.block(at: step * stateSize * n, rows: stateSize, columns: n)
  }

  /// X of step `step` [K n, m].
  func inputJacobian(_ step: Int) -> Block<S>? {
    inputJacobianStorage?.block(
      at: step * stateSize * layer.inputSize, rows: stateSize, columns: layer.inputSize)
  }

  /// C of step `step` [K n, n].
  func modulatedJacobian(_ step: Int) -> Block<S>? {
    modulatedJacobianStorage?.block(at: step * stateSize * n, rows: stateSize, columns: n)
  }

  /// Q of step `step` [K n, V].
  func feedbackJacobian(_ step: Int) -> Block<S>? {
    feedbackJacobianStorage?.block(
      at: step * stateSize * layer.feedbackSize, rows: stateSize, columns: layer.feedbackSize)
  }

  /// h_{t-1} [steps, n].
  var previous: Block<S> { previousStorage.block(rows: capacity, columns: n) }

  /// x_t [steps, m], unless it is a token.
  var input: Block<S>? { inputStorage?.block(rows: capacity, columns: layer.inputSize) }

  /// m_t [steps, n]
  var modulated: Block<S>? { modulatedStorage?.block(rows: capacity, columns: n) }

  /// y_{t-1} [steps, V], of output feedback.
  var feedback: Block<S>? { feedbackStorage?.block(rows: capacity, columns: layer.feedbackSize) }
}

/// Memory for folding the Jacobian of a ``ModulatedCell``; empty for other cells.
///
/// Memory in elements: n max(n, m) twice.
final class FoldingScratch<S: KernelScalar>: Sendable {
  private let foldStorage: Storage<S>?
  private let packed: [Int: PackedMatrix<S>]

  init(_ stack: RecurrentStack, takesTokens: Bool) {
    guard stack.layers[0].structure.isModulated else {
      (foldStorage, packed) = (nil, [:])
      return
    }
    let n = stack.hiddenSize
    let widths = Self.widths(stack, takesTokens: takesTokens)
    foldStorage = Storage(count: n * (widths.max() ?? n))
    packed = Dictionary(
      uniqueKeysWithValues: widths.map { ($0, PackedMatrix(depth: n, columns: $0)) })
  }

  /// The columns that products may have.
  private static func widths(_ stack: RecurrentStack, takesTokens: Bool) -> Set<Int> {
    Set([stack.hiddenSize] + (takesTokens ? [] : [stack.layers[0].inputSize]))
      .union(stack.feedbackSize > 0 ? [stack.feedbackSize] : [])
  }

  /// target += left . (what `fold` adds up in [n, columns]).
  func addProduct(
    to target: Block<S>, _ left: Block<S>, columns: Int, fold: (Block<S>) -> Void
  ) {
    guard let foldStorage, let packed = packed[columns] else {
      preconditionFailure("folding scratch for \(columns) columns of a cell that is not modulated")
    }
    let block = foldStorage.block(rows: left.columns, columns: columns)
    block.fill(0)
    fold(block)
    packed.pack(block)
    target.product(left, packed, accumulating: true)
  }
}

extension LinearizedLayer {
  /// Floating-point operations of ``record``, a multiply-add being two, without those of vectors:
  /// folding, and of a ``ModulatedCell`` two products.
  var operations: Int {
    guard folds else { return 0 }
    let k = structure.stateCount
    let m = (hasInputJacobian ? layer.inputSize : 0) + layer.feedbackSize
    let (direct, modulated) = (layer.recurrentRuns, layer.modulatedRuns)
    let gates = direct.reduce(0) { $0 + $1.count }
    let width = gates * n + structure.inputGateCount * m
    let feedback = 2 * k * n * layer.feedbackSize * n
    guard structure.isModulated else { return 2 * k * n * width + feedback }
    let through = modulated.reduce(0) { $0 + $1.count } * n
    return 2 * n * ((k + 1) * width + k * through + k * n * (n + m)) + feedback
  }

  /// Linearises step `t` of sequence `row` of a tape, after its forward pass, into step `step`.
  func record(
    _ step: Int, _ packed: PackedLayer<S>, _ tape: LayerTape<S>, step t: Int, row: Int,
    input x: Block<S>?, _ scratch: FoldingScratch<S>
  ) {
    let index = t * tape.rows + row
    let span = index..<index + 1
    let cellStep = CellStep(
      gates: tape.gates.rows(span), previous: tape.state(before: t).rows(row..<row + 1),
      next: tape.state(before: t + 1).rows(row..<row + 1), auxiliary: tape.auxiliary.rows(span),
      peepholes: packed.peephole?.row, mask: nil)
    let own = local.rows(step..<step + 1)
    layer.cell.linearize(cellStep, into: own)
    if let cell = layer.cell as? any ModulatedCell {
      cell.linearizeModulation(cellStep, into: own)
    }
    previous.rows(step..<step + 1).copy(from: cellStep.previous[0])
    if let input, let x { input.rows(step..<step + 1).copy(from: x) }
    if let modulated, let found = tape.modulated {
      modulated.rows(step..<step + 1).copy(from: found.rows(span))
    }
    guard folds else { return }
    foldRecurrent(step, own, packed, scratch)
    if let target = inputJacobian(step), let weight = packed.input.dense {
      foldInput(step, own, weight, scratch, into: target)
    }
    if let output = tape.feedback?.rows(span) { foldFeedback(step, own, packed, scratch, output) }
  }

  /// Q, and what it adds to D; `output` is y_{t-1} [1, V].
  private func foldFeedback(
    _ step: Int, _ own: LocalJacobian<S>, _ packed: PackedLayer<S>, _ scratch: FoldingScratch<S>,
    _ output: Block<S>
  ) {
    guard let target = feedbackJacobian(step), let path = packed.feedback else { return }
    feedback?.row(step).copy(from: output)
    foldInput(step, own, path.weight, scratch, into: target)
    for row in 0..<target.rows {
      target.row(row).softmaxPullback(output, adjoints: target.row(row))
    }
    recurrentJacobian(step).product(target, path.readout.weight.panels, accumulating: true)
  }

  private func foldRecurrent(
    _ step: Int, _ own: LocalJacobian<S>, _ packed: PackedLayer<S>, _ scratch: FoldingScratch<S>
  ) {
    let target = recurrentJacobian(step)
    target.fill(0)
    let k = structure.stateCount
    for component in 0..<k {
      let part = target.part(component, of: n)
      add(to: part, packed.recurrent) { own.gate($0, of: component) }
      part.addDiagonal(own.state(0, of: component))
    }
    guard let modulated = modulatedJacobian(step) else { return }
    modulated.fill(0)
    for component in 0..<k {
      let part = modulated.part(component, of: n)
      add(to: part, packed.modulated) { own.gate($0, of: component) }
    }
    scratch.addProduct(to: target, modulated, columns: n) { fold in
      add(to: fold, packed.recurrent) { own.modulation[$0] }
      fold.addDiagonal(own.modulation[structure.gateCount])
    }
  }

  /// X of an input that `weight` multiplies.
  private func foldInput(
    _ step: Int, _ own: LocalJacobian<S>, _ weight: GateWeight<S>, _ scratch: FoldingScratch<S>,
    into target: Block<S>
  ) {
    target.fill(0)
    for component in 0..<structure.stateCount {
      let part = target.part(component, of: n)
      add(to: part, weight) { own.gate($0, of: component) }
    }
    guard let modulated = modulatedJacobian(step) else { return }
    scratch.addProduct(to: target, modulated, columns: target.columns) { fold in
      add(to: fold, weight) { own.modulation[$0] }
    }
  }

  /// target += sum over the weight's gates g of diag(factors(g)) times the gate's rows of the
  /// weight.
  private func add(
    to target: Block<S>, _ weight: GateWeight<S>, factors: (Int) -> Block<S>
  ) {
    for part in weight.parts { add(to: target, part.weight.panels, part.run, factors: factors) }
  }

  private func add(
    to target: Block<S>, _ weight: PackedMatrix<S>, _ run: GateRun, factors: (Int) -> Block<S>
  ) {
    for panel in 0..<weight.panelCount {
      let columns = weight.columns(ofPanel: panel)
      let part = target.columns(columns)
      let rows = weight.panel(panel).columns(0..<columns.count)
      for gate in 0..<run.count {
        part.scaledRows(
          of: rows.part(gate, of: n), by: factors(run.gate + gate),
          accumulating: true)
      }
    }
  }
}
