package import ModelFiles

extension TrainingSnapshot {
  /// What a checkpoint says of a training, without the tensors that going on takes.
  package typealias Record = (
    options: [String: [String]], text: TextFingerprint, kernels: String, progress: Progress
  )

  /// The record in a checkpoint; nil for a model that was saved without one.
  ///
  /// - Throws: `CheckpointError`.
  package static func record(of checkpoint: Checkpoint) throws(CheckpointError) -> Record? {
    guard checkpoint.sectionNames.contains(progressSection) else { return nil }
    return (
      options: try options(of: checkpoint), text: try checkpoint.section(textSection),
      kernels: try checkpoint.section(kernelsSection), progress: try progress(of: checkpoint)
    )
  }
}
