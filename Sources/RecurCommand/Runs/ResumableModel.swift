import Recur
import Terminal

/// A model that `train` writes into checkpoints and goes on from.
protocol ResumableModel: StoredModel {
  /// What a checkpoint remembers of the command line.
  static var recordedOptions: [OptionGroup] { get }
  /// Recorded options that a resumed run may set anew, by name.
  static var extensibleOptions: Set<String> { get }
}

/// A model whose weights another run may begin with.
protocol ReusableModel: ResumableModel {
  /// The options that describe the model, which a run that begins with it cannot change.
  static var fixedOptions: [any CommandOption] { get }
  /// Their texts, and those of options that such a run takes over where they are not given.
  var originalOptions: (fixed: [String: [String]], free: [String: [String]]) { get }
}

extension LanguageModel: ReusableModel {
  static var recordedOptions: [OptionGroup] { CharLMSettings.recorded }
  static var extensibleOptions: Set<String> { CharLMSettings.extensible }
}

extension SeriesForecaster: ResumableModel {
  static var recordedOptions: [OptionGroup] { SeriesSettings.recorded }
  static var extensibleOptions: Set<String> { SeriesSettings.extensible }
}

extension OnlineForecaster: ResumableModel {
  static var recordedOptions: [OptionGroup] { SeriesLearnSettings.recorded }
  static var extensibleOptions: Set<String> { SeriesLearnSettings.extensible }
}

extension TranslationModel: ReusableModel {
  static var recordedOptions: [OptionGroup] { TranslateSettings.recorded }
  static var extensibleOptions: Set<String> { TranslateSettings.extensible }
}
