public import ModelFiles
internal import SequenceModels
internal import TextModeling

/// A checkpoint of kind `charlm` holds a language model: section `configuration`
/// (``LanguageModel/Configuration``), section `vocabulary`, and one tensor for each parameter under
/// the name and in the shape of the network's layout:
///
///     embedding.weight            [V, e]        of a model with an embedding
///     layers.L.input_weight       [gates n, m]
///     layers.L.recurrent_weight   [gates n, n]
///     layers.L.bias               [gates n]
///     layers.L.peephole           [3, n]        of an LSTM with peepholes
///     readout.weight              [V, n]        unless tied to the embedding
///     readout.bias                [V]
extension LanguageModel: StoredModel {
  /// The name of the kind inside a file.
  public static let kind = "charlm"
  /// The newest version of the layout of such files.
  public static let formatVersion = 1
  private static let vocabularySection = "vocabulary"

  /// Reads the model out of a checkpoint; `path` names it in errors.
  ///
  /// - Throws: `CheckpointError` for what is missing or contradicts itself.
  public init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError) {
    configuration = try checkpoint.configuration()
    guard configuration.isConsistent else {
      throw CheckpointError(
        path: path, problem: .malformedSection("configuration", detail: "\(configuration)"))
    }
    vocabulary = try checkpoint.section(Self.vocabularySection)
    // The shapes are compared before a model of their size is made.
    guard
      checkpoint.shape(of: "readout.bias") == [vocabulary.count],
      checkpoint.shape(of: "layers.\(configuration.layers - 1).recurrent_weight")?.last
        == configuration.hiddenSize
    else {
      throw CheckpointError(
        path: path, problem: .malformedSection("configuration", detail: "not that of the tensors"))
    }
    network = SequenceModel(zeros: configuration.network(vocabularySize: vocabulary.count))
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
}
