public import ModelFiles
internal import SequenceModels
internal import TextModeling

/// A checkpoint of kind `translate` holds a translation model: section `configuration`
/// (`EncoderDecoderConfiguration`), section `vocabulary` (`PairVocabulary`), and one tensor for
/// each parameter under the name and in the shape of the network's layout (see `EncoderDecoder`).
extension TranslationModel: StoredModel {
  /// The name of the kind inside a file.
  public static let kind = "translate"
  /// The newest version of the layout of such files.
  public static let formatVersion = 1
  private static let vocabularySection = "vocabulary"

  /// Reads the model out of a checkpoint; `path` names it in errors.
  ///
  /// - Throws: `CheckpointError` for what is missing or contradicts itself.
  public init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError) {
    func malformed(_ detail: String) -> CheckpointError {
      CheckpointError(path: path, problem: .malformedSection("configuration", detail: detail))
    }
    let configuration: EncoderDecoderConfiguration = try checkpoint.configuration()
    vocabulary = try checkpoint.section(Self.vocabularySection)
    // The shapes are compared before a model of their size is made.
    guard Self.hasSizes(configuration, checkpoint) else {
      throw malformed("not that of the tensors")
    }
    guard
      configuration.sourceVocabularySize == vocabulary.source.count,
      configuration.targetVocabularySize == vocabulary.target.count,
      configuration.startSymbol == TokenVocabulary.startIndex,
      configuration.endSymbol == TokenVocabulary.endIndex
    else { throw malformed("not that of the vocabulary") }
    do {
      network = try EncoderDecoder(zeros: configuration)
    } catch {
      throw malformed("\(error)")
    }
    network.parameters = try checkpoint.parameters(network.layout)
  }

  /// A checkpoint that holds the model.
  public func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.vocabularySection, to: vocabulary)
    checkpoint.append(network.parameters, layout: network.layout)
    return checkpoint
  }

  private static func hasSizes(
    _ configuration: EncoderDecoderConfiguration, _ checkpoint: Checkpoint
  ) -> Bool {
    let sizes = [
      configuration.encoderLayers, configuration.decoderLayers, configuration.encoderHiddenSize,
      configuration.decoderHiddenSize, configuration.sourceEmbeddingSize,
      configuration.targetEmbeddingSize,
    ]
    guard sizes.allSatisfy({ (1...1 << 20).contains($0) }) else { return false }
    let source = configuration.sharesEmbedding ? "embedding" : "source_embedding"
    let target = configuration.sharesEmbedding ? "embedding" : "target_embedding"
    let direction = configuration.isBidirectional ? ".backward" : ""
    let encoder = "encoder.layers.\(configuration.encoderLayers - 1)\(direction)"
    let decoder = "decoder.layers.\(configuration.decoderLayers - 1)"
    return checkpoint.shape(of: "\(source).weight")
      == [configuration.sourceVocabularySize, configuration.sourceEmbeddingSize]
      && checkpoint.shape(of: "\(target).weight")
        == [configuration.targetVocabularySize, configuration.targetEmbeddingSize]
      && checkpoint.shape(of: "readout.bias") == [configuration.targetVocabularySize]
      && checkpoint.shape(of: "\(encoder).recurrent_weight")?.last
        == configuration.encoderHiddenSize
      && checkpoint.shape(of: "\(decoder).recurrent_weight")?.last
        == configuration.decoderHiddenSize
  }
}
