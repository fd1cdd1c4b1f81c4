/// The sizes and kinds that define an ``EncoderDecoder``.
public struct EncoderDecoderConfiguration: Sendable, Equatable, Codable {
  /// What the decoder's state starts from.
  public enum Handover: String, Sendable, Codable, CaseIterable {
    /// Zeros.
    case none
    /// The encoder's final h; the other components start from zero.
    case output
    /// All components of the encoder's final state.
    case state
  }

  /// How the final state of the encoder, both directions joined, becomes the decoder's first.
  public enum Bridge: String, Sendable, Codable, CaseIterable {
    /// As it is.
    case none
    /// W s + b, a weight for every layer and component.
    case affine
    /// tanh(W s + b).
    case tanh
  }

  /// Symbols of the source.
  public var sourceVocabularySize: Int
  /// V: symbols of the target; those of the source if embeddings are shared.
  public var targetVocabularySize: Int
  /// What the decoder is fed first.
  public var startSymbol: Int32
  /// What ends a target; the last symbol that is predicted.
  public var endSymbol: Int32
  /// Elements of a source symbol's embedding.
  public var sourceEmbeddingSize: Int
  /// Elements of a target symbol's embedding.
  public var targetEmbeddingSize: Int
  /// Whether source and target have one vocabulary and one embedding.
  public var sharesEmbedding: Bool
  /// The recurrent cell of every layer, one that does not read the output.
  public var cell: CellKind
  /// The bias that training starts with for the forget gate, where the cell has one.
  public var forgetBias: Double
  /// Layers of the encoder, each of one or two directions.
  public var encoderLayers: Int
  /// Layers of the decoder.
  public var decoderLayers: Int
  /// n of each direction of the encoder.
  public var encoderHiddenSize: Int
  /// n of the decoder.
  public var decoderHiddenSize: Int
  /// Whether every layer of the encoder runs in both directions, the outputs joined (Schuster and
  /// Paliwal 1997).
  public var isBidirectional: Bool
  /// Whether the encoder reads the source from its end (Sutskever, Vinyals and Le 2014).
  public var reversesSource: Bool
  /// What the decoder's state starts from.
  public var handover: Handover
  /// How it is made from the encoder's final state.
  public var bridge: Bridge
  /// Whether the encoder's final output is fed to the decoder's first layer and to the readout at
  /// every step ("peeky"; Cho et al. 2014).
  public var isPeeky: Bool
  /// How the decoder looks back at the encoder's outputs.
  public var attention: AttentionKind
  /// Whether the attentional output is fed to the decoder's first layer at the next step (Luong et
  /// al. 2015).
  public var feedsInput: Bool
  /// Whether the readout's weight is the target embedding, whose size is then that of the decoder.
  public var tiedReadout: Bool
  /// The rate of dropout after every layer of encoder and decoder.
  public var dropout: Double
  /// What else is dropped in training; there is no dropout of elements of the input.
  public var regularization: Regularization {
    get { rates ?? Regularization() }
    set { rates = newValue == Regularization() ? nil : newValue }
  }
  /// Nil, and not in a file, where nothing else is dropped.
  private var rates: Regularization?

  /// A configuration; the parameters have the meaning of the properties. Sizes of the decoder that
  /// are nil are those of the encoder.
  public init(
    sourceVocabularySize: Int, targetVocabularySize: Int, startSymbol: Int32, endSymbol: Int32,
    sourceEmbeddingSize: Int, targetEmbeddingSize: Int? = nil, sharesEmbedding: Bool = false,
    cell: CellKind = .lstm, forgetBias: Double = 1, encoderLayers: Int = 1,
    decoderLayers: Int? = nil, encoderHiddenSize: Int, decoderHiddenSize: Int? = nil,
    isBidirectional: Bool = false, reversesSource: Bool = false, handover: Handover = .state,
    bridge: Bridge = .none, isPeeky: Bool = false, attention: AttentionKind = .none,
    feedsInput: Bool = false, tiedReadout: Bool = false, dropout: Double = 0,
    regularization: Regularization = Regularization()
  ) {
    self.sourceVocabularySize = sourceVocabularySize
    self.targetVocabularySize = targetVocabularySize
    self.startSymbol = startSymbol
    self.endSymbol = endSymbol
    self.sourceEmbeddingSize = sourceEmbeddingSize
    self.targetEmbeddingSize = targetEmbeddingSize ?? sourceEmbeddingSize
    self.sharesEmbedding = sharesEmbedding
    self.cell = cell
    self.forgetBias = forgetBias
    self.encoderLayers = encoderLayers
    self.decoderLayers = decoderLayers ?? encoderLayers
    self.encoderHiddenSize = encoderHiddenSize
    self.decoderHiddenSize = decoderHiddenSize ?? encoderHiddenSize
    self.isBidirectional = isBidirectional
    self.reversesSource = reversesSource
    self.handover = handover
    self.bridge = bridge
    self.isPeeky = isPeeky
    self.attention = attention
    self.feedsInput = feedsInput
    self.tiedReadout = tiedReadout
    self.dropout = dropout
    self.regularization = regularization
  }

  private enum CodingKeys: String, CodingKey {
    case sourceVocabularySize, targetVocabularySize, startSymbol, endSymbol
    case sourceEmbeddingSize, targetEmbeddingSize, sharesEmbedding, cell, forgetBias
    case encoderLayers, decoderLayers, encoderHiddenSize, decoderHiddenSize
    case isBidirectional, reversesSource, handover, bridge, isPeeky, attention, feedsInput
    case tiedReadout, dropout
    case rates = "regularization"
  }

  /// Whether any values are dropped in training: outputs of layers or symbols on input.
  package var dropsValues: Bool { dropout > 0 || regularization.embeddingDropout > 0 }

  /// What the vector of a symbol that is left is multiplied by.
  var symbolScale: Double { 1 / (1 - regularization.embeddingDropout) }

  /// Directions of the encoder: 1 or 2.
  var directions: Int { isBidirectional ? 2 : 1 }

  /// The size of the encoder's outputs, both directions joined.
  public var memorySize: Int { encoderHiddenSize * directions }
}

extension EncoderDecoderConfiguration {
  /// Whether models of both read and predict the same numbers of symbols.
  func hasVocabularies(of other: Self) -> Bool {
    sourceVocabularySize == other.sourceVocabularySize
      && targetVocabularySize == other.targetVocabularySize && startSymbol == other.startSymbol
      && endSymbol == other.endSymbol
  }
}
