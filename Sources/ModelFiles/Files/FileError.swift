/// Why the operating system would not do what was asked of a file.
///
/// The command turns it into a sentence; `operation` tells a file that cannot be created from one
/// that cannot be read or written.
public struct FileError: Error, Equatable, Sendable {
  /// What was being done.
  public enum Operation: String, Equatable, Sendable {
    /// Opening an existing file to read it.
    case open
    /// Reading from an open file.
    case read
    /// Making the output, or finding that it cannot be made: nothing has been written yet.
    case create
    /// Taking the advisory lock of an output.
    case lock
    /// Writing to the temporary file.
    case write
    /// Making what was written durable.
    case flush
    /// Putting the temporary file in the place of the output.
    case replace
  }

  /// The cause, in terms a user can act on.
  public enum Reason: Equatable, Sendable {
    /// The file, or for `create` and `lock` its directory, does not exist.
    case missing
    /// The path names a directory.
    case isDirectory
    /// A component of the path that should be a directory is not.
    case notADirectory
    /// The path names a device, a pipe or a socket.
    case notRegularFile
    /// The user, or a read-only volume, does not allow it.
    case permissionDenied
    /// The volume or the user's quota is full.
    case noSpace
    /// The file would exceed what the volume or the process may write.
    case fileTooLarge
    /// Symbolic links form a circle.
    case symbolicLinkLoop
    /// A component of the path is longer than the volume allows.
    case nameTooLong
    /// The path is empty or contains a zero byte.
    case invalidPath
    /// Another run writes the same output; `holder` is its process number where it could be read.
    case alreadyLocked(holder: Int32?)
    /// The file ended early: `expected` bytes were wanted at `offset`, `found` were there.
    case endOfFile(offset: Int, expected: Int, found: Int)
    /// The device reported a failure.
    case inputOutput
    /// Anything else; see `code`.
    case other
  }

  /// What was being done.
  public let operation: Operation
  /// The path as the operation saw it.
  public let path: String
  /// The cause.
  public let reason: Reason
  /// The value of `errno`, or 0 where the system reported none.
  public let code: Int32

  /// An error with every part given.
  public init(operation: Operation, path: String, reason: Reason, code: Int32 = 0) {
    self.operation = operation
    self.path = path
    self.reason = reason
    self.code = code
  }
}
