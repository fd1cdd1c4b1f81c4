import Foundation

/// The file an output path really names, and the names of the files that stand beside it.
struct OutputPath: Equatable {
  /// The path after following symbolic links, so that a link is written through, not replaced.
  let path: String
  let directory: String
  let name: String

  /// As many links as Linux follows.
  private static let mostLinks = 40

  /// Throws `FileError` when the path is empty, ends in a slash, or its links form a circle.
  init(_ path: String, operation: FileError.Operation) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(operation: operation, path: path, reason: .invalidPath)
    }
    var parts = Self.split(path)
    var links = 0
    while let destination = try? FileManager.default.destinationOfSymbolicLink(
      atPath: parts.directory + "/" + parts.name)
    {
      links += 1
      guard links <= Self.mostLinks else {
        throw FileError(operation: operation, path: path, reason: .symbolicLinkLoop)
      }
      let absolute = destination.utf8.first == UInt8(ascii: "/")
      parts = Self.split(absolute ? destination : parts.directory + "/" + destination)
    }
    guard !["", ".", ".."].contains(parts.name) else {
      throw FileError(operation: operation, path: path, reason: .isDirectory)
    }
    (directory, name) = parts
    self.path = links == 0 ? path : parts.directory + "/" + parts.name
  }

  /// The path of `.NAME.suffix` in the same directory.
  func beside(_ suffix: String) -> String { "\(directory)/.\(name).\(suffix)" }

  /// The path of this process's temporary file of the output.
  var temporary: String { beside("\(SystemCalls.processNumber).temporary") }

  /// The temporary files of this output, with the process numbers in their names.
  func temporaries() -> [(path: String, process: Int32)] {
    let prefix = ".\(name)."
    let suffix = ".temporary"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.compactMap { candidate in
      guard candidate.hasPrefix(prefix), candidate.hasSuffix(suffix),
        let process = Int32(candidate.dropFirst(prefix.count).dropLast(suffix.count))
      else { return nil }
      return (directory + "/" + candidate, process)
    }
  }

  /// The part before the last slash and the part after it, by bytes: a slash and a combining mark
  /// after it are one `Character`.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = Substring(path.utf8[..<slash])
    return (
      directory.isEmpty ? "/" : String(directory),
      String(Substring(path.utf8[slash...].dropFirst()))
    )
  }
}

/// Whether two paths name one file, whatever its names: the same device and inode where both exist;
/// where neither does, the same name, byte for byte, in the same directory, links followed.
package func isSameFile(_ left: String, _ right: String) -> Bool {
  func status(_ path: String) -> FileStatus? { try? SystemCalls.status(path, .open) }
  func output(_ path: String) -> OutputPath? { try? OutputPath(path, operation: .create) }
  switch (status(left), status(right)) {
  case (let left?, let right?): return left.isSameFile(as: right)
  case (nil, nil):
    guard let left = output(left), let right = output(right),
      left.name.utf8.elementsEqual(right.name.utf8),
      let one = status(left.directory), let other = status(right.directory)
    else { return false }
    return one.isSameFile(as: other)
  default: return false
  }
}
