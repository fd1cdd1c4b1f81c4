// The only file of this target that makes POSIX calls. They are `unsafe` because paths and buffers
// cross to C as pointers; each pointer here comes from a Swift value that outlives the call, and
// each length is that value's own.
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What `stat` says about a file, as far as it matters here.
package struct FileStatus: Equatable {
  /// Why the file is not one to read or to replace; nil for a regular file.
  let obstacle: FileError.Reason?
  /// Bytes.
  package let size: Int
  let permissions: UInt32
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: obstacle = nil
    case S_IFDIR: obstacle = .isDirectory
    default: obstacle = .notRegularFile
    }
    size = Int(status.st_size)
    permissions = UInt32(status.st_mode) & 0o7777
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// Whether both describe the same file, whatever its name.
  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

/// An open file descriptor, closed when the last reference goes.
package final class OpenFile: Sendable {
  let descriptor: Int32
  let path: String

  /// Linux transfers at most 2 GiB a call and Darwin refuses more.
  private static let longestTransfer = 1 << 30

  init(_ path: String, flags: Int32, operation: FileError.Operation) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(operation: operation, path: path, reason: .invalidPath)
    }
    descriptor = try restarting(operation, path) {
      unsafe open(path, flags | O_CLOEXEC, 0o666)
    }
    self.path = path
  }

  deinit { _ = close(descriptor) }

  /// Opens a regular file for reading; a pipe does not block it.
  package static func reading(
    _ path: String
  ) throws(FileError) -> (file: OpenFile, status: FileStatus) {
    let file = try OpenFile(path, flags: O_RDONLY | O_NONBLOCK, operation: .open)
    let status = try file.status(.open)
    guard let obstacle = status.obstacle else { return (file, status) }
    throw FileError(
      operation: .open, path: path, reason: obstacle, code: obstacle == .isDirectory ? EISDIR : 0)
  }

  /// Creates a file that must not exist yet.
  static func creating(_ path: String) throws(FileError) -> OpenFile {
    try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, operation: .create)
  }

  /// Opens a file for the sake of its lock, creating it if `orCreate`.
  static func locking(_ path: String, orCreate: Bool) throws(FileError) -> OpenFile {
    let flags = O_RDWR | O_NONBLOCK | O_NOFOLLOW | (orCreate ? O_CREAT : 0)
    return try OpenFile(path, flags: flags, operation: .lock)
  }

  func status(_ operation: FileError.Operation) throws(FileError) -> FileStatus {
    var status = stat()
    _ = try restarting(operation, path) { unsafe fstat(descriptor, &status) }
    return FileStatus(status)
  }

  /// The `count` bytes at `offset`.
  package func bytes(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let length = min(count - filled, Self.longestTransfer)
      let received = try restarting(.read, path) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
          unsafe pread(
            descriptor, buffer.baseAddress.map { unsafe $0 + filled }, length,
            off_t(offset + filled))
        }
      }
      guard received > 0 else {
        throw FileError(
          operation: .read, path: path,
          reason: .endOfFile(offset: offset, expected: count, found: filled))
      }
      filled += received
    }
    return bytes
  }

  func append(_ bytes: [UInt8]) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let length = min(bytes.count - written, Self.longestTransfer)
      written += try restarting(.write, path) {
        unsafe bytes.withUnsafeBytes { buffer in
          unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, length)
        }
      }
    }
  }

  func truncate() throws(FileError) {
    _ = try restarting(.lock, path) { ftruncate(descriptor, 0) }
  }

  func setPermissions(_ permissions: UInt32) throws(FileError) {
    _ = try restarting(.create, path) { fchmod(descriptor, mode_t(permissions)) }
  }

  func flush() throws(FileError) {
    #if canImport(Darwin)
      // fsync leaves the data in the drive's cache there.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    _ = try restarting(.flush, path) { fsync(descriptor) }
  }

  /// Takes the exclusive advisory lock; false: somebody holds it. Throws where the file system has
  /// no such locks.
  func lock() throws(FileError) -> Bool {
    do {
      _ = try restarting(.lock, path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      guard error.code == EWOULDBLOCK else { throw error }
      return false
    }
  }

  /// Whether the path still names this file.
  func isStillNamed() -> Bool {
    guard let mine = try? status(.lock), let named = try? SystemCalls.status(path, .lock) else {
      return false
    }
    return mine.isSameFile(as: named)
  }
}

/// The calls that take a path and leave nothing open.
enum SystemCalls {
  static var processNumber: Int32 { getpid() }

  /// What the path names after following links.
  static func status(
    _ path: String, _ operation: FileError.Operation
  ) throws(FileError) -> FileStatus {
    var status = stat()
    _ = try restarting(operation, path) { unsafe stat(path, &status) }
    return FileStatus(status)
  }

  static func requireWritable(_ path: String) throws(FileError) {
    _ = try restarting(.create, path) { unsafe access(path, W_OK) }
  }

  static func replace(_ path: String, with temporary: String) throws(FileError) {
    _ = try restarting(.replace, path) { unsafe rename(temporary, path) }
  }

  static func flushDirectory(_ path: String) throws(FileError) {
    let directory = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY, operation: .flush)
    do {
      _ = try restarting(.flush, path) { fsync(directory.descriptor) }
    } catch {
      // Some file systems have no such call for directories and order the entries themselves.
      if error.code != EINVAL && error.code != ENOTSUP { throw error }
    }
  }

  /// Removes a file; that it is gone already, or cannot be removed, changes nothing for the caller.
  static func remove(_ path: String) {
    _ = unsafe unlink(path)
  }

  static func isAlive(_ process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno == EPERM)
  }
}

/// Repeats a call while a signal interrupts it and turns its failure into an error.
private func restarting<R: FixedWidthInteger>(
  _ operation: FileError.Operation, _ path: String, _ call: () -> R
) throws(FileError) -> R {
  while true {
    let result = call()
    if result >= 0 { return result }
    let code = errno
    if code != EINTR { throw FileError(operation: operation, path: path, code: code) }
  }
}

extension FileError {
  /// The error for a value of `errno`.
  init(operation: Operation, path: String, code: Int32) {
    let reason: Reason =
      switch code {
      case ENOENT: .missing
      case EISDIR: .isDirectory
      case ENOTDIR: .notADirectory
      case EACCES, EPERM, EROFS: .permissionDenied
      case ENOSPC, EDQUOT: .noSpace
      case EFBIG: .fileTooLarge
      case ELOOP: .symbolicLinkLoop
      case ENAMETOOLONG: .nameTooLong
      case EIO: .inputOutput
      // Only creating a temporary file refuses an existing one: another thread is writing.
      case EEXIST: .alreadyLocked(holder: nil)
      default: .other
      }
    self.init(operation: operation, path: path, reason: reason, code: code)
  }
}
