public import ModelFiles
internal import SequenceModels
internal import TensorCore
internal import TextModeling

/// A checkpoint of kind `charlm` holds a language model: section `configuration`
/// (``LanguageModel/Configuration``), section `vocabulary`, and one tensor for each parameter under
/// the name and in the shape of the network's layout:
///
/// Section `warm_up`, where there is one, is the symbols that the model reads before it writes.
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
  package static let kind = "charlm"
  /// The newest version of the layout of such files.
  package static let formatVersion = 1
  private static let vocabularySection = "vocabulary"
  private static let warmUpSection = "warm_up"

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
    let configuration: Configuration = try checkpoint.configuration()
    guard configuration.isConsistent else {
      throw CheckpointError(
        path: checkpoint.path,
        problem: .malformedSection("configuration", detail: "\(configuration)"))
    }
    let vocabulary: Vocabulary = try checkpoint.section(Self.vocabularySection)
    guard vocabulary.symbols.contains(where: { !$0.isUnknown }),
      checkpoint.canHold(layers: configuration.layers, size: configuration.hiddenSize)
    else {
      throw CheckpointError(
        path: checkpoint.path,
        problem: .malformedSection("configuration", detail: "not that of the tensors"))
    }
    network =
      MemoryMeter.planning {
        SequenceModel(zeros: configuration.network(vocabularySize: vocabulary.count))
      }.result
    network.parameters = try checkpoint.parameters(network.layout)
    self.configuration = configuration
    self.vocabulary = vocabulary
    guard checkpoint.sectionNames.contains(Self.warmUpSection) else { return }
    warmUp = try checkpoint.section(Self.warmUpSection)
    guard
      warmUp.count <= Vocabulary.longestWarmUp,
      warmUp.allSatisfy({ $0 >= 0 && Int($0) < vocabulary.count })
    else {
      throw CheckpointError(
        path: checkpoint.path,
        problem: .malformedSection(Self.warmUpSection, detail: "symbols of no such vocabulary"))
    }
  }

  /// A checkpoint that holds the model.
  package func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.vocabularySection, to: vocabulary)
    if !warmUp.isEmpty { try checkpoint.setSection(Self.warmUpSection, to: warmUp) }
    checkpoint.append(network.parameters, layout: network.layout)
    return checkpoint
  }
}
