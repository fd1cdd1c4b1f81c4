import ModelFiles
import Terminal

/// A model that `train` writes into checkpoints and goes on from.
protocol StoredModel: Sendable {
  /// What a checkpoint remembers of the command line.
  static var recordedOptions: [OptionGroup] { get }
  /// Recorded options that a resumed run may set anew, by name.
  static var extensibleOptions: Set<String> { get }

  /// Opens the checkpoint at `path` and the model in it.
  static func open(_ path: String) throws(CheckpointError) -> (Self, Checkpoint)
}

extension LanguageModel: StoredModel {
  static var recordedOptions: [OptionGroup] { TrainOptions.recorded }
  static var extensibleOptions: Set<String> { TrainOptions.extensible }
}

/// The language model that a run goes on from.
typealias ResumedModel = ResumedTraining<LanguageModel>
