/// The reason for the end of a training run.
enum TrainingEnding: String {
  /// All updates are made.
  case complete
  /// No validation was better for long enough.
  case patience
  /// The text ended.
  case ended
  /// `--max-seconds` are over.
  case time
  /// Control-C.
  case interrupted
}
