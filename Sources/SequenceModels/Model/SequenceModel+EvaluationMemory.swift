internal import TensorCore

extension SequenceModel {
  /// Bytes of a ``SequenceWorkspace`` that does not train, as the memory meter counts them.
  package func evaluationWorkspaceBytes(steps: Int, rows: Int) -> Int {
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
