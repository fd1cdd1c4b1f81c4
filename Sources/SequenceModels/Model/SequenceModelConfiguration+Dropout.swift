internal import TensorCore

// What a pass in training drops, by the rates of a configuration.
extension SequenceModelConfiguration {
  /// Whether any values are dropped: outputs of layers, vectors or symbols on input.
  package var dropsValues: Bool {
    dropout > 0 || regularization.inputDropout > 0 || regularization.embeddingDropout > 0
  }

  /// Whether symbols are dropped on input.
  package var dropsSymbols: Bool { symbolScale != 1 }

  /// The rate at which a symbol is dropped where it stands alone; 0 of symbols that are embedded.
  package var symbolDropout: Double { takesSymbols ? regularization.inputDropout : 0 }

  /// The rate at which elements of the vectors that the first layer reads are dropped.
  var vectorDropout: Double { takesSymbols ? 0 : regularization.inputDropout }

  /// What the vector of a symbol that is left is multiplied by.
  var symbolScale: Double {
    1 / ((1 - symbolDropout) * (1 - regularization.embeddingDropout))
  }

  /// What the dropout masks of a run are made from; nil where nothing is dropped.
  package func dropoutKey(seed: UInt64) -> UInt64? { dropsValues ? seed.splitMix() : nil }

  /// Whether the rates are rates, and those of symbols 0 of a model that is fed none.
  package var isRegularizationValid: Bool {
    (0..<1).contains(dropout) && regularization.isValid
      && (regularization.embeddingDropout == 0 || inputSymbols > 0)
  }
}
