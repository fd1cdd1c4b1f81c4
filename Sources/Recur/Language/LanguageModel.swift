public import SequenceModels
internal import TensorCore
public import TextModeling

/// A model that predicts the next symbol of a text: a network and the vocabulary it reads and
/// writes.
///
/// ```swift
/// let text = try TextFile.read("harbour.txt")
/// var model = try LanguageModel(of: text, cell: .gru, hiddenSize: 64, seed: 1)
/// try model.save(to: "harbour.safetensors")
/// let again = try LanguageModel(contentsOf: "harbour.safetensors")
/// print(try again.generate(length: 200, prime: "The ", temperature: 0.7, seed: 3))
/// ```
public struct LanguageModel: Sendable {
  /// What the network is made of.
  public let configuration: Configuration
  /// The symbols that the model knows.
  public let vocabulary: Vocabulary
  /// The network and its parameters.
  public var network: SequenceModel<Float>
  /// The end of the text that the model was trained on, which it reads before it writes: from a
  /// state of zeros, seen at the beginning of an epoch alone, the first symbols are written worse
  /// than later ones. Empty: it writes from zeros.
  package var warmUp: [Int32] = []

  /// A model of these parts, which belong together.
  package init(
    configuration: Configuration, vocabulary: Vocabulary, network: SequenceModel<Float>,
    warmUp: [Int32] = []
  ) {
    self.warmUp = warmUp
    self.configuration = configuration
    self.vocabulary = vocabulary
    self.network = network
  }

  /// A model whose parameters are drawn anew: input and recurrent weights as LeCun et al. (1998),
  /// the forget gate's bias 1.
  ///
  /// - Parameter seed: the same seed gives the same model.
  public init(_ configuration: Configuration, vocabulary: Vocabulary, seed: UInt64 = 123) {
    var generator = RandomGenerator(seed: seed)
    self.init(
      configuration: configuration, vocabulary: vocabulary,
      network: SequenceModel(
        configuration.network(vocabularySize: vocabulary.count), weights: .lecun,
        recurrent: .lecun, using: &generator))
  }

  /// A model of the symbols of a text, its parameters drawn anew.
  ///
  /// - Parameters:
  ///   - text: UTF-8 unless the unit is the byte; `string.utf8` or what ``TextFile`` reads.
  ///   - unit: what one symbol is.
  ///   - vocabularySize: the most symbols to know, the most frequent ones; nil: all.
  ///   - cell: the recurrent cell of every layer; `jordan` stands alone, in one layer.
  ///   - layers: how many layers stand one on the other.
  ///   - hiddenSize: the units of a layer.
  ///   - embeddingSize: the size of the embedding of symbols; nil: they go in one-hot.
  ///   - dropout: the rate of dropout after every layer, in training alone.
  ///   - regularization: what else is dropped in training.
  ///   - seed: the same seed gives the same model.
  /// - Throws: `TextError` for a text that is empty or not UTF-8.
  public init(
    of text: some Collection<UInt8>, unit: TextUnit = .character, vocabularySize: Int? = nil,
    cell: CellKind = .lstm, layers: Int = 2, hiddenSize: Int = 128, embeddingSize: Int? = nil,
    dropout: Double = 0, regularization: Regularization = Regularization(), seed: UInt64 = 123
  ) throws(TextError) {
    self.init(
      Configuration(
        cell: cell, layers: layers, hiddenSize: hiddenSize, embeddingSize: embeddingSize,
        dropout: dropout, regularization: regularization),
      vocabulary: try Vocabulary(of: Array(text), unit: unit, maximumSize: vocabularySize),
      seed: seed)
  }

  /// P, the number of parameters.
  public var parameterCount: Int { network.layout.count }
}
