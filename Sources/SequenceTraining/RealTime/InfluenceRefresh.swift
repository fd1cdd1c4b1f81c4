package import SequenceModels
package import TensorCore

/// Takes an ``Influence`` over a whole block of recorded steps at once (Schmidhuber 1992).
///
///     M_T = Phi_0 M_0 + sum_s Phi_s I_s
///     Phi_s = A_T A_{T-1} ... A_{s+1}            A_t = ds_t / ds_{t-1}
///
/// The block is walked from its end with Psi = Phi', a bundle of adjoints of all states: what a
/// step's parameters add is the outer product of rows of Psi, weighted by the local Jacobian, and
/// the vectors that they multiply, so for one row of a weight a product over the steps. Rows are
/// kept for ``chunk`` steps at a time; a longer block is walked twice, first for Phi_0 and then for
/// the rows.
///
/// Memory in elements, N = L K n, c = min(h, 16): 2 N N + (K n + n + max(n, e)) N + c L (G + P) n
/// N, and c e N with an embedding (the n N only for a ``ModulatedCell``); with output feedback (c +
/// 1) V N.
package final class InfluenceRefresh<S: KernelScalar>: @unchecked Sendable {
  // Threads work on different columns.
  let model: PackedSequenceModel<S>
  let stack: RecurrentStack
  /// Steps whose rows are kept at a time.
  let chunk: Int
  private let bundleStorage: Storage<S>
  private let transitionStorage: Storage<S>
  private let oldStorage: Storage<S>
  private let modulatedStorage: Storage<S>?
  private let inputStorage: Storage<S>
  private let rowStorage: Storage<S>
  private let embeddingStorage: Storage<S>?
  private let feedbackStorage: Storage<S>?
  private let feedbackSize: Int

  /// The most steps whose rows are kept.
  private static var longestChunk: Int { 16 }

  /// Memory for blocks of at most `capacity` steps.
  package init(_ model: PackedSequenceModel<S>, capacity: Int, outputFeedback: Bool = false) {
    let stack = model.architecture
    self.model = model
    self.stack = stack
    chunk = min(capacity, Self.longestChunk)
    let sizes = Self.sizes(
      stack, chunk: chunk, embeddingSize: model.embedding.map { $0.block.shape[1] })
    bundleStorage = Storage(count: sizes.bundle)
    transitionStorage = Storage(count: sizes.bundle)
    oldStorage = Storage(count: sizes.old)
    modulatedStorage = sizes.modulated.map { Storage(count: $0) }
    inputStorage = Storage(count: sizes.input)
    rowStorage = Storage(count: sizes.rows)
    embeddingStorage = sizes.embedding.map { Storage(count: $0) }
    feedbackSize = outputFeedback ? model.configuration.outputSize : 0
    feedbackStorage =
      outputFeedback ? Storage(count: (chunk + 1) * feedbackSize * stack.totalStateSize) : nil
  }

  /// The rows of a symbol's logit fed back for the steps of the chunk [c, N].
  func feedbackRows(unit: Int) -> Block<S> {
    guard let feedbackStorage else { preconditionFailure("feedback rows of a block without") }
    return feedbackStorage.block(
      at: unit * chunk * stack.totalStateSize, rows: chunk, columns: stack.totalStateSize)
  }

  /// Q' Psi of a step, row by row into the rows of the symbols.
  private func keepFeedback(
    _ jacobian: Block<S>, _ columns: Range<Int>, _ index: Int, _ state: Block<S>,
    _ scratch: InfluenceScratch<S>
  ) {
    guard let feedbackStorage else { return }
    let all = stack.totalStateSize
    let found = feedbackStorage.block(
      at: chunk * feedbackSize * all, rows: feedbackSize, columns: all
    ).columns(columns)
    found.fill(0)
    found.addProductTransposed(jacobian, state, scratch: scratch.product.row)
    scratch.operations += 2 * jacobian.count * columns.count
    for unit in 0..<feedbackSize {
      feedbackRows(unit: unit).rows(index..<index + 1).columns(columns)
        .copy(from: found.rows(unit..<unit + 1))
    }
  }

  private static func sizes(
    _ stack: RecurrentStack, chunk: Int, embeddingSize: Int?
  ) -> (bundle: Int, old: Int, modulated: Int?, input: Int, rows: Int, embedding: Int?) {
    let (n, all) = (stack.hiddenSize, stack.totalStateSize)
    let structure = stack.layers[0].structure
    let vectors = structure.gateCount + structure.peepholes.count
    return (
      all * all, stack.stateSize * all, structure.isModulated ? n * all : nil,
      max(n, embeddingSize ?? 0) * all, chunk * stack.layers.count * vectors * n * all,
      embeddingSize.map { chunk * $0 * all }
    )
  }

  private var bundle: Block<S> {
    bundleStorage.block(rows: stack.totalStateSize, columns: stack.totalStateSize)
  }

  /// Phi_0 [N, N]
  var transition: Block<S> {
    transitionStorage.block(rows: stack.totalStateSize, columns: stack.totalStateSize)
  }

  /// The rows of a gate or peephole of one unit for the steps of the chunk [c, N].
  func rows(_ layer: Int, vector: Int, unit: Int) -> Block<S> {
    let structure = stack.layers[layer].structure
    let vectors = structure.gateCount + structure.peepholes.count
    let index = ((layer * vectors + vector) * stack.hiddenSize + unit) * chunk
    return rowStorage.block(
      at: index * stack.totalStateSize, rows: chunk, columns: stack.totalStateSize)
  }

  /// The rows of a run for the steps `range` of the chunk [steps, N]; of an embedding, for one step,
  /// the rows of its elements.
  func rows(_ layer: Int, _ run: InfluenceRun, _ range: Range<Int>) -> Block<S>? {
    switch run.factor {
    case .embedding: embeddingRows(range.lowerBound)?.rows(run.elements)
    case .output, .outputBias: feedbackRows(unit: run.unit).rows(range)
    case .peephole:
      rows(layer, vector: stack.layers[layer].structure.gateCount + run.gate, unit: run.unit)
        .rows(range)
    case .input, .state, .one: rows(layer, vector: run.gate, unit: run.unit).rows(range)
    }
  }

  /// The rows of the embedding's elements for step `index` of the chunk [e, N].
  func embeddingRows(_ index: Int) -> Block<S>? {
    guard let embeddingStorage else { return nil }
    let size = embeddingStorage.count / chunk
    return embeddingStorage.block(
      at: index * size, rows: size / stack.totalStateSize, columns: stack.totalStateSize)
  }

  /// M over all recorded steps, in place; `isZero`: M was zero before them.
  ///
  /// `scratch` has one for each of the pool's threads, made for blocks.
  @specialized(where S == Float)
  package func run(
    _ influence: Influence<S>, sequence: Int, _ steps: LinearizedSteps<S>, isZero: Bool,
    pool: WorkerPool, _ scratch: [InfluenceScratch<S>]
  ) {
    guard steps.count > 0 else { return }
    for step in 0..<steps.count { influence.admit(steps.token(step)) }
    if steps.count > chunk && !isZero {
      walk(steps, 0..<steps.count, begins: true, keepsRows: false, pool, scratch)
      multiply(influence, sequence, pool, scratch)
    }
    var end = steps.count
    while end > 0 {
      let range = max(0, end - chunk)..<end
      walk(steps, range, begins: end == steps.count, keepsRows: true, pool, scratch)
      if steps.count <= chunk && !isZero { multiply(influence, sequence, pool, scratch) }
      pool.run { worker in
        influence.forEachPanel(worker: worker, of: pool.count) { panel in
          influence.add(panel, sequence: sequence, steps, range, self, scratch[worker])
        }
      }
      end = range.lowerBound
    }
  }

  private func multiply(
    _ influence: Influence<S>, _ sequence: Int, _ pool: WorkerPool,
    _ scratch: [InfluenceScratch<S>]
  ) {
    transition.fill(0)
    transition.addTranspose(bundle)
    pool.run { worker in
      influence.forEachPanel(worker: worker, of: pool.count) { panel in
        influence.multiply(panel, sequence: sequence, by: transition, scratch[worker])
      }
    }
  }

  /// Psi through the steps of `range`, from the last to the first.
  private func walk(
    _ steps: LinearizedSteps<S>, _ range: Range<Int>, begins: Bool, keepsRows: Bool,
    _ pool: WorkerPool, _ scratch: [InfluenceScratch<S>]
  ) {
    pool.run { worker in
      let columns = pool.slice(stack.totalStateSize, worker)
      if begins {
        bundle.columns(columns).fill(0)
        for index in columns { bundle[index, index] = 1 }
      }
      for step in range.reversed() {
        pullback(
          steps, step, columns, keptAt: keepsRows ? step - range.lowerBound : nil, scratch[worker])
      }
    }
  }

  private func pullback(
    _ steps: LinearizedSteps<S>, _ step: Int, _ columns: Range<Int>, keptAt index: Int?,
    _ scratch: InfluenceScratch<S>
  ) {
    let all = stack.totalStateSize
    for (position, layer) in steps.layers.enumerated().reversed() {
      let (n, size, k) = (layer.n, layer.stateSize, layer.structure.stateCount)
      let state = bundle.part(position, of: size).columns(columns)
      if let index { keepRows(layer, position, step, columns, index, state, scratch) }
      if let index, let jacobian = layer.feedbackJacobian(step) {
        keepFeedback(jacobian, columns, index, state, scratch)
      }
      if let jacobian = layer.inputJacobian(step), position > 0 || index != nil {
        let input = inputStorage.block(rows: layer.layer.inputSize, columns: all).columns(columns)
        input.fill(0)
        input.addProductTransposed(jacobian, state, scratch: scratch.product.row)
        scratch.operations += 2 * jacobian.count * columns.count
        for below in stack.layersBelow(position) {
          bundle.part(below, of: size).rows(0..<n).columns(columns).add(input)
        }
        if position == 0, let index { embeddingRows(index)?.columns(columns).copy(from: input) }
      }
      let old = oldStorage.block(rows: size, columns: all).columns(columns)
      old.copy(from: state)
      for other in 1..<k {
        for component in 0..<k {
          state.part(other, of: n).scaledRows(
            of: old.part(component, of: n), by: layer.local.state(other, of: component).row(step),
            accumulating: component > 0)
        }
      }
      state.rows(0..<n).fill(0)
      state.rows(0..<n).addProductTransposed(
        layer.recurrentJacobian(step), old, scratch: scratch.product.row)
      scratch.operations += 2 * size * n * columns.count
    }
  }

  /// Phi_s I_s without the vectors that the parameters multiply: for gate g of unit j sum_k
  /// dZ_kg[j] Psi[k, j], and likewise for the peepholes.
  private func keepRows(
    _ layer: LinearizedLayer<S>, _ position: Int, _ step: Int, _ columns: Range<Int>,
    _ index: Int, _ state: Block<S>, _ scratch: InfluenceScratch<S>
  ) {
    let (structure, n) = (layer.structure, layer.n)
    let (k, g, p) = (structure.stateCount, structure.gateCount, structure.peepholes.count)
    var modulated: Block<S>?
    if let jacobian = layer.modulatedJacobian(step), let modulatedStorage {
      let block = modulatedStorage.block(rows: n, columns: stack.totalStateSize).columns(columns)
      block.fill(0)
      block.addProductTransposed(jacobian, state, scratch: scratch.product.row)
      scratch.operations += 2 * jacobian.count * columns.count
      modulated = block
    }
    for vector in 0..<g + p {
      for unit in 0..<n {
        let target = rows(position, vector: vector, unit: unit).rows(index..<index + 1)
          .columns(columns)
        target.fill(0)
        for component in 0..<k {
          let slope =
            vector < g
            ? layer.local.gate(vector, of: component)
            : layer.local.peephole(vector - g, of: component)
          let factor = slope[step, unit]
          if factor != 0 {
            target.add(state.part(component, of: n).row(unit), scaledBy: factor)
          }
        }
        guard let modulated else { continue }
        let factor = layer.local.modulation[vector < g ? vector : vector + 1][step, unit]
        if factor != 0 { target.add(modulated.row(unit), scaledBy: factor) }
      }
    }
  }
}
