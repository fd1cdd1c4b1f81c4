import Foundation
import Recur
import Terminal

/// The files that a run writes, and the one place that answers whether it may write there.
///
/// An output is never a file that the run reads, nor another of its outputs, whatever their names
/// and links. What exists is replaced only where it is the run's own or `--overwrite` says so. Each
/// output is locked until the run ends, by an advisory lock that the system takes back with the
/// process: a file `.NAME.lock` beside what is replaced as a whole, the log itself.
final class OutputFiles {
  private let inputs: [(path: String, words: String)]
  private let overwrites: Bool
  private var claimed: [(path: String, option: String, lock: FileLock?)] = []

  /// - Parameters:
  ///   - inputs: the files that the run reads, `-` for standard input, and what each of them is in
  ///     a sentence: `the text to train on`.
  ///   - overwrites: whether files that exist may be replaced.
  init(reading inputs: [(path: String, words: String)], overwrites: Bool) {
    self.inputs = inputs
    self.overwrites = overwrites
  }

  /// Takes the right to replace the file at `path`, or to make it.
  ///
  /// - Parameters:
  ///   - option: the option that names the file.
  ///   - isOurs: whether the file there may be replaced anyway, by its first bytes.
  ///   - advice: what may be done where it may not, `--overwrite` among it.
  /// - Throws: `CommandFailure`, 64 for an input or another output and 73 for a file that exists or
  ///   cannot be made; `FileError` (73) for one that another run writes.
  func claim(
    _ path: String, for option: any CommandOption, isOurs: (() -> [UInt8]) -> Bool = { _ in false },
    advice: String
  ) throws {
    try requireSeparate(path, option)
    do throws(FileError) {
      try AtomicFile.requireWritable(path)
    } catch {
      throw error.failure(of: "--\(option.name)")
    }
    let lock = try FileLock(path: path)
    if !overwrites, FileManager.default.fileExists(atPath: path), !isOurs({ Self.head(of: path) }) {
      throw CommandFailure(.cannotCreate, "\(visible(path)) exists; \(advice)")
    }
    claimed.append((path, option.name, lock))
  }

  /// Takes the right to write a log, which may be a pipe or a device too. Whether a file there is a
  /// log, and whether another run writes it, ``Terminal/EventLog`` finds out as it opens it.
  ///
  /// - Throws: `CommandFailure` (64) for an input or another output.
  func claimLog(_ path: String) throws {
    try requireSeparate(path, TrainSettings.log)
    claimed.append((path, TrainSettings.log.name, nil))
  }

  /// Gives the files back: nothing more will be written.
  func release() { claimed = [] }

  private func requireSeparate(
    _ path: String, _ option: any CommandOption
  ) throws(CommandFailure) {
    if let input = inputs.first(where: { $0.path != "-" && isSameFile($0.path, path) }) {
      throw .usage("--\(option.name): \(visible(path)) is \(input.words)")
    }
    if let other = claimed.first(where: { isSameFile($0.path, path) }) {
      throw .usage("--\(option.name): \(visible(path)) is what --\(other.option) writes")
    }
  }

  private static func head(of path: String) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    return Array((try? file.read(upToCount: 1024)) ?? Data())
  }
}
