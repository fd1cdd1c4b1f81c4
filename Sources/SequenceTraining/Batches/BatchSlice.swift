internal import SequenceModels
internal import TensorCore

/// The sequences of a batch that one worker runs, and its workspace.
struct BatchSlice<S: KernelScalar>: Sendable {
  /// Sequences `range` of `batch`.
  let range: Range<Int>
  let batch: Int
  let workspace: SequenceWorkspace<S>
  /// For a backward pass in segments by one worker.
  var segments: SegmentBackpropagation<S>?
  /// For passes in segments by several workers.
  var pipeline: PipelinedBackpropagation<S>?

  /// The sequences of each of `threads` workers: nearly equal parts of a batch, none empty.
  static func ranges(batchSize: Int, threads: Int) -> [Range<Int>] {
    let workers = min(threads, batchSize)
    return (0..<workers).map { batchSize * $0 / workers..<batchSize * ($0 + 1) / workers }
  }

  /// Whether several workers run each sequence: with fewer of them than threads, and layers to share out whose steps
  /// take longer than telling another thread of them.
  static func isPipelined(_ stack: RecurrentStack, batchSize: Int, threads: Int) -> Bool {
    batchSize < threads && stack.layers.count > 1
      && stack.layers[0].recurrentWeight.count >= leastPipelined
  }

  /// Recurrent weights of a layer: an LSTM of 96 units has more, one of 64 was slower on two threads than on one.
  private static var leastPipelined: Int { 1 << 15 }

  /// Copies the slice's columns of the steps in `steps` into the workspace's steps from `first` on.
  func load(_ source: Batch, steps: Range<Int>, at first: Int = 0) {
    let rows = range.count
    for (step, t) in steps.enumerated() {
      for (row, sequence) in range.enumerated() {
        loadEntry(source, at: t * batch + sequence, to: (first + step) * rows + row)
      }
    }
  }

  /// Copies entry `index` of a batch to the workspace's entry `own`.
  func loadEntry(_ source: Batch, at index: Int, to own: Int) {
    if source.vectors.isEmpty {
      workspace.tokens[own] = source.tokens[index]
    } else {
      workspace.vectors.write(
        row: own, from: source.vectors, at: index * source.vectorSize)
    }
    workspace.targets[own] = source.targets[index]
    if let mask = workspace.mask { mask[own] = source.mask?[index] ?? true }
  }

  /// Keys of dropout masks: distinct for every step since `start` and every sequence, whoever runs it.
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
  func loadState(_ state: Block<S>, layers: Int, components: Int, before step: Int) {
    forEachPlane(state, layers, components) { layer, component, rows in
      workspace.state(layer: layer, before: step)[component].copy(from: rows)
    }
  }

  /// Copies the workspace's state before step `step` into the slice's rows of a state [L, K, B, n].
  func storeState(_ state: Block<S>, layers: Int, components: Int, before step: Int) {
    forEachPlane(state, layers, components) { layer, component, rows in
      rows.copy(from: workspace.state(layer: layer, before: step)[component])
    }
  }

  private func forEachPlane(
    _ state: Block<S>, _ layers: Int, _ components: Int, _ body: (Int, Int, Block<S>) -> Void
  ) {
    let planes = layers * components
    let matrix = state.reshaped(
      rows: planes * batch, columns: planes * batch == 0 ? 0 : state.count / (planes * batch))
    for layer in 0..<layers {
      for component in 0..<components {
        let first = (layer * components + component) * batch
        body(layer, component, matrix.rows(first + range.lowerBound..<first + range.upperBound))
      }
    }
  }
}
