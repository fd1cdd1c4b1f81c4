internal import SequenceModels
internal import TensorCore

// Sizes known before anything is allocated, as the memory meter counts them: each the sum of what
// the type of that name allocates, whose comment has it in elements.
extension SequenceModel {
  private func bytes(_ count: Int) -> Int { Storage<S>.byteCount(count) }

  /// Bytes of an ``Influence`` on `sequences` sequences.
  package func influenceBytes(sequences: Int, outputFeedback: Bool = false) -> Int {
    influenceGroups(outputFeedback: outputFeedback).reduce(bytes(1)) { sum, group in
      let count = PanelMatrix<S>.elementCount(
        rows: Influence<S>.rows(stack, of: group), columns: group.columnCount)
      return sum + sequences * bytes(count)
    }
  }

  /// Elements of the influence on one sequence, N P with P the parameters of the stack and
  /// embedding, without padding: of L layers (L - k) K n P_k for every layer k.
  package var influenceCount: Int {
    influenceGroups().reduce(0) { $0 + Influence<S>.rows(stack, of: $1) * $1.columnCount }
  }

  /// Bytes of ``LinearizedSteps``.
  package func linearizedStepsBytes(capacity h: Int, outputFeedback: Bool = false) -> Int {
    linearizedStepsBytes(capacity: h, outputFeedback: outputFeedback, folds: true)
  }

  private func linearizedStepsBytes(capacity h: Int, outputFeedback: Bool, folds: Bool) -> Int {
    let symbols = outputFeedback ? configuration.outputSize : 0
    var sum = 4 * h
    if outputFeedback { sum += bytes(h * stack.stateSize * symbols) }
    for (index, layer) in stack.layers.enumerated() {
      let (structure, n, m) = (layer.structure, layer.hiddenSize, layer.inputSize)
      let jacobian = folds ? structure.stateCount * n : 0
      sum += bytes(LocalJacobian<S>.elementCount(structure, rows: h, columns: n))
      sum += bytes(h * jacobian * n) + bytes(h * n)
      if structure.isModulated { sum += bytes(h * jacobian * n) + bytes(h * n) }
      if index > 0 || embedding != nil { sum += bytes(h * jacobian * m) }
      if index > 0 || !configuration.takesSymbols { sum += bytes(h * m) }
    }
    guard stack.layers[0].structure.isModulated else { return sum }
    let n = stack.hiddenSize
    let widths = FoldingScratch<S>.widths(
      stack, takesTokens: configuration.takesSymbols, feedbackSize: symbols)
    sum += bytes(n * (widths.max() ?? n))
    return widths.reduce(sum) {
      $0 + bytes(PanelMatrix<S>.elementCount(rows: n, columns: $1))
    }
  }

  /// Bytes of a ``StepsAdjoint``.
  package func stepsAdjointBytes(capacity h: Int, outputFeedback: Bool = false) -> Int {
    let (n, symbols) = (stack.hiddenSize, outputFeedback ? configuration.outputSize : 0)
    var sum = bytes(stack.totalStateSize) + bytes(stack.stateSize) + bytes((h + 1) * n)
    sum += bytes(StepsAdjoint<S>.inputSize(stack, hasEmbedding: embedding != nil))
    sum += bytes(
      StepsAdjoint<S>.scratchSize(
        stack, takesTokens: configuration.takesSymbols, feedbackSize: symbols))
    if outputFeedback { sum += bytes(h * symbols) }
    if stack.layers[0].structure.isModulated { sum += bytes(n) }
    return stack.layers.reduce(sum) { $0 + bytes(h * $1.structure.gateCount * n) }
  }

  /// Bytes of an ``InfluenceRefresh``.
  package func influenceRefreshBytes(capacity h: Int, outputFeedback: Bool = false) -> Int {
    let sizes = InfluenceRefresh<S>.sizes(
      stack, chunk: min(h, InfluenceRefresh<S>.longestChunk),
      embeddingSize: embedding.map { $0.shape[1] })
    let chunk = min(h, InfluenceRefresh<S>.longestChunk)
    let feedback =
      outputFeedback ? bytes((chunk + 1) * configuration.outputSize * stack.totalStateSize) : 0
    return feedback + 2 * bytes(sizes.bundle) + bytes(sizes.old) + bytes(sizes.input)
      + bytes(sizes.rows)
      + (sizes.modulated.map { bytes($0) } ?? 0) + (sizes.embedding.map { bytes($0) } ?? 0)
  }

  /// Bytes of an ``InfluenceScratch``.
  package func influenceScratchBytes(blocks: Bool) -> Int {
    let sizes = InfluenceScratch<S>.sizes(stack, blocks: blocks)
    return bytes(sizes.panel) + bytes(sizes.product)
  }

  /// Bytes of a ``StepDerivative``.
  package var stepDerivativeBytes: Int {
    let (n, gates) = (stack.hiddenSize, stack.layers[0].structure.gateCount * stack.hiddenSize)
    return linearizedStepsBytes(capacity: 1, outputFeedback: false, folds: false)
      + bytes(stack.layers.count * gates) + bytes(gates) + bytes(stack.stateSize)
      + bytes(configuration.takesSymbols ? n : max(n, stack.layers[0].inputSize)) + bytes(2 * n)
  }

  /// Bytes of ``ParameterTraces``.
  package var parameterTracesBytes: Int {
    stack.layers.reduce(
      bytes(1) + bytes(configuration.takesSymbols ? stack.layers[0].inputSize : 0)
    ) {
      sum, layer in
      let (k, n) = (layer.structure.stateCount, layer.hiddenSize)
      let blocks = [layer.recurrentWeight, layer.bias, layer.inputWeight].map(\.count)
      return sum + blocks.reduce(0) { $0 + bytes(k * $1) } + bytes(k * (layer.peephole?.count ?? 0))
        + bytes(k * k * n)
    }
  }

  /// Bytes of a ``KroneckerInfluence``.
  package var kroneckerInfluenceBytes: Int {
    let layer = stack.layers[0]
    let gates = layer.structure.gateCount * layer.hiddenSize
    return linearizedStepsBytes(capacity: 1) + influenceScratchBytes(blocks: false)
      + bytes(PanelMatrix<S>.elementCount(rows: stack.stateSize, columns: gates))
      + 2 * bytes(layer.inputSize + layer.hiddenSize + 1) + bytes(gates)
  }

  func influenceGroups(outputFeedback: Bool = false) -> [InfluenceGroup] {
    InfluenceGroup.groups(
      stack, takesTokens: configuration.takesSymbols, embedding: embedding,
      feedback: outputFeedback ? (readoutWeight, readoutBias) : nil)
  }
}
