import Recur
import Terminal

extension TrainingError: DescribedFailure {
  /// A loss that is not finite counts as unusable data (65): neither the program nor the disk
  /// failed, the text and the settings do not go together.
  var commandFailure: CommandFailure {
    switch self {
    case .notFinite(let update, let loss, let gradientNorm):
      CommandFailure(
        .unusableData,
        "the loss is not finite at update \(update) (loss \(Format.general(loss)), gradient norm "
          + "\(Format.general(gradientNorm))); try a smaller --learning-rate or --clip")
    case .snapshotMismatch(let what, let expected, let found):
      CommandFailure(.unusableData, "the checkpoint's \(what): \(found), expected \(expected)")
    case .snapshotShapeMismatch(let what, let expected, let found):
      CommandFailure(
        .unusableData, "the checkpoint's \(what) has shape \(found), expected \(expected)")
    }
  }
}
