/// The sizes and kinds that define an ``EncoderDecoder``.
package struct EncoderDecoderConfiguration: Sendable, Equatable, Codable {
  /// What the decoder's state starts from.
  package enum Handover: String, Sendable, Codable, CaseIterable {
    /// Zeros.
    case none
    /// The encoder's final h; the other components start from zero.
    case output
    /// All components of the encoder's final state.
    case state
  }

  /// How the final state of the encoder, both directions joined, becomes the decoder's first.
  package enum Bridge: String, Sendable, Codable, CaseIterable {
    /// As it is.
    case none
    /// W s + b, a weight for every layer and component.
    case affine
    /// tanh(W s + b).
    case tanh
  }

  /// Symbols of the source and of the target; of each language its own unless embeddings are
  /// shared.
  package var sourceVocabularySize: Int
  package var targetVocabularySize: Int
  /// What the decoder is fed first.
  package var startSymbol: Int32
  /// What ends a target; the last symbol that is predicted.
  package var endSymbol: Int32
  package var sourceEmbeddingSize: Int
  package var targetEmbeddingSize: Int
  /// Whether source and target have one vocabulary and one embedding.
  package var sharesEmbedding: Bool
  package var cell: CellKind
  /// The bias that training starts with for the forget gate, where the cell has one.
  package var forgetBias: Double
  package var encoderLayers: Int
  package var decoderLayers: Int
  /// n of each direction of the encoder.
  package var encoderHiddenSize: Int
  /// n of the decoder.
  package var decoderHiddenSize: Int
  /// Whether every layer of the encoder runs in both directions, the outputs joined (Schuster and
  /// Paliwal 1997).
  package var isBidirectional: Bool
  /// Whether the encoder reads the source from its end (Sutskever, Vinyals and Le 2014).
  package var reversesSource: Bool
  package var handover: Handover
  package var bridge: Bridge
  /// Whether the encoder's final output is fed to the decoder's first layer and to the readout at
  /// every step ("peeky"; Cho et al. 2014).
  package var isPeeky: Bool
  package var attention: AttentionKind
  /// Whether the attentional output is fed to the decoder's first layer at the next step (Luong et
  /// al. 2015).
  package var feedsInput: Bool
  /// Whether the readout's weight is the target embedding, whose size is then that of the decoder.
  package var tiedReadout: Bool
  /// The rate of dropout after every layer of encoder and decoder.
  package var dropout: Double

  /// A configuration; the parameters have the meaning of the properties. Sizes of the decoder that
  /// are nil are those of the encoder.
  package init(
    sourceVocabularySize: Int, targetVocabularySize: Int, startSymbol: Int32, endSymbol: Int32,
    sourceEmbeddingSize: Int, targetEmbeddingSize: Int? = nil, sharesEmbedding: Bool = false,
    cell: CellKind = .lstm, forgetBias: Double = 1, encoderLayers: Int = 1,
    decoderLayers: Int? = nil, encoderHiddenSize: Int, decoderHiddenSize: Int? = nil,
    isBidirectional: Bool = false, reversesSource: Bool = false, handover: Handover = .state,
    bridge: Bridge = .none, isPeeky: Bool = false, attention: AttentionKind = .none,
    feedsInput: Bool = false, tiedReadout: Bool = false, dropout: Double = 0
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
  }

  /// Directions of the encoder: 1 or 2.
  var directions: Int { isBidirectional ? 2 : 1 }

  /// The size of the encoder's outputs, both directions joined.
  package var memorySize: Int { encoderHiddenSize * directions }
}
