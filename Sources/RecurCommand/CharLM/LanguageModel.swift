import ModelFiles
import SequenceModels
import TensorCore
import TextModeling

/// A language model as a checkpoint holds it: architecture, vocabulary and weights.
///
/// In a checkpoint of kind `charlm`: section `configuration` (``Architecture``), section `vocabulary`, and one
/// tensor for each parameter under the name and in the shape of the model's layout:
///
///     embedding.weight            [V, e]        with --embedding-size or --tied
///     layers.L.input_weight       [gates n, m]
///     layers.L.recurrent_weight   [gates n, n]
///     layers.L.bias               [gates n]
///     layers.L.peephole           [3, n]        with --cell lstm-peepholes
///     readout.weight              [V, n]        unless --tied
///     readout.bias                [V]
struct LanguageModel: Sendable {
  static let kind = "charlm"
  static let formatVersion = 1
  private static let vocabularySection = "vocabulary"

  let architecture: Architecture
  let vocabulary: Vocabulary
  var model: SequenceModel<Float>

  init(architecture: Architecture, vocabulary: Vocabulary, model: SequenceModel<Float>) {
    self.architecture = architecture
    self.vocabulary = vocabulary
    self.model = model
  }

  /// Reads the model out of a checkpoint from `path`.
  ///
  /// - Throws: `CheckpointError`.
  init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError) {
    architecture = try checkpoint.configuration()
    guard architecture.isConsistent else {
      throw CheckpointError(
        path: path, problem: .malformedSection("configuration", detail: "\(architecture)"))
    }
    vocabulary = try checkpoint.section(Self.vocabularySection)
    // The shapes are compared before a model of their size is made.
    guard
      checkpoint.shape(of: "readout.bias") == [vocabulary.count],
      checkpoint.shape(of: "layers.\(architecture.layers - 1).recurrent_weight")?.last
        == architecture.hiddenSize
    else {
      throw CheckpointError(
        path: path, problem: .malformedSection("configuration", detail: "not that of the tensors"))
    }
    var model = SequenceModel<Float>(
      zeros: architecture.configuration(vocabularySize: vocabulary.count))
    model.parameters = try checkpoint.parameters(model.layout)
    self.model = model
  }

  /// Opens the checkpoint at `path` and the model in it.
  static func open(_ path: String) throws(CheckpointError) -> (LanguageModel, Checkpoint) {
    let checkpoint = try Checkpoint(
      contentsOf: path, kind: kind, newestVersion: formatVersion)
    return (try LanguageModel(checkpoint, path: path), checkpoint)
  }

  /// A checkpoint that holds the model.
  func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(architecture)
    try checkpoint.setSection(Self.vocabularySection, to: vocabulary)
    checkpoint.append(model.parameters, layout: model.layout)
    return checkpoint
  }
}
