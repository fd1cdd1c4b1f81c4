import Charts
import Foundation
import Recur
import Terminal

/// Where the files of a comparison go. Files of an earlier one are replaced each in one step, and
/// only when all is measured.
struct ComparisonDirectory {
  let path: String
  private let files: OutputFiles

  static let names = ["comparison.csv", "comparison.json", "index.html"]

  /// Finds out before anything is measured whether the files can be made.
  ///
  /// - Throws: `CommandFailure` (73) for a path that is no directory, or that cannot be written; what
  ///   `files` throws.
  init(_ path: String, _ files: OutputFiles) throws {
    self.path = path
    self.files = files
    // Safe: the path is a terminated string for the duration of each call.
    if unsafe mkdir(path, 0o777) == 0 {
      // It is made when all is measured.
      _ = unsafe rmdir(path)
      return
    }
    guard errno == EEXIST else {
      let failure = SystemFailure(operation: .create, path: path, number: errno)
      let reason = errno == ENOENT ? "no such directory" : failure.reason
      throw Self.failure(path, "cannot be created: \(reason)")
    }
    var isDirectory: ObjCBool = false
    // Safe: the call fills one `ObjCBool`.
    guard
      unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw Self.failure(path, "is a file; --output wants a directory") }
    for name in Self.names { try claim(name) }
  }

  private func claim(_ name: String) throws {
    try files.claim(
      path(name), for: CompareSettings.output, isOurs: { Self.isOurs($0, name) },
      advice: "no comparison wrote it; --overwrite replaces it")
  }

  /// Whether the first bytes are those of a comparison's file of that name.
  private static func isOurs(_ head: [UInt8], _ name: String) -> Bool {
    let text = String(decoding: head, as: UTF8.self)
    return switch name {
    case names[0]: text.hasPrefix("cell,trainer,hidden_size,sequence_length,outcome,")
    case names[1]: text.hasPrefix("{\"version\":") && text.contains("\"command\":\"recur compare")
    default: text.contains("<title>\(ComparisonPage.title)</title>")
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
      for name in Self.names { try claim(name) }
    }
    for (name, text) in zip(Self.names, texts) {
      try AtomicFile.write(Array(text.utf8), to: self.path(name))
    }
  }

  private static func failure(_ path: String, _ words: String) -> CommandFailure {
    CommandFailure(.cannotCreate, "--output: \(visible(path)): \(words)")
  }
}
