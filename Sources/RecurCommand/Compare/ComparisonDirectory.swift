import Charts
import Foundation
import Recur
import Terminal

/// Where the files of a comparison go. Files of an earlier one are replaced each in one step, and
/// only when all is measured.
struct ComparisonDirectory {
  let path: String

  static let names = ["comparison.csv", "comparison.json", "index.html"]

  /// Finds out before anything is measured whether the files can be made.
  ///
  /// - Throws: `CommandFailure` (73) for a path that is no directory, or that cannot be written.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    // Safe: the call fills one `ObjCBool`.
    guard unsafe files.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
      guard files.fileExists(atPath: parent) else {
        throw Self.failure(path, "cannot be created: no such directory as \(visible(parent))")
      }
      guard files.isWritableFile(atPath: parent) else {
        throw Self.failure(path, "cannot be created: permission denied")
      }
      return
    }
    guard isDirectory.boolValue else {
      throw Self.failure(path, "is a file; --output wants a directory")
    }
    guard files.isWritableFile(atPath: path) else {
      throw Self.failure(path, "cannot be written: permission denied")
    }
    for name in Self.names {
      isDirectory = false
      if unsafe files.fileExists(atPath: self.path(name), isDirectory: &isDirectory),
        isDirectory.boolValue
      {
        throw Self.failure(self.path(name), "cannot be created: is a directory")
      }
    }
  }

  func path(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  /// Writes the files.
  ///
  /// - Throws: `CommandFailure` (73) for a directory that cannot be made; `FileError`.
  func write(_ comparison: Comparison) throws {
    let texts = [comparison.csv, comparison.json + "\n", ComparisonPage(comparison).page.html]
    if !FileManager.default.fileExists(atPath: path) {
      do {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: false)
      } catch {
        throw Self.failure(path, "cannot be created")
      }
    }
    for (name, text) in zip(Self.names, texts) {
      try AtomicFile.write(Array(text.utf8), to: self.path(name))
    }
  }

  private static func failure(_ path: String, _ words: String) -> CommandFailure {
    CommandFailure(.cannotCreate, "--output: \(visible(path)): \(words)")
  }
}
