internal import SequenceModels
internal import TensorCore

extension BatchSlice {
  /// Copies a batch of `steps` steps and the state before it [L, K, B, n] into the workspace's
  /// steps from `first` on, with the keys of dropout masks if there are any.
  func load(
    _ source: Batch, _ state: Block<S>, steps: Int, at first: Int = 0, _ pass: BackwardPass
  ) {
    load(source, steps: 0..<steps, at: first)
    if pass.drops { loadDropoutKeys(at: first, steps: steps, start: pass.start) }
    loadState(state, before: first)
  }

  /// Copies the slice's columns of the steps in `steps` into the workspace's steps from `first` on.
  func load(_ source: Batch, steps: Range<Int>, at first: Int = 0) {
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

  /// Copies keys of dropout masks: distinct for every step since `start` and every sequence,
  /// whoever runs it.
  func loadDropoutKeys(at first: Int, steps: Int, start: Int) {
    let rows = range.count
    for t in 0..<steps {
      for (row, sequence) in range.enumerated() {
        workspace.dropoutRowKeys[(first + t) * rows + row] =
          Int32(truncatingIfNeeded: (start + t) * batch + sequence)
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
