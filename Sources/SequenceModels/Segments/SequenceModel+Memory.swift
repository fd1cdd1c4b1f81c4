package import TensorCore

// Sizes known before anything is allocated, each the sum of what the type of that name allocates.
extension SequenceModel {
  /// Elements of a state of `rows` sequences: L K B n.
  package func stateCount(rows: Int) -> Int { stack.stateShape(batch: rows).reduce(1, *) }

  /// Elements of a tape saved by ``SequenceWorkspace/saveTape(_:to:)``, T steps of B = `rows`
  /// sequences.
  ///
  /// For every layer (T + 1) B K n states, T B n for each gate and auxiliary plane, for the
  /// modulated state of a ``ModulatedCell``, for the sum of a residual connection (not the lowest
  /// layer) and for dropout.
  package func savedTapeCount(steps: Int, rows: Int) -> Int {
    stack.layers.indices.reduce(0) { sum, index in
      let layer = stack.layers[index]
      return sum + rows * layer.hiddenSize
        * ((steps + 1) * layer.structure.stateCount + steps * stack.forwardPlanes(index))
    }
  }

  /// Bytes of a ``SequenceWorkspace`` that trains, T steps of B = `rows` sequences, as the memory
  /// meter counts them.
  package func workspaceBytes(
    steps: Int, rows: Int, keepsActivations: Bool = false, masks: Bool = false,
    precision: ProductPrecision = .full
  ) -> Int {
    let span = steps * rows
    let (n, v) = (configuration.hiddenSize, configuration.outputSize)
    // Tokens and targets, dropout keys, masks.
    var bytes = span * 4 * 2 + (masks ? span : 0)
    switch configuration.input {
    case .symbols: bytes += span * 4
    case .embedding(_, let size): bytes += span * 4 + 2 * Storage<S>.byteCount(span * size)
    case .vectors(let size): bytes += Storage<S>.byteCount(span * size)
    }
    let chunk = min(span, max(rows, 256))
    bytes +=
      Storage<S>.byteCount(chunk * v) + Storage<S>.byteCount(chunk)
      + Storage<S>.byteCount(layout.count)
    bytes += Storage<S>.byteCount(inputTableCount)
    bytes += Storage<S>.byteCount(gradientScratchCount(precision))
    for (index, layer) in stack.layers.enumerated() {
      bytes += tapeBytes(layer, steps: steps, rows: rows)
      if keepsActivations {
        bytes += Storage<S>.byteCount(span * layer.structure.gateCount * n)
      }
      if stack.residual && index > 0 { bytes += Storage<S>.byteCount(span * n) }
      if stack.dropout > 0 { bytes += Storage<S>.byteCount(span * n) }
    }
    return bytes
  }

  /// Bytes of a ``SegmentBackpropagation`` beside its workspace of `rows` sequences.
  package func segmentBackpropagationBytes(rows: Int) -> Int {
    Storage<S>.byteCount(stack.layers.count * rows * configuration.hiddenSize)
  }

  /// Bytes of a ``PackedSequenceModel``, as the memory meter counts them.
  package func packedBytes(trains: Bool, precision: ProductPrecision = .full) -> Int {
    func matrix(_ depth: Int, _ columns: Int) -> Int {
      func bytes(_ depth: Int, _ columns: Int) -> Int {
        PackedMatrix<S>.byteCount(depth: depth, columns: columns, precision: precision)
      }
      return bytes(depth, columns) + (trains ? bytes(columns, depth) : 0)
    }
    let (n, v) = (configuration.hiddenSize, configuration.outputSize)
    var bytes = matrix(n, v) + Storage<S>.byteCount(v)
    if let embedding { bytes += Storage<S>.byteCount(embedding.count) }
    for (index, layer) in stack.layers.enumerated() {
      for segment in layer.recurrentRuns + layer.modulatedRuns {
        bytes += matrix(n, segment.count * n)
      }
      if index > 0 || !configuration.takesSymbols {
        for segment in layer.inputRuns { bytes += matrix(layer.inputSize, segment.count * n) }
      }
      bytes += Storage<S>.byteCount(layer.bias.count)
      if let peephole = layer.peephole { bytes += Storage<S>.byteCount(peephole.count) }
    }
    return bytes + Storage<S>.byteCount(inputTableCount)
  }

  private func tapeBytes(_ layer: RecurrentLayer, steps: Int, rows: Int) -> Int {
    let (structure, plane) = (layer.structure, rows * layer.hiddenSize)
    let isModulated = !layer.modulatedRuns.isEmpty
    return Storage<S>.byteCount(steps * plane * structure.gateCount)
      + Storage<S>.byteCount((steps + 1) * plane * structure.stateCount)
      + Storage<S>.byteCount(steps * plane * structure.auxiliaryPlanes)
      + (isModulated ? Storage<S>.byteCount(steps * plane) + Storage<S>.byteCount(plane) : 0)
      + Storage<S>.byteCount((steps + 1) * plane)
      + Storage<S>.byteCount((structure.stateCount - 1) * plane)
  }

  /// [V, G n] for input by token, which has no weight matrix of its own but a table.
  private var inputTableCount: Int {
    guard configuration.takesSymbols else { return 0 }
    let layer = stack.layers[0]
    return layer.inputSize * layer.bias.count
  }

  /// Elements of scratch for the products of weight gradients.
  package func gradientScratchCount(_ precision: ProductPrecision = .full) -> Int {
    max(
      layerGradientScratch(precision),
      Block<S>.transposedProductScratch(
        rows: configuration.outputSize, columns: configuration.hiddenSize, precision: precision))
  }

  private func layerGradientScratch(_ precision: ProductPrecision) -> Int {
    let layers = stack.layers
    return layers.enumerated().flatMap { index, layer in
      (layer.recurrentRuns + layer.modulatedRuns).map { ($0.count, layer.hiddenSize) }
        + (index == 0 && configuration.takesSymbols
          ? [] : layer.inputRuns.map { ($0.count, layer.inputSize) })
    }.map { count, columns in
      Block<S>.transposedProductScratch(
        rows: count * configuration.hiddenSize, columns: columns, precision: precision)
    }.max() ?? 0
  }
}

extension RecurrentStack {
  /// Planes [T, B, n] that a layer's forward pass writes for the backward pass, beside its states.
  fileprivate func forwardPlanes(_ index: Int) -> Int {
    let layer = layers[index]
    return layer.structure.gateCount + layer.structure.auxiliaryPlanes
      + (layer.modulatedRuns.isEmpty ? 0 : 1) + (residual && index > 0 ? 1 : 0)
      + (dropout > 0 ? 1 : 0)
  }
}
