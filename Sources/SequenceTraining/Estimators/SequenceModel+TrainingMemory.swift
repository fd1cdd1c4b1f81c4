public import SequenceModels
internal import TensorCore

// What training holds beside the estimator (``GradientMethod/memory(of:_:threads:)``), as the memory
// meter counts it.
extension SequenceModel {
  /// Bytes of a ``Trainer`` beside its estimator: parameters, optimiser vectors, carried state.
  public func trainerBytes(optimizer: Optimizer, batchSize: Int) -> Int {
    (1 + optimizer.rule.stateCount) * Storage<S>.byteCount(layout.count)
      + Storage<S>.byteCount(stateCount(rows: batchSize))
  }

  /// Bytes of an ``Evaluator`` beside the packed weights that it shares with the estimator.
  public func evaluatorBytes(batchSize: Int, sequenceLength steps: Int, threads: Int) -> Int {
    BatchSlice<S>.ranges(batchSize: batchSize, threads: threads)
      .reduce(Storage<S>.byteCount(stateCount(rows: batchSize))) {
        $0 + forwardWorkspaceBytes(steps: steps, rows: $1.count)
      }
  }

  /// Bytes of a ``SequenceModels/SequenceWorkspace`` that does not train.
  private func forwardWorkspaceBytes(steps: Int, rows: Int) -> Int {
    let (span, n) = (steps * rows, configuration.hiddenSize)
    // Targets and dropout keys.
    var bytes = span * 4 * 2
    switch configuration.input {
    case .symbols: bytes += span * 4
    case .embedding(_, let size): bytes += span * 4 + Storage<S>.byteCount(span * size)
    case .vectors(let size): bytes += Storage<S>.byteCount(span * size)
    }
    let chunk = min(span, max(rows, 256))
    bytes +=
      Storage<S>.byteCount(chunk * configuration.outputSize) + Storage<S>.byteCount(chunk)
    for (index, layer) in stack.layers.enumerated() {
      let structure = layer.structure
      bytes += Storage<S>.byteCount(span * structure.gateCount * n)
      bytes += Storage<S>.byteCount((steps + 1) * rows * structure.stateCount * n)
      bytes += Storage<S>.byteCount(span * structure.auxiliaryPlanes * n)
      if structure.isModulated { bytes += Storage<S>.byteCount(span * n) }
      if stack.residual && index > 0 { bytes += Storage<S>.byteCount(span * n) }
    }
    return bytes
  }
}
