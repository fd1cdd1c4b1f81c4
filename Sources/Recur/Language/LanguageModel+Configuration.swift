public import SequenceModels

extension LanguageModel {
  /// The architecture of a ``LanguageModel``, as a file states it under `configuration`.
  public struct Configuration: Codable, Equatable, Sendable {
    /// The recurrent cell of every layer; `jordan` stands alone, in one layer.
    public var cell: CellKind
    /// L, how many layers stand one on the other.
    public var layers: Int
    /// n, the units of a layer.
    public var hiddenSize: Int
    /// The size of the embedding of symbols; nil: symbols go in one-hot.
    public var embeddingSize: Int?
    /// Whether the readout's weight is the embedding, whose size is then the hidden size.
    public var tiedReadout: Bool
    /// Whether layers above the first add their input to their output.
    public var residual: Bool
    /// The layers that the readout reads; of a model that is neither tied nor residual.
    public var readoutSource: SequenceModelConfiguration.ReadoutSource {
      get { source ?? .last }
      set { source = newValue == .last ? nil : newValue }
    }
    /// Nil, and not in a file, where the readout reads the top layer alone.
    private var source: SequenceModelConfiguration.ReadoutSource?
    /// The rate of dropout after every layer, in training alone.
    public var dropout: Double
    /// What else is dropped in training.
    public var regularization: Regularization {
      get { rates ?? Regularization() }
      set { rates = newValue == Regularization() ? nil : newValue }
    }
    /// Nil, and not in a file, where nothing else is dropped.
    private var rates: Regularization?

    /// A configuration; the parameters have the meaning of the properties.
    public init(
      cell: CellKind = .lstm, layers: Int = 2, hiddenSize: Int = 128, embeddingSize: Int? = nil,
      tiedReadout: Bool = false, residual: Bool = false,
      readoutSource: SequenceModelConfiguration.ReadoutSource = .last, dropout: Double = 0,
      regularization: Regularization = Regularization()
    ) {
      self.cell = cell
      self.layers = layers
      self.hiddenSize = hiddenSize
      self.embeddingSize = embeddingSize
      self.tiedReadout = tiedReadout
      self.residual = residual
      self.dropout = dropout
      self.regularization = regularization
      self.readoutSource = readoutSource
    }

    private enum CodingKeys: String, CodingKey {
      case cell
      case layers
      case hiddenSize = "hidden_size"
      case embeddingSize = "embedding_size"
      case tiedReadout = "tied"
      case residual
      case dropout
      case rates = "regularization"
      case source = "readout_from"
    }

    /// The network for a vocabulary; `forgetBias` only matters to one that is drawn anew.
    package func network(
      vocabularySize: Int, forgetBias: Double = 1
    ) -> SequenceModelConfiguration {
      SequenceModelConfiguration(
        input: embeddingSize.map { .embedding(count: vocabularySize, size: $0) }
          ?? .symbols(vocabularySize),
        outputSize: vocabularySize, cell: cell.cell(forgetBias: forgetBias),
        readoutSource: readoutSource, layers: layers,
        hiddenSize: hiddenSize, residual: residual, dropout: dropout,
        regularization: regularization, tiedReadout: tiedReadout)
    }

    /// Whether the sizes make a model: those of a file may be anything.
    var isConsistent: Bool {
      let sizes = [layers, hiddenSize, embeddingSize ?? 1]
      return sizes.allSatisfy { (1...1 << 20).contains($0) } && (0..<1).contains(dropout)
        && regularization.isValid
        && (!tiedReadout || embeddingSize == hiddenSize)
        && cell.cell().structure.allows(layers: layers, tiedReadout: tiedReadout)
        && network(vocabularySize: 1).isReadoutSourceValid
    }
  }
}
