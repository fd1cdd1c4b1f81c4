package import TensorCore

/// The memory in which one thread runs a model over T steps of B sequences, allocated once.
///
/// Memory in elements: the tapes (``LayerTape``), the embedded input and its adjoint [T B, e], a chunk
/// of logits [at most 256 or B rows, V], and for training a gradient of all parameters, with token input
/// another [V, input gates x n].
package final class SequenceWorkspace<S: KernelScalar>: @unchecked Sendable {
  // Only one thread uses a workspace at a time: the worker that it was made for.
  package let model: PackedSequenceModel<S>
  /// T: the most steps.
  package let steps: Int
  /// B: sequences side by side.
  package let rows: Int
  package let tape: StackTape<S>
  private let tokenStorage: IndexStorage?
  private let targetStorage: IndexStorage
  private let maskStorage: MaskStorage?
  private let vectorStorage: Storage<S>?
  private let embeddedStorage: Storage<S>?
  private let inputAdjointStorage: Storage<S>?
  let logitStorage: Storage<S>
  let lossStorage: Storage<S>
  private let gradientStorage: Storage<S>?
  let tableGradientStorage: Storage<S>?
  let scratchStorage: Storage<S>
  let chunk: Int
  /// Of the gradient: what no product of a layer's backward pass overwrites.
  private let rangesBesideLayerWeights: [Range<Int>]

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
    let (n, v) = (model.configuration.hiddenSize, model.configuration.outputSize)
    let span = steps * rows
    targetStorage = IndexStorage(count: span)
    maskStorage = masks ? MaskStorage(count: span) : nil
    var (tokens, vectors, embedded, adjoint): (IndexStorage?, Storage<S>?, Storage<S>?, Storage<S>?)
    switch model.configuration.input {
    case .symbols: tokens = IndexStorage(count: span)
    case .embedding(_, let size):
      tokens = IndexStorage(count: span)
      embedded = Storage(count: span * size)
      adjoint = trains ? Storage(count: span * size) : nil
    case .vectors(let size):
      vectors = Storage(count: span * size)
      adjoint = trains && keepsInputAdjoint ? Storage(count: span * size) : nil
    }
    (tokenStorage, vectorStorage, embeddedStorage) = (tokens, vectors, embedded)
    inputAdjointStorage = adjoint
    chunk = min(span, max(rows, 256))
    logitStorage = Storage(count: chunk * v)
    lossStorage = Storage(count: chunk)
    let overwritten = model.stack.layers.flatMap { packed in
      let layer = packed.layer
      return packed.tableBlock == nil
        ? [layer.inputWeight.name, layer.recurrentWeight.name] : [layer.recurrentWeight.name]
    }
    rangesBesideLayerWeights = model.layout.blocks
      .filter { !overwritten.contains($0.name) }.map(\.range)
    gradientStorage = trains ? Storage(count: model.layout.count) : nil
    tableGradientStorage =
      trains ? model.stack.layers[0].inputTable.map { Storage(count: $0.count) } : nil
    let readoutScratch = Block<S>.transposedProductScratch(
      rows: v, columns: n, precision: model.precision)
    scratchStorage = Storage(
      count: trains ? (model.stack.layers.map(\.gradientScratch) + [readoutScratch]).max() ?? 0 : 0)
  }

  /// Input tokens [T B], index t * B + b; negative: a vector of zeros.
  package var tokens: Indices {
    guard let tokenStorage else { preconditionFailure("tokens of a model that is fed vectors") }
    return tokenStorage.indices
  }

  /// What is to be predicted [T B]; negative: nothing.
  package var targets: Indices { targetStorage.indices }

  /// Which sequence takes which step [T B], if the workspace has masks.
  package var mask: RowMask? { maskStorage?.mask }

  /// Input vectors [T B, m].
  package var vectors: Block<S> {
    guard let vectorStorage else { preconditionFailure("vectors of a model that is fed tokens") }
    return vectorStorage.block(
      rows: steps * rows, columns: model.configuration.inputSize)
  }

  /// The adjoint of the input vectors [T B, m], after a backward pass.
  package var inputAdjoint: Block<S>? {
    inputAdjointStorage?.block(rows: steps * rows, columns: model.configuration.inputSize)
  }

  /// What the dropout mask of each row is made from [T B]: distinct for each step of each sequence of a run.
  package var dropoutRowKeys: Indices { tape.rowKeys.indices }

  /// The gradient of all parameters, one row, in the order of the layout. With token input complete
  /// only after ``finishGradient()``.
  package var gradient: Block<S> {
    guard let gradientStorage else { preconditionFailure("a workspace that does not train") }
    return gradientStorage.row
  }

  /// Layer `layer`'s state before step `step`: planes of h and the further components, [B, n] each.
  package func state(layer: Int, before step: Int) -> Planes<S> {
    tape.layers[layer].state(before: step)
  }

  /// After a backward pass from step 0: the adjoint of the layer's state before it; component 0 is h.
  package func stateAdjoint(layer: Int, component: Int) -> Block<S> {
    component == 0
      ? tape.layers[layer].outputAdjoint.rows(0..<rows)
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
      targets[index] = targets[index + drop]
      if let tokenStorage {
        tokenStorage.indices[index] = tokenStorage.indices[index + drop]
      }
      if let mask { mask[index] = mask[index + drop] }
    }
    for storage in [vectorStorage, embeddedStorage] {
      guard
        let block = storage?.block(rows: steps * rows, columns: model.configuration.inputSize)
      else { continue }
      block.rows(0..<kept * rows).copy(from: block.rows(drop..<used * rows))
    }
  }
}

extension SequenceWorkspace {
  func span(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * rows..<range.upperBound * rows
  }

  func input(_ range: Range<Int>) -> LayerInput<S> {
    let span = span(range)
    if let vectorStorage {
      return .dense(
        vectorStorage.block(rows: steps * rows, columns: model.configuration.inputSize).rows(span))
    }
    if let embeddedStorage {
      return .dense(
        embeddedStorage.block(rows: steps * rows, columns: model.configuration.inputSize)
          .rows(span))
    }
    return .tokens(tokens.range(span))
  }

  /// Runs the stack over the steps of `range`, from the state before them. `dropoutKey` nil: nothing is dropped.
  @specialized(where S == Float)
  package func forward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    guard rows > 0 else { return }
    embed(range)
    model.stack.forward(
      tape, steps: range, input: input(range), mask: mask?.range(span(range)),
      dropoutKey: dropoutKey)
  }

  /// The embeddings of the tokens of `range`, if the model has any, as the stack's input.
  func embed(_ range: Range<Int>) {
    if let embedding = model.embedding, case .dense(let embedded) = input(range) {
      embedded.gather(embedding, tokens.range(span(range)))
    }
  }

  /// The output of the stack after the steps of `range`, which the readout reads [steps B, n].
  func stackOutput(_ range: Range<Int>, dropped: Bool) -> Block<S> {
    let top = model.stack.layers.count - 1
    return dropped ? tape.dropped(top, range) : tape.output(top, range)
  }

  /// The logits of `outputs` into `logits`, [R, n] to [R, V].
  @specialized(where S == Float)
  func readout(_ outputs: Block<S>, into logits: Block<S>) {
    logits.broadcast(model.readoutBiasStorage.row)
    logits.product(outputs, model.readoutForward, accumulating: true)
  }

  /// The logits of one step [B, V], valid until the next call of any function of the workspace.
  @specialized(where S == Float)
  package func logits(step: Int) -> Block<S> {
    let block = logitStorage.block(rows: rows, columns: model.configuration.outputSize)
    readout(stackOutput(step..<step + 1, dropped: false), into: block)
    return block
  }

  /// The loss of the steps of `range` after ``forward(_:dropoutKey:)``, summed over their targets, in nats.
  ///
  /// With `gradientScale` also its gradient: d(scale x sum)/d(outputs) into the tape, and that of the
  /// readout's parameters added to ``gradient``. `visit` sees the rows' losses, first row and values.
  @specialized(where S == Float)
  package func loss(
    _ range: Range<Int>, gradientScale: Double? = nil, labelSmoothing: Double = 0,
    dropped: Bool = false, visit: ((Int, Block<S>) -> Void)? = nil
  ) -> Double {
    let v = model.configuration.outputSize
    let top = model.stack.layers.count - 1
    let outputs = stackOutput(range, dropped: dropped)
    let targets = targets.range(span(range))
    var sum = 0.0
    for first in stride(from: 0, to: outputs.rows, by: max(chunk, 1)) {
      let part = first..<min(first + chunk, outputs.rows)
      let logits = logitStorage.block(rows: part.count, columns: v)
      readout(outputs.rows(part), into: logits)
      let losses = lossStorage.block(rows: 1, columns: part.count)
      logits.softmaxCrossEntropy(
        targets: targets.range(part), losses: losses, gradientScale: gradientScale,
        labelSmoothing: labelSmoothing)
      for row in 0..<part.count { sum += Double(losses[row]) }
      visit?(range.lowerBound * rows + first, losses)
      guard gradientScale != nil, let backward = model.readoutBackward else { continue }
      tape.outputAdjoint(top, range).rows(part).product(logits, backward, accumulating: false)
      let scratch = scratchStorage.row
      model.readoutWeight.matrix(in: gradient)
        .addProductTransposed(
          logits, outputs.rows(part), precision: model.precision, scratch: scratch)
      model.readoutBias.matrix(in: gradient).addColumnSums(logits)
    }
    return sum
  }

  /// Sets the top layer's output adjoint of the steps of `range` to zero: steps whose losses do not count.
  @specialized(where S == Float)
  package func clearOutputAdjoint(_ range: Range<Int>) {
    tape.outputAdjoint(model.stack.layers.count - 1, range).fill(0)
  }

  /// Sets the gradient to zero.
  @specialized(where S == Float)
  package func clearGradient() {
    gradient.fill(0)
    tableGradientStorage?.row.fill(0)
  }

  /// Sets to zero what the first segment's products do not overwrite.
  @specialized(where S == Float)
  func clearGradientBesideLayerWeights() {
    tableGradientStorage?.row.fill(0)
    for range in rangesBesideLayerWeights { gradient.columns(range).fill(0) }
  }

  /// Back-propagation through the steps of `range`, after their output adjoints are set; adds to the gradient.
  @specialized(where S == Float)
  package func backward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    backward(range, dropoutKey: dropoutKey, boundary: nil, continues: false)
  }

  /// The same for a segment of a sequence: see ``SegmentBackpropagation``.
  @specialized(where S == Float)
  func backward(
    _ range: Range<Int>, dropoutKey: UInt64?, boundary: Block<S>?, continues: Bool
  ) {
    guard rows > 0 else { return }
    let adjoint = inputAdjoint?.rows(span(range))
    model.stack.backward(
      tape, steps: range, input: input(range), mask: mask?.range(span(range)),
      dropoutKey: dropoutKey, inputAdjoint: adjoint,
      gradient: LayerGradient(
        parameters: gradient, inputTable: tableGradient, scratch: scratchStorage.row,
        overwritesWeights: boundary != nil && !continues),
      boundary: boundary, continues: continues)
    if let block = model.embeddingBlock, let adjoint {
      block.matrix(in: gradient).scatterAdd(adjoint, tokens.range(span(range)))
    }
  }

  /// Adds what was gathered by token to the gradient of the input weight, and clears it.
  @specialized(where S == Float)
  package func finishGradient() {
    guard let table = tableGradient else { return }
    model.stack.layers[0].layer.inputWeight.matrix(in: gradient).addTranspose(table)
    table.fill(0)
  }
}
