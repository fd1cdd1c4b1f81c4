// What the model is fed.
extension PackedSequenceModel {
  /// Whether the first layer is fed tokens without an embedding.
  package var takesSymbols: Bool {
    if case .symbols = configuration.input { return true }
    return false
  }

  /// Whether the first layer is fed vectors.
  package var takesVectors: Bool {
    if case .vectors = configuration.input { return true }
    return false
  }

  /// Symbols that the input is made of; 0 for vectors.
  package var symbolCount: Int {
    switch configuration.input {
    case .symbols(let count), .embedding(let count, _): count
    case .vectors: 0
    }
  }
}
