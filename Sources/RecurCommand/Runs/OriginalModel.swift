import Recur
import Terminal

/// The model whose weights a run begins with, on data of its own: `--from`.
struct OriginalModel<Model: ReusableModel>: Sendable {
  /// The model's path, which is only read.
  let path: String
  let model: Model

  /// Opens the model that the command line names; nil where it names none.
  ///
  /// - Throws: `CheckpointError`; `CommandFailure` (64) for a file larger than the memory.
  init?(_ given: Arguments) throws {
    guard let path = given.modelPath(TrainSettings.from) else { return nil }
    self.path = path
    try MemoryBudget(given).requireModels([path])
    model = try Model.open(path).0
  }

  /// The arguments with the model's cell and sizes, and in place of what is not given its rates of
  /// regularisation.
  ///
  /// - Throws: `CommandFailure` (64) for an option that contradicts the model.
  func restore(_ given: Arguments, of command: Command) throws(CommandFailure) -> Arguments {
    let (fixed, free) = model.originalOptions
    for option in Model.fixedOptions where given.isGiven(option) {
      try given.requireSame(
        option, as: fixed, when: "with --from, which keeps the model's cell and sizes")
    }
    return try given.restoring(fixed.merging(free) { $1 }, of: command)
  }

  /// Stops (65) where the model is none that the options of `train` describe.
  func requireModel(_ isDescribed: Bool) throws(CommandFailure) {
    guard !isDescribed else { return }
    throw CommandFailure(
      .unusableData, "\(visible(path)): 'train' has no options for the parts of this model")
  }
}

extension Arguments {
  /// Stops (64) at an option that was given with another value than the recorded one.
  ///
  /// - Parameters:
  ///   - situation: the rest of `cannot change ...`.
  ///   - tip: how it can; nil: it cannot.
  func requireSame(
    _ option: any CommandOption, as recorded: [String: [String]], when situation: String,
    tip: String? = nil
  ) throws(CommandFailure) {
    let asked = self.recorded([OptionGroup("", [option])])[option.name] ?? []
    let known = recorded[option.name] ?? []
    func value(_ texts: [String]) -> String? {
      texts.isEmpty ? nil : (try? option.value(of: texts)).map { "\($0)" }
    }
    guard value(asked) != value(known) else { return }
    let words =
      known.first.map { $0.isEmpty ? "with it" : "with \(visible($0))" } ?? "without it"
    throw .usage(
      "--\(option.name) cannot change \(situation): it was trained \(words)"
        + (tip.map { "\ntip: \($0)" } ?? ""))
  }
}

extension OriginalModel where Model == LanguageModel {
  /// Stops where the settings are of another model, and at words as the symbols of a stream.
  func require(_ settings: CharLMSettings, isStream: Bool) throws(CommandFailure) {
    var architecture = model.configuration
    architecture.dropout = settings.architecture.dropout
    architecture.regularization = settings.architecture.regularization
    try requireModel(settings.architecture == architecture)
    let unit = model.vocabulary.unit
    guard !(isStream && unit.spansCharacters) else {
      throw .usage(
        "--from \(visible(path)): its symbols are \(unit.symbolName)s; a stream is learned by character, scalar "
          + "or byte")
    }
  }
}

extension OriginalModel where Model == TranslationModel {
  /// Stops (65) where the configuration is that of another model but for the vocabularies.
  func require(
    _ configuration: EncoderDecoderConfiguration, _ settings: TranslateSettings
  ) throws(CommandFailure) {
    var expected = model.configuration
    expected.sourceVocabularySize = configuration.sourceVocabularySize
    expected.targetVocabularySize = configuration.targetVocabularySize
    expected.dropout = configuration.dropout
    expected.regularization = configuration.regularization
    try requireModel(
      configuration == expected
        && PairSide.allCases.allSatisfy {
          var normalization = model.vocabulary.normalization(of: $0)
          normalization.spacing = settings.normalization.spacing
          return normalization == settings.normalization
        })
  }
}
