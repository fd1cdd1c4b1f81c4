import ModelFiles
import SequenceModels
import TensorCore
import Terminal
import TextModeling

/// An encoder-decoder as a checkpoint holds it: configuration, vocabularies with their normalisation, and weights.
///
/// In a checkpoint of kind `translate`: section `configuration` (`EncoderDecoderConfiguration`), section
/// `vocabulary` (`PairVocabulary`), and one tensor for each parameter under the name and in the shape of the model's
/// layout (see `EncoderDecoder`).
struct TranslationModel: Sendable {
  static let kind = "translate"
  static let formatVersion = 1
  private static let vocabularySection = "vocabulary"

  let vocabulary: PairVocabulary
  var model: EncoderDecoder<Float>

  init(vocabulary: PairVocabulary, model: EncoderDecoder<Float>) {
    self.vocabulary = vocabulary
    self.model = model
  }

  var configuration: EncoderDecoderConfiguration { model.configuration }

  /// Reads the model out of a checkpoint from `path`.
  ///
  /// - Throws: `CheckpointError`.
  init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError) {
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
      model = try EncoderDecoder(zeros: configuration)
    } catch {
      throw malformed("\(error)")
    }
    model.parameters = try checkpoint.parameters(model.layout)
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

  /// A checkpoint that holds the model.
  func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.vocabularySection, to: vocabulary)
    checkpoint.append(model.parameters, layout: model.layout)
    return checkpoint
  }
}

extension TranslationModel: StoredModel {
  static var recordedOptions: [OptionGroup] { TranslateOptions.recorded }
  static var extensibleOptions: Set<String> { TranslateOptions.extensible }

  /// Opens the checkpoint at `path` and the model in it.
  static func open(_ path: String) throws(CheckpointError) -> (TranslationModel, Checkpoint) {
    let checkpoint = try Checkpoint(
      contentsOf: path, kind: kind, newestVersion: formatVersion)
    return (try TranslationModel(checkpoint, path: path), checkpoint)
  }
}
