import Foundation
import Recur
import Terminal

/// The two files of a training run and the right to write them: the model (the best so far by validation loss) and
/// beside it the latest state.
///
/// The best is written before the latest: a run that is killed between the two goes on from the older latest, comes
/// by the same best again, and writes the same bytes.
final class ModelOutput {
  /// Where the best model goes; without validation text, the latest.
  let path: String
  /// Where the latest state goes when there is validation text.
  let latestPath: String
  private let lock: FileLock
  /// Whether a latest state of another run may still lie there.
  private var mayBeStale: Bool

  private static let suffix = ".safetensors"

  /// Takes the right to write the model at `path`.
  ///
  /// - Parameter replaces: whether files that exist may be replaced.
  /// - Throws: `CommandFailure` (73) for a model that exists, `FileError` (73) for one that cannot be created or
  ///   that another run is writing.
  init(path: String, replaces: Bool, texts: [String]) throws {
    self.path = path
    latestPath = Self.latestPath(of: path)
    let outputs = [path, latestPath]
    if let text = texts.first(where: { text in outputs.contains { Self.isSameFile($0, text) } }) {
      throw CommandFailure.usage("--output: \(visible(text)) is the text to train on")
    }
    for output in outputs {
      try Self.requireReplaceable(output)
      if !replaces, FileManager.default.fileExists(atPath: output) {
        throw CommandFailure(
          .cannotCreate,
          "\(visible(output)) exists; '--resume \(visible(path))' goes on with it, --overwrite replaces it"
        )
      }
    }
    lock = try FileLock(path: path)
    mayBeStale = true
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

  /// Says that the latest state there belongs to this run.
  func adoptLatest() { mayBeStale = false }

  /// Writes a checkpoint as the best, the latest, or both.
  ///
  /// - Throws: `FileError`; the files are then the complete ones of the last time.
  func save(_ checkpoint: Checkpoint, best: Bool, latest: Bool) throws {
    if mayBeStale {
      // Before the new model: a latest state of another run must never stand beside it.
      try removeLatest()
      mayBeStale = false
    }
    if best { try checkpoint.write(to: path) }
    if latest { try checkpoint.write(to: latestPath) }
  }

  private func removeLatest() throws {
    guard FileManager.default.fileExists(atPath: latestPath) else { return }
    do {
      try FileManager.default.removeItem(atPath: latestPath)
    } catch {
      throw CommandFailure(.cannotCreate, "\(visible(latestPath)): cannot be replaced")
    }
  }

  private static func requireReplaceable(_ path: String) throws(CommandFailure) {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard let kind = attributes?[.type] as? FileAttributeType else { return }
    guard kind != .typeDirectory else {
      throw CommandFailure(.cannotCreate, "\(visible(path)): cannot be created: is a directory")
    }
    guard kind == .typeRegular else {
      throw CommandFailure(
        .cannotCreate, "\(visible(path)): cannot be created: is not a regular file")
    }
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw CommandFailure(.cannotCreate, "\(visible(path)): cannot be created: permission denied")
    }
  }

  private static func isSameFile(_ first: String, _ second: String) -> Bool {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
    return second != "-" && resolved(first) == resolved(second)
  }
}
