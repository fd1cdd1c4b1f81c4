internal import SequenceModels
internal import TensorCore

extension BatchSlice {
  /// Copies a batch of `steps` steps and the state before it [L, K, B, n] into the workspace's
  /// steps from `first` on, with the keys of dropout masks if there are any.
  func load(
    _ source: Batch, _ state: Block<S>, steps: Int, at first: Int = 0, _ pass: BackwardPass
  ) {
    load(source, steps: 0..<steps, at: first, pass)
    loadState(state, before: first)
  }

  /// Copies the slice's columns of the steps in `steps` into the workspace's steps from `first` on,
  /// without the symbols that are dropped; with the keys of dropout masks if there are any.
  func load(
    _ source: Batch, steps: Range<Int>, at first: Int = 0, _ pass: BackwardPass = BackwardPass()
  ) {
    let (rows, model) = (range.count, workspace.model.configuration)
    precondition(
      source.vectorSize == model.vectorSize
        && source.valueSize == (model.loss.takesSymbols ? 0 : model.outputSize),
      "vectors [\(source.vectorSize)] and values [\(source.valueSize)] for a model of "
        + "\(model.input), to predict \(model.outputSize) by \(model.loss)")
    for (step, t) in steps.enumerated() {
      for (row, sequence) in range.enumerated() {
        loadEntry(source, at: t * batch + sequence, to: (first + step) * rows + row)
      }
    }
    guard let dropoutKey = pass.dropoutKey else { return }
    loadDropoutKeys(at: first, steps: steps, start: pass.start)
    if model.dropsSymbols {
      dropSymbols(first * rows..<(first + steps.count) * rows, dropoutKey, pass.symbolKey)
    }
  }

  /// Takes away symbols among the entries of `range`: everywhere those that the mask of the update
  /// drops, and of one-hot symbols those that the mask of their row does.
  private func dropSymbols(_ range: Range<Int>, _ dropoutKey: UInt64, _ symbolKey: UInt64) {
    let model = workspace.model.configuration
    let (rate, alone) = (model.regularization.embeddingDropout, model.symbolDropout)
    for entry in range where workspace.tokens[entry] >= 0 {
      let symbol = UInt64(workspace.tokens[entry])
      let rowKey = UInt64(UInt32(bitPattern: workspace.dropoutRowKeys[entry]))
      if rate > 0 && symbolKey.splitMix(symbol).fraction < rate
        || alone > 0 && dropoutKey.splitMix(rowKey << 32 | symbol).fraction < alone
      {
        workspace.tokens[entry] = -1
      }
    }
  }

  /// Copies entry `index` of a batch to the workspace's entry `own`.
  private func loadEntry(_ source: Batch, at index: Int, to own: Int) {
    if workspace.model.configuration.inputSymbols > 0 {
      workspace.tokens[own] = source.tokens[index]
    }
    if !source.vectors.isEmpty {
      workspace.vectors.write(row: own, from: source.vectors, at: index * source.vectorSize)
    }
    if source.values.isEmpty {
      workspace.targets[own] = source.targets[index]
    } else {
      workspace.targetValues.write(row: own, from: source.values, at: index * source.valueSize)
    }
    workspace.setWeight(source.weights?[index], of: own)
    if let mask = workspace.mask { mask[own] = source.mask?[index] ?? true }
  }

  /// Copies keys of dropout masks: distinct for every sequence, whoever runs it, and every step
  /// since `start` or, where masks hold for a sequence, every `start`.
  private func loadDropoutKeys(at first: Int, steps: Range<Int>, start: Int) {
    let rows = range.count
    let perStep = workspace.model.configuration.regularization.dropoutMask == .step
    for (step, t) in steps.enumerated() {
      for (row, sequence) in range.enumerated() {
        workspace.dropoutRowKeys[(first + step) * rows + row] =
          Int32(truncatingIfNeeded: (perStep ? start + t : start) * batch + sequence)
      }
    }
  }

  /// Copies the slice's rows of a state [L, K, B, n] to the workspace's state before step `step`.
  func loadState(_ state: Block<S>, before step: Int) {
    forEachPlane(state) { layer, component, rows in
      workspace.state(layer: layer, before: step)[component].copy(from: rows)
    }
  }

  /// Copies the workspace's state before step `step` into the slice's rows of a state [L, K, B, n].
  func storeState(_ state: Block<S>, before step: Int) {
    forEachPlane(state) { layer, component, rows in
      rows.copy(from: workspace.state(layer: layer, before: step)[component])
    }
  }

  private func forEachPlane(_ state: Block<S>, _ body: (Int, Int, Block<S>) -> Void) {
    let stack = workspace.model.architecture
    let (layers, components) = (stack.layers.count, stack.stateCount)
    let matrix = state.reshaped(rows: layers * components * batch, columns: stack.hiddenSize)
    for layer in 0..<layers {
      for component in 0..<components {
        let plane = matrix.part(layer * components + component, of: batch)
        body(layer, component, plane.rows(range))
      }
    }
  }
}
