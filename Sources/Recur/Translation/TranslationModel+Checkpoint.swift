public import ModelFiles
internal import SequenceModels
internal import TensorCore
internal import TextModeling

/// A checkpoint of kind `translate` holds a translation model: section `configuration`
/// (`EncoderDecoderConfiguration`), section `vocabulary` (`PairVocabulary`), and one tensor for
/// each parameter under the name and in the shape of the network's layout (see `EncoderDecoder`).
extension TranslationModel: StoredModel {
  /// The name of the kind inside a file.
  package static let kind = "translate"
  /// The newest version of the layout of such files.
  package static let formatVersion = 1
  private static let vocabularySection = "vocabulary"

  /// Loads the model at `path`: one that was saved, or that a command trained.
  ///
  /// - Throws: `CheckpointError` with the path and what was expected, for a file that is missing,
  ///   damaged, of another origin or of another kind.
  public init(contentsOf path: String) throws(CheckpointError) {
    self = try Self.open(path).0
  }

  /// Saves the model at `path`; the file there is replaced at once or not at all.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save(to path: String) throws {
    try checkpoint().write(to: path)
  }

  /// Reads the model out of a checkpoint.
  ///
  /// - Throws: `CheckpointError` for what is missing or contradicts itself.
  package init(_ checkpoint: inout Checkpoint) throws(CheckpointError) {
    let path = checkpoint.path
    func malformed(_ detail: String) -> CheckpointError {
      CheckpointError(path: path, problem: .malformedSection("configuration", detail: detail))
    }
    let configuration: EncoderDecoderConfiguration = try checkpoint.configuration()
    vocabulary = try checkpoint.section(Self.vocabularySection)
    guard
      configuration.sourceVocabularySize == vocabulary.source.count,
      configuration.targetVocabularySize == vocabulary.target.count,
      configuration.startSymbol == TokenVocabulary.startIndex,
      configuration.endSymbol == TokenVocabulary.endIndex
    else { throw malformed("not that of the vocabulary") }
    guard Self.canHold(configuration, checkpoint) else {
      throw malformed("not that of the tensors")
    }
    do {
      network = try MemoryMeter.planning { try EncoderDecoder(zeros: configuration) }.result
    } catch {
      throw malformed("\(error)")
    }
    network.parameters = try checkpoint.parameters(network.layout)
  }

  /// A checkpoint that holds the model.
  package func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.vocabularySection, to: vocabulary)
    checkpoint.append(network.parameters, layout: network.layout)
    return checkpoint
  }

  private static func canHold(
    _ configuration: EncoderDecoderConfiguration, _ checkpoint: Checkpoint
  ) -> Bool {
    let embeddings = [configuration.sourceEmbeddingSize, configuration.targetEmbeddingSize]
    return embeddings.allSatisfy { (1...1 << 20).contains($0) }
      && configuration.forgetBias.isFinite
      && checkpoint.canHold(
        layers: configuration.encoderLayers, size: configuration.encoderHiddenSize)
      && checkpoint.canHold(
        layers: configuration.decoderLayers, size: configuration.decoderHiddenSize)
  }
}
