import Foundation
import Recur
import Terminal

/// A directory that a command writes files of known names into. Files of an earlier run are replaced
/// each in one step, and only when all is done.
struct OutputDirectory {
  let path: String
  let names: [String]
  private let option: any CommandOption
  private let files: OutputFiles
  private let isOurs: (_ head: [UInt8], _ name: String) -> Bool
  private let advice: String

  /// Finds out before any work whether the files can be made.
  ///
  /// - Parameters:
  ///   - names: the files that will be written.
  ///   - option: the option that names the directory.
  ///   - isOurs: whether a file may be replaced, by its first bytes.
  ///   - advice: what may be done where it may not.
  /// - Throws: `CommandFailure` (73) for a path that is no directory, or that cannot be written; what
  ///   `files` throws.
  init(
    _ path: String, names: [String], option: any CommandOption, _ files: OutputFiles,
    advice: String, isOurs: @escaping (_ head: [UInt8], _ name: String) -> Bool
  ) throws {
    self.path = path
    self.names = names
    self.option = option
    self.files = files
    self.isOurs = isOurs
    self.advice = advice
    // Safe: the path is a terminated string for the duration of each call.
    if unsafe mkdir(path, 0o777) == 0 {
      // It is made when all is done.
      _ = unsafe rmdir(path)
      return
    }
    guard errno == EEXIST else {
      let failure = SystemFailure(operation: .create, path: path, number: errno)
      let reason = errno == ENOENT ? "no such directory" : failure.reason
      throw self.failure("cannot be created: \(reason)")
    }
    var isDirectory: ObjCBool = false
    // Safe: the call fills one `ObjCBool`.
    guard
      unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw failure("is a file; --\(option.name) wants a directory") }
    for name in names { try claim(name) }
  }

  private func claim(_ name: String) throws {
    try files.claim(path(name), for: option, isOurs: { isOurs($0(), name) }, advice: advice)
  }

  func path(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  /// Writes the files, one text for each name.
  ///
  /// - Throws: `CommandFailure` (73) for a directory that cannot be made; `FileError`.
  func write(_ texts: [String]) throws {
    precondition(texts.count == names.count, "\(texts.count) texts of \(names.count) files")
    if !FileManager.default.fileExists(atPath: path) {
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      } catch {
        throw failure("cannot be created")
      }
      for name in names { try claim(name) }
    }
    for (name, text) in zip(names, texts) {
      try AtomicFile.write(Array(text.utf8), to: path(name))
    }
  }

  private func failure(_ words: String) -> CommandFailure {
    CommandFailure(.cannotCreate, "--\(option.name): \(visible(path)): \(words)")
  }
}
