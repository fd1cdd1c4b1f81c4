public import SequenceModels
internal import TensorCore
public import TextModeling

/// A model that translates sentences: a network, its vocabularies, and how sentences become
/// symbols.
///
/// ```swift
/// let pairs = try PairFile.read("english-french.tsv")
/// var model = try TranslationModel(of: pairs, attention: .general, seed: 1)
/// try model.save(to: "translation.safetensors")
/// let again = try TranslationModel(contentsOf: "translation.safetensors")
/// print(try again.translate("Good morning."))
/// ```
public struct TranslationModel: Sendable {
  /// The symbols of both sides, and how sentences become symbols.
  public let vocabulary: PairVocabulary
  /// The network and its parameters.
  public var network: EncoderDecoder<Float>

  /// A model of these parts, which belong together.
  package init(vocabulary: PairVocabulary, network: EncoderDecoder<Float>) {
    self.vocabulary = vocabulary
    self.network = network
  }

  /// A model whose parameters are drawn anew: recurrent weights orthogonal (Saxe et al. 2014), all
  /// others as LeCun et al. (1998).
  ///
  /// - Parameters:
  ///   - configuration: of the vocabulary's sizes, start and end symbol.
  ///   - seed: the same seed gives the same model.
  /// - Throws: `EncoderDecoderError` for a configuration that describes no model.
  public init(
    _ configuration: EncoderDecoderConfiguration, vocabulary: PairVocabulary, seed: UInt64 = 123
  ) throws(EncoderDecoderError) {
    precondition(
      configuration.sourceVocabularySize == vocabulary.source.count
        && configuration.targetVocabularySize == vocabulary.target.count,
      "model of \(configuration.sourceVocabularySize) and \(configuration.targetVocabularySize) "
        + "symbols, vocabularies of \(vocabulary.source.count) and \(vocabulary.target.count)")
    var generator = RandomGenerator(seed: seed)
    self.init(
      vocabulary: vocabulary,
      network: try EncoderDecoder(
        configuration, weights: .lecun, recurrent: .orthogonal, using: &generator))
  }

  /// A model of the symbols of pairs, its parameters drawn anew.
  ///
  /// - Parameters:
  ///   - pairs: the pairs that the model will be trained on.
  ///   - normalization: how the sentences of both sides become symbols.
  ///   - cell: the recurrent cell of every layer.
  ///   - layers: how many layers encoder and decoder have each.
  ///   - hiddenSize: the units of a layer.
  ///   - embeddingSize: the size of the embeddings of symbols.
  ///   - attention: how the decoder looks back at the source.
  ///   - dropout: the rate of dropout after every layer, in training alone.
  ///   - seed: the same seed gives the same model.
  /// - Throws: `TextError` for pairs without symbols, `EncoderDecoderError` for sizes that make no
  ///   model.
  public init(
    of pairs: [SentencePair], normalization: TextNormalization = TextNormalization(),
    cell: CellKind = .lstm, layers: Int = 1, hiddenSize: Int = 256, embeddingSize: Int = 64,
    attention: AttentionKind = .general, dropout: Double = 0, seed: UInt64 = 123
  ) throws {
    let vocabulary = try PairVocabulary(of: pairs, source: normalization, target: normalization)
    try self.init(
      EncoderDecoderConfiguration(
        sourceVocabularySize: vocabulary.source.count,
        targetVocabularySize: vocabulary.target.count, startSymbol: TokenVocabulary.startIndex,
        endSymbol: TokenVocabulary.endIndex, sourceEmbeddingSize: embeddingSize, cell: cell,
        encoderLayers: layers, encoderHiddenSize: hiddenSize, attention: attention,
        dropout: dropout),
      vocabulary: vocabulary, seed: seed)
  }

  /// What the network is made of.
  public var configuration: EncoderDecoderConfiguration { network.configuration }

  /// P, the number of parameters.
  public var parameterCount: Int { network.layout.count }
}
