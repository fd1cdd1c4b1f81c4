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
/// N, and c e N with an embedding (the n N only for a ``ModulatedCell``); with output feedback c V
/// N.
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
  package init(_ model: PackedSequenceModel<S>, capacity: Int) {
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
    feedbackSize = stack.feedbackSize
    feedbackStorage =
      feedbackSize > 0 ? Storage(count: chunk * feedbackSize * stack.totalStateSize) : nil
  }

  private static func sizes(
    _ stack: RecurrentStack, chunk: Int, embeddingSize: Int?
  ) -> (bundle: Int, old: Int, modulated: Int?, input: Int, rows: Int, embedding: Int?) {
    let (n, all) = (stack.hiddenSize, stack.totalStateSize)
    let structure = stack.layers[0].structure
    let vectors = structure.gateCount + structure.peepholes.count
    return (
      all * all, stack.stateSize * all, structure.isModulated ? n * all : nil,
      max(n, embeddingSize == nil ? 0 : stack.layers[0].inputSize) * all,
      chunk * stack.layers.count * vectors * n * all,
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

  /// The rows of a run for the steps `range` of the chunk [steps, N]; of an embedding, for one
  /// step, the rows of its elements.
  func rows(_ layer: Int, _ run: InfluenceRun, _ range: Range<Int>) -> Block<S>? {
    let n = stack.hiddenSize
    switch run.factor {
    case .embedding: return embeddingRows(range.lowerBound)?.rows(run.elements)
    case .output, .outputBias:
      guard let keptFeedback else { return nil }
      return steps(range, ofRow: run.unit, keptFeedback)
    case .peephole:
      let gates = stack.layers[layer].structure.gateCount
      return steps(range, ofRow: (gates + run.gate) * n + run.unit, keptGates(layer))
    case .input, .feedback, .state, .one:
      return steps(range, ofRow: run.gate * n + run.unit, keptGates(layer))
    }
  }

  /// The steps `range` of one row of adjoints [.., c N]: [steps, N].
  private func steps(_ range: Range<Int>, ofRow row: Int, _ kept: Block<S>) -> Block<S> {
    kept.row(row).reshaped(rows: chunk, columns: stack.totalStateSize).rows(range)
  }

  /// The adjoints of a layer's gates, and of its peepholes after them, for the steps of the chunk
  /// [(G + P) n, c N].
  private func keptGates(_ layer: Int) -> Block<S> {
    let structure = stack.layers[layer].structure
    let rows = (structure.gateCount + structure.peepholes.count) * stack.hiddenSize
    let columns = chunk * stack.totalStateSize
    return rowStorage.block(at: layer * rows * columns, rows: rows, columns: columns)
  }

  /// The adjoints of the logits fed back for the steps of the chunk [V, c N].
  private var keptFeedback: Block<S>? {
    feedbackStorage?.block(rows: feedbackSize, columns: chunk * stack.totalStateSize)
  }

  /// The adjoints of the embedding's elements at step `index` of the chunk [e, N].
  private func embeddingRows(_ index: Int) -> Block<S>? {
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
    let scale = influence.immediateFactor(sequence)
    // The rows of a chunk and Phi_0 come of one walk where both are as large as they are.
    let walksTwice = steps.count > chunk || scale != 1
    if walksTwice && !isZero {
      walk(steps, 0..<steps.count, from: 1, keepsRows: false, pool, scratch)
      multiply(influence, sequence, pool, scratch)
    }
    var end = steps.count
    while end > 0 {
      let range = max(0, end - chunk)..<end
      walk(steps, range, from: end == steps.count ? scale : nil, keepsRows: true, pool, scratch)
      if !walksTwice && !isZero { multiply(influence, sequence, pool, scratch) }
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

  /// Psi through the steps of `range`, from the last to the first; `scale`: it begins as the
  /// identity times that.
  private func walk(
    _ steps: LinearizedSteps<S>, _ range: Range<Int>, from scale: S?, keepsRows: Bool,
    _ pool: WorkerPool, _ scratch: [InfluenceScratch<S>]
  ) {
    pool.run { worker in
      let columns = pool.slice(stack.totalStateSize, worker)
      if let scale {
        bundle.columns(columns).fill(0)
        for index in columns { bundle[index, index] = scale }
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
      let (n, size) = (layer.n, layer.stateSize)
      let state = bundle.part(position, of: size).columns(columns)
      if let index { keep(layer, position, step, columns, index, state, scratch) }
      if let jacobian = layer.inputJacobian(step), position > 0 || index != nil {
        let input = inputStorage.block(rows: layer.layer.inputSize, columns: all).columns(columns)
        scratch.pullback(state, through: jacobian, into: input)
        for below in stack.layersBelow(position) {
          bundle.part(below, of: size).rows(0..<n).columns(columns).add(input)
        }
        if position == 0, let index, let rows = embeddingRows(index)?.columns(columns) {
          rows.copy(from: input.rows(0..<rows.rows))
        }
      }
      let old = oldStorage.block(rows: size, columns: all).columns(columns)
      scratch.operations += layer.pullback(
        state, at: step, old: old, scratch: scratch.product.row)
    }
  }

  /// Keeps Phi_s I_s of a step without the vectors that the parameters multiply: the adjoints of
  /// gates, peepholes and logits fed back, each a row of the step.
  private func keep(
    _ layer: LinearizedLayer<S>, _ position: Int, _ step: Int, _ columns: Range<Int>,
    _ index: Int, _ state: Block<S>, _ scratch: InfluenceScratch<S>
  ) {
    let all = stack.totalStateSize
    func part(_ kept: Block<S>) -> Block<S> { kept.gate(index, of: all).columns(columns) }
    let kept = part(keptGates(position))
    let gates = layer.structure.gateCount * layer.n
    layer.pullbackGates(state, at: step, into: kept.rows(0..<gates))
    var modulated: Block<S>?
    if let jacobian = layer.modulatedJacobian(step), let modulatedStorage {
      let block = modulatedStorage.block(rows: layer.n, columns: all).columns(columns)
      scratch.pullback(state, through: jacobian, into: block)
      layer.addModulatedGates(block, at: step, to: kept.rows(0..<gates))
      modulated = block
    }
    let peepholes = kept.rows(gates..<kept.rows)
    peepholes.fill(0)
    layer.addPeepholes(state, modulatedAdjoints: modulated, at: step, to: peepholes)
    if let jacobian = layer.feedbackJacobian(step), let keptFeedback {
      scratch.pullback(state, through: jacobian, into: part(keptFeedback))
    }
  }
}
