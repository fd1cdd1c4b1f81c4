package import TensorCore

/// The memory in which one thread runs a model over T steps of B sequences, allocated once.
///
/// Memory in elements: the tapes (``LayerTape``), the embedded input and its adjoint [T B, e],
/// ``ReadoutWorkspace`` of at most 256 or B rows, targets [T B, d] of values and their weights
/// [T B], and for training a gradient of all parameters,
/// with token input the adjoint of its ``SymbolTable`` [V, G n].
package final class SequenceWorkspace<S: KernelScalar>: @unchecked Sendable {
  // Only one thread uses a workspace at a time: the worker that it was made for.
  package let model: PackedSequenceModel<S>
  /// T: the most steps.
  package let steps: Int
  /// B: sequences side by side.
  package let rows: Int
  package let tape: StackTape<S>
  package let readout: ReadoutWorkspace<S>
  private let tokenStorage: IndexStorage?
  private let targetStorage: IndexStorage?
  private let valueStorage: Storage<S>?
  private let weightStorage: Storage<S>
  /// Whether targets have weights: from the first ``setWeight(_:of:)`` on.
  private var isWeighted = false
  private let maskStorage: MaskStorage?
  private let vectorStorage: Storage<S>?
  private let embeddedStorage: Storage<S>?
  private let inputAdjointStorage: Storage<S>?
  private let gradientStorage: Storage<S>?
  private let tableGradientStorage: Storage<S>?
  let scratchStorage: Storage<S>
  /// What no product of a layer's backward pass overwrites of the gradient.
  let rangesBesideLayerWeights: [Range<Int>]

  /// Memory for a model.
  ///
  /// - Parameters:
  ///   - trains: for a backward pass too.
  ///   - keepsActivations: the activations outlive a backward pass (windows that overlap).
  ///   - masks: some sequences may not take some steps.
  ///   - keepsInputAdjoint: with vectors as input, their adjoint is wanted.
  package init(
    _ model: PackedSequenceModel<S>, steps: Int, rows: Int, trains: Bool,
    keepsActivations: Bool = false, masks: Bool = false, keepsInputAdjoint: Bool = false
  ) {
    precondition(steps > 0 && rows >= 0, "workspace of \(steps) steps x \(rows) sequences")
    precondition(!trains || model.trains, "a workspace that trains on a model packed without")
    self.model = model
    self.steps = steps
    self.rows = rows
    tape = StackTape(
      model.stack.stack, steps: steps, rows: rows, trains: trains,
      keepsActivations: keepsActivations)
    let span = steps * rows
    let configuration = model.configuration
    targetStorage = configuration.loss.takesSymbols ? IndexStorage(count: span) : nil
    valueStorage =
      configuration.loss.takesSymbols ? nil : Storage(count: span * configuration.outputSize)
    weightStorage = Storage(count: span)
    weightStorage.row.fill(1)
    maskStorage = masks ? MaskStorage(count: span) : nil
    var (tokens, vectors, embedded, adjoint): (IndexStorage?, Storage<S>?, Storage<S>?, Storage<S>?)
    switch configuration.input {
    case .symbols: tokens = IndexStorage(count: span)
    case .embedding, .embeddingAndVector:
      tokens = IndexStorage(count: span)
      embedded = Storage(count: span * configuration.inputSize)
      adjoint = trains ? Storage(count: span * configuration.inputSize) : nil
    case .vectors(let size):
      vectors = Storage(count: span * size)
      adjoint = trains && keepsInputAdjoint ? Storage(count: span * size) : nil
    }
    (tokenStorage, vectorStorage, embeddedStorage) = (tokens, vectors, embedded)
    inputAdjointStorage = adjoint
    readout = ReadoutWorkspace(model.readout, capacity: min(span, max(rows, 256)))
    let overwritten = model.stack.layers.flatMap { packed in
      let layer = packed.layer
      return packed.input.table == nil
        ? [layer.inputWeight.name, layer.recurrentWeight.name] : [layer.recurrentWeight.name]
    }
    rangesBesideLayerWeights = model.layout.blocks
      .filter { !overwritten.contains($0.name) }.map(\.range)
    gradientStorage = trains ? Storage(count: model.layout.count) : nil
    tableGradientStorage =
      trains ? model.stack.layers[0].input.table.map { Storage(count: $0.count) } : nil
    let scratch = model.stack.layers.map(\.gradientScratch) + [model.readout.gradientScratch]
    scratchStorage = Storage(count: trains ? scratch.max() ?? 0 : 0)
  }

  /// Input tokens [T B], index t * B + b; negative: a vector of zeros.
  package var tokens: Indices {
    guard let tokenStorage else { preconditionFailure("tokens of a model that is fed vectors") }
    return tokenStorage.indices
  }

  /// The symbols to be predicted [T B]; negative: none.
  package var targets: Indices {
    guard let targetStorage else { preconditionFailure("symbols for a model of values") }
    return targetStorage.indices
  }

  /// The values to be predicted [T B, d]; NaN: none.
  package var targetValues: Block<S> {
    guard let valueStorage else { preconditionFailure("values for a model of symbols") }
    return valueStorage.block(rows: steps * rows, columns: model.configuration.outputSize)
  }

  /// Sets what the loss of entry `index` is multiplied with, 1 of all whose weight was never set.
  package func setWeight(_ weight: Double?, of index: Int) {
    guard isWeighted || weight != nil else { return }
    isWeighted = true
    weightStorage.row[index] = S(weight ?? 1)
  }

  /// What is to be predicted of the entries of `range`.
  func targets(_ range: Range<Int>) -> Targets<S> {
    Targets(
      valueStorage == nil
        ? .symbols(targets.range(range)) : .values(targetValues.rows(range)),
      weights: isWeighted ? weightStorage.row.columns(range) : nil)
  }

  /// Whether anything is to be predicted of entry `index`.
  package func hasTarget(_ index: Int) -> Bool {
    guard valueStorage != nil else { return targets[index] >= 0 }
    let values = targetValues.row(index)
    return (0..<values.columns).contains { !values[$0].isNaN }
  }

  /// Which sequence takes which step [T B], if the workspace has masks.
  package var mask: RowMask? { maskStorage?.mask }

  /// Vectors that the model is fed [T B, their size].
  package var vectors: Block<S> {
    let configuration = model.configuration
    guard configuration.vectorSize > 0, let inputVectors else {
      preconditionFailure("vectors of a model that is fed tokens")
    }
    return inputVectors.columns(
      configuration.inputSize - configuration.vectorSize..<configuration.inputSize)
  }

  /// What the stack is fed: embeddings, vectors, or both side by side [T B, m]; nil: tokens.
  package var inputVectors: Block<S>? {
    guard let storage = vectorStorage ?? embeddedStorage else { return nil }
    return matrix(storage)
  }

  private func matrix(_ storage: Storage<S>) -> Block<S> {
    storage.block(rows: steps * rows, columns: model.configuration.inputSize)
  }

  /// The adjoint of the input vectors [T B, m], after a backward pass.
  package var inputAdjoint: Block<S>? {
    guard let inputAdjointStorage else { return nil }
    return matrix(inputAdjointStorage)
  }

  /// What the dropout mask of each row is made from [T B]: distinct for each step of each sequence
  /// of a run.
  package var dropoutRowKeys: Indices { tape.rowKeys.indices }

  /// The gradient of all parameters [1, P], in the order of the layout. With token input it is
  /// complete only after ``finishGradient()``.
  package var gradient: Block<S> {
    guard let gradientStorage else { preconditionFailure("a workspace that does not train") }
    return gradientStorage.row
  }

  /// The adjoint of the first layer's ``SymbolTable`` [V, G n].
  package var symbolTableGradient: Block<S>? {
    guard let tableGradientStorage else { return nil }
    return model.stack.layers[0].input.table?.adjoint(in: tableGradientStorage)
  }

  /// Layer `layer`'s state before step `step`: planes of h and the further components, [B, n] each.
  package func state(layer: Int, before step: Int) -> Planes<S> {
    tape.layers[layer].state(before: step)
  }

  /// After a backward pass from step 0: the adjoint of the layer's state before it; component 0 is
  /// h.
  package func stateAdjoint(layer: Int, component: Int) -> Block<S> {
    component == 0
      ? tape.layers[layer].outputAdjoint.step(0, of: rows)
      : tape.layers[layer].carriedAdjoint[component - 1]
  }

  /// h of a layer after the steps of `range` [steps B, n], before residual connection and dropout.
  package func outputs(layer: Int, _ range: Range<Int>) -> Block<S> {
    tape.layers[layer].outputs(range)
  }

  /// Makes the last `kept` of `used` steps the first ones, so that further steps can follow them.
  package func keepLast(_ kept: Int, of used: Int) {
    guard used > kept else { return }
    tape.keepLast(kept, of: used)
    let drop = (used - kept) * rows
    for index in 0..<kept * rows {
      if let targetStorage {
        targetStorage.indices[index] = targetStorage.indices[index + drop]
      }
      if let tokenStorage {
        tokenStorage.indices[index] = tokenStorage.indices[index + drop]
      }
      if let mask { mask[index] = mask[index + drop] }
    }
    guard let inputVectors else { return }
    inputVectors.steps(0..<kept, of: rows)
      .copy(from: inputVectors.steps(used - kept..<used, of: rows))
  }
}
