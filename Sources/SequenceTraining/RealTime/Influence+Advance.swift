package import SequenceModels
package import TensorCore

/// What one thread needs to work on a panel of an ``Influence``.
///
/// Memory in elements, w = the panel width: (R + 1) w, where R = K n for single steps and L K n for
/// blocks, n w more with residual connections, and for blocks what products that transpose need.
package final class InfluenceScratch<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread.
  private let storage: Storage<S>
  private let rows: Int
  private let hiddenSize: Int
  private let width = PanelMatrix<S>.panelWidth
  /// For products that transpose.
  let product: Storage<S>
  /// Floating-point operations done with this scratch in products and scalings of whole panels, a
  /// multiply-add being two; what touches single columns is left out.
  package internal(set) var operations = 0

  /// Memory for single steps or, if `blocks`, for whole blocks of them.
  package init(_ model: PackedSequenceModel<S>, blocks: Bool = false) {
    let size = Self.sizes(model.architecture, blocks: blocks)
    rows = size.rows
    hiddenSize = model.architecture.hiddenSize
    storage = Storage(count: size.panel)
    product = Storage(count: size.product)
  }

  private static func sizes(
    _ stack: RecurrentStack, blocks: Bool
  ) -> (rows: Int, panel: Int, product: Int) {
    let width = PanelMatrix<S>.panelWidth
    let all = stack.totalStateSize
    let rows = blocks ? all : stack.stateSize
    let panel = (rows + 1 + (stack.residual ? stack.hiddenSize : 0)) * width
    guard blocks else { return (rows, panel, 0) }
    // Any number of columns may be wanted, and how much of them is copied depends on it.
    let product = (1...max(width, all)).map {
      Block<S>.transposedProductScratch(rows: all, columns: $0)
    }
    return (rows, panel, product.max() ?? 0)
  }

  /// [rows, width]
  func old(_ count: Int) -> Block<S> { storage.block(rows: count, columns: width) }

  /// [1, width]
  var row: Block<S> { storage.block(at: rows * width, rows: 1, columns: width) }

  /// [n, width], of a stack with residual connections.
  var sum: Block<S> { storage.block(at: (rows + 1) * width, rows: hiddenSize, columns: width) }

  /// target [m, N] = jacobian' adjoints, of a Jacobian [K, m] and adjoints [K, N].
  func pullback(_ adjoints: Block<S>, through jacobian: Block<S>, into target: Block<S>) {
    target.fill(0)
    operations += target.addPullback(of: adjoints, through: jacobian, scratch: product.row)
  }
}

extension Influence {
  /// M_t = D_t M_{t-1} + I_t of one panel, in place.
  ///
  /// Layers from the one of the parameters upwards: what reaches a layer through its input comes
  /// from the new influence on those below.
  /// - Complexity: 2 K n n floating-point operations for a column and layer, twice that for layers
  ///   above the first one that is influenced.
  @specialized(where S == Float)
  package func advance(
    _ panel: InfluencePanel, sequence: Int, _ steps: LinearizedSteps<S>, at step: Int,
    _ scratch: InfluenceScratch<S>
  ) {
    let first = groups[panel.group].layer
    let block = block(panel, sequence)
    var input: Block<S>?
    for index in first..<stack.layers.count {
      let layer = steps.layers[index]
      let (n, size) = (layer.n, layer.stateSize)
      let rows = block.part(index - first, of: size)
      layer.advance(rows, at: step, scratch.old(size))
      let (k, count) = (layer.structure.stateCount, panel.columns.count)
      scratch.operations += 2 * count * (size * n + k * (k - 1) * n)
      if let input, let jacobian = layer.inputJacobian(step) {
        rows.product(jacobian, panel: input, accumulating: true)
        scratch.operations += 2 * count * size * n
      }
      if index == first { addImmediate(panel, sequence, to: rows, steps, at: step) }
      guard index + 1 < stack.layers.count else { continue }
      let output = rows.rows(0..<n)
      guard stack.residual, index > first, let below = input else {
        input = output
        continue
      }
      // A residual layer's output is h and its input together.
      let sum = scratch.sum
      if index == first + 1 { sum.copy(from: below) }
      sum.add(output)
      input = sum
    }
  }

  /// rows += I_t of the layer's own parameters: each acts on one unit, and in the gates that
  /// modulate on all.
  private func addImmediate(
    _ panel: InfluencePanel, _ sequence: Int, to rows: Block<S>, _ steps: LinearizedSteps<S>,
    at step: Int
  ) {
    let group = groups[panel.group]
    let scale = immediateFactor(sequence)
    let layer = steps.layers[group.layer]
    forEachRun(in: panel, slots(group, of: steps.token(step))) { run in
      add(run, scaledBy: scale, to: rows.columns(run.columns), layer, step)
    }
  }

  private func add(
    _ run: InfluenceRun, scaledBy scale: S, to columns: Block<S>, _ layer: LinearizedLayer<S>,
    _ step: Int
  ) {
    let vector = layer.multiplied(by: run, step..<step + 1) ?? one.row
    if run.factor == .embedding {
      if let jacobian = layer.inputJacobian(step) {
        columns.add(jacobian.columns(run.elements), scaledBy: scale)
      }
      return
    }
    if run.factor == .output || run.factor == .outputBias {
      if let feedback = layer.feedbackJacobian(step) {
        columns.addOuterProduct(
          feedback.columns(run.unit..<run.unit + 1), vector, scaledBy: scale)
      }
      return
    }
    let (structure, local) = (layer.structure, layer.local)
    let isPeephole = run.factor == .peephole
    for component in 0..<structure.stateCount {
      let slope =
        isPeephole
        ? local.peephole(run.gate, of: component) : local.gate(run.gate, of: component)
      let factor = scale * slope[step, run.unit]
      guard factor != 0 else { continue }
      columns.part(component, of: layer.n).row(run.unit).add(vector, scaledBy: factor)
    }
    guard let modulated = layer.modulatedJacobian(step) else { return }
    let plane = isPeephole ? structure.gateCount + 1 + run.gate : run.gate
    let factor = scale * local.modulation[plane][step, run.unit]
    guard factor != 0 else { return }
    columns.addOuterProduct(
      modulated.columns(run.unit..<run.unit + 1), vector, scaledBy: factor)
  }
}

extension LinearizedLayer {
  /// rows = (ds_t / ds_{t-1}) rows of one panel [K n, panel width], in place, without what comes
  /// through the input.
  @specialized(where S == Float)
  func advance(_ rows: Block<S>, at step: Int, _ old: Block<S>) {
    let k = structure.stateCount
    old.copy(from: rows)
    for component in 0..<k {
      for other in 1..<k {
        rows.part(component, of: n).scaledRows(
          of: old.part(other, of: n), by: local.state(other, of: component).row(step),
          accumulating: other > 1)
      }
    }
    rows.product(recurrentJacobian(step), panel: old.rows(0..<n), accumulating: k > 1)
  }

  /// The vectors that the columns of a run multiply in the steps of `range`; nil: ones.
  func multiplied(by run: InfluenceRun, _ range: Range<Int>) -> Block<S>? {
    switch run.factor {
    case .one, .peephole, .embedding, .outputBias: return nil
    case .output: return previous.rows(range).columns(run.elements)
    case .input: return input?.rows(range).columns(run.elements)
    case .feedback: return feedback?.rows(range).columns(run.elements)
    case .state:
      let isModulated = structure.gates[run.gate].stateInput == .modulated
      return (isModulated ? modulated : previous)?.rows(range).columns(run.elements)
    }
  }
}
