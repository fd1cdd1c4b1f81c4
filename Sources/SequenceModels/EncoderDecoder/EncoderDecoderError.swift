/// Why a configuration describes no model.
public enum EncoderDecoderError: Error, Equatable, Sendable {
  /// A size or a number of layers is not positive.
  case notPositive(what: String, value: Int)
  /// A rate of dropout outside 0 ..< 1, or of one that there is not.
  case dropout(Double)
  /// The start or end symbol is not one of the target vocabulary.
  case symbol(what: String, symbol: Int32, vocabularySize: Int)
  /// Two sizes that have to be equal are not.
  case sizesDiffer(what: String, expected: Int, found: Int)
  /// A decoder that is handed states needs an encoder of at least as many layers.
  case decoderDeeper(encoderLayers: Int, decoderLayers: Int)
  /// Input feeding without attention.
  case feedingWithoutAttention
  /// Nothing of the source reaches the decoder: neither a state nor a context nor attention.
  case decoderSeesNothing
  /// A cell that reads the output of a model, where the decoder is fed its own symbols anyway.
  case outputFeedback(CellKind)
}

extension EncoderDecoderConfiguration {
  /// Throws what keeps the configuration from being a model.
  public func validate() throws(EncoderDecoderError) {
    for (what, value) in [
      ("source vocabulary", sourceVocabularySize), ("target vocabulary", targetVocabularySize),
      ("source embedding", sourceEmbeddingSize), ("target embedding", targetEmbeddingSize),
      ("encoder layers", encoderLayers), ("decoder layers", decoderLayers),
      ("encoder's hidden size", encoderHiddenSize), ("decoder's hidden size", decoderHiddenSize),
    ] where value < 1 {
      throw .notPositive(what: what, value: value)
    }
    if cell.cell().structure.readsOutput { throw .outputFeedback(cell) }
    let rates = [dropout, regularization.weightDrop, regularization.embeddingDropout]
    for rate in rates where !(0..<1).contains(rate) { throw .dropout(rate) }
    guard regularization.inputDropout == 0 else { throw .dropout(regularization.inputDropout) }
    for (what, symbol) in [("start", startSymbol), ("end", endSymbol)]
    where symbol < 0 || symbol >= targetVocabularySize {
      throw .symbol(what: what, symbol: symbol, vocabularySize: targetVocabularySize)
    }
    if sharesEmbedding {
      try equal("shared vocabulary", sourceVocabularySize, targetVocabularySize)
      try equal("shared embedding", sourceEmbeddingSize, targetEmbeddingSize)
    }
    if tiedReadout { try equal("tied readout", decoderHiddenSize, targetEmbeddingSize) }
    if attention == .dot { try equal("dot attention", memorySize, decoderHiddenSize) }
    if handover != .none {
      if bridge == .none { try equal("handover without a bridge", memorySize, decoderHiddenSize) }
      guard decoderLayers <= encoderLayers else {
        throw .decoderDeeper(encoderLayers: encoderLayers, decoderLayers: decoderLayers)
      }
    }
    if feedsInput && attention == .none { throw .feedingWithoutAttention }
    if handover == .none && !isPeeky && attention == .none { throw .decoderSeesNothing }
  }

  private func equal(
    _ what: String, _ expected: Int, _ found: Int
  ) throws(EncoderDecoderError) {
    guard expected == found else {
      throw .sizesDiffer(what: what, expected: expected, found: found)
    }
  }
}
