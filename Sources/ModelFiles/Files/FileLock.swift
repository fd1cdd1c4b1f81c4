/// The exclusive right to write one output, held as long as the value lives.
///
/// It is an advisory `flock` on `.NAME.lock` beside the output, so that the operating system ends
/// it with the process whatever kills that. The lock file holds the process number of its owner,
/// for the message of whoever comes second, and is removed on release.
package final class FileLock: Sendable {
  /// The output, as it was given.
  package let path: String
  private let file: OpenFile

  /// A lock file can vanish between being opened and being locked, when its owner releases it; each
  /// retry means another owner came and went in that moment.
  private static let mostAttempts = 100

  /// Takes the lock of the output at `path` at once or fails.
  ///
  /// - Throws: `FileError` with operation `lock`: reason `alreadyLocked` when somebody holds it,
  ///   otherwise why the lock file cannot be made.
  package init(path: String) throws(FileError) {
    let lockPath = try OutputPath(path, operation: .lock).beside("lock")
    self.path = path
    do throws(FileError) {
      file = try Self.acquire(lockPath)
      try file.truncate()
      try file.append(Array("\(SystemCalls.processNumber)\n".utf8))
    } catch {
      throw FileError(operation: .lock, path: path, reason: error.reason, code: error.code)
    }
  }

  deinit {
    // The name goes first: whoever opened this file meanwhile sees that it lost its name.
    if file.isStillNamed() { SystemCalls.remove(file.path) }
  }

  private static func acquire(_ path: String) throws(FileError) -> OpenFile {
    for _ in 0..<mostAttempts {
      let file = try OpenFile.locking(path, orCreate: true)
      guard try file.lock() else {
        throw FileError(
          operation: .lock, path: path, reason: .alreadyLocked(holder: holder(of: path)))
      }
      if file.isStillNamed() { return file }
    }
    throw FileError(operation: .lock, path: path, reason: .alreadyLocked(holder: nil))
  }

  private static func holder(of path: String) -> Int32? {
    guard let (file, status) = try? OpenFile.reading(path),
      let bytes = try? file.bytes(min(status.size, 16), at: 0)
    else { return nil }
    return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
