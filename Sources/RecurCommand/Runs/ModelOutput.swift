import Recur
import Terminal

/// The two files of a training run: the model (the best so far by validation loss) and beside it
/// the latest state.
///
/// The best is written before the latest: a run that is killed between the two leaves a best that
/// is ahead of the latest, and a resumed run goes on from that.
final class ModelOutput {
  /// Where the best model goes; without validation text, the latest.
  let path: String
  /// Where the latest state goes when there is validation text.
  let latestPath: String
  /// The outputs of the run.
  let files: OutputFiles
  /// Whether a latest state of another run may still lie there.
  private var mayBeStale: Bool

  static let suffix = ".safetensors"

  /// Takes the right to write the model at `path` and its latest state.
  ///
  /// - Parameters:
  ///   - files: the outputs of the run.
  ///   - isOwn: whether the files there are those of the run that goes on.
  /// - Throws: as `OutputFiles.claim`.
  init(path: String, files: OutputFiles, isOwn: Bool) throws {
    self.path = path
    latestPath = Self.latestPath(of: path)
    self.files = files
    mayBeStale = !isOwn
    for output in [path, latestPath] {
      try files.claim(
        output, for: TrainSettings.output, isOurs: { _ in isOwn },
        advice: "'--resume \(visible(path))' goes on with it, --overwrite replaces it")
    }
  }

  /// `NAME.latest.safetensors` for `NAME.safetensors`.
  static func latestPath(of path: String) -> String {
    path.hasSuffix(suffix)
      ? path.dropLast(suffix.count) + ".latest" + suffix : path + ".latest"
  }

  /// The model's path for that of its latest state; any other path is a model's.
  static func modelPath(of path: String) -> String {
    let ending = ".latest" + suffix
    if path.hasSuffix(ending) { return path.dropLast(ending.count) + suffix }
    return path.hasSuffix(".latest") ? String(path.dropLast(".latest".count)) : path
  }

  /// Writes a checkpoint as the best, the latest, or both.
  ///
  /// - Throws: `FileError`; the files are then the complete ones of the last time.
  func save(_ checkpoint: Checkpoint, best: Bool, latest: Bool) throws {
    if best {
      // A latest state of another run must never stand beside the new model.
      try checkpoint.write(to: path, displacing: mayBeStale ? latestPath : nil)
      mayBeStale = false
    }
    if latest { try checkpoint.write(to: latestPath) }
  }
}
