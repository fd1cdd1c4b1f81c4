#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A call to the operating system that failed.
package struct SystemFailure: Error, Equatable, Sendable {
  /// What was attempted.
  package enum Operation: Sendable {
    case create, read, write
  }

  package let operation: Operation
  /// The file's path, or the stream's name.
  package let path: String
  /// The value of `errno`.
  package let number: Int32

  package init(operation: Operation, path: String, number: Int32) {
    self.operation = operation
    self.path = path
    self.number = number
  }

  /// Whether the volume failed or is full: the path is right and would do another time.
  package var isOfDevice: Bool { [ENOSPC, EDQUOT, EFBIG, EIO].contains(number) }

  /// The system's own words for the error.
  package var reason: String {
    // Safe: strerror returns a terminated string that stays valid until the next call in this
    // thread.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}

extension SystemFailure: DescribedFailure {
  package var commandFailure: CommandFailure {
    switch operation {
    case .create where isOfDevice:
      CommandFailure(.inputOutput, "\(visible(path)): cannot be created: \(reason)")
    case .create: CommandFailure(.cannotCreate, "\(visible(path)): cannot be created: \(reason)")
    case .read: CommandFailure(.inputOutput, "\(visible(path)): cannot be read: \(reason)")
    case .write where number == EPIPE: CommandFailure(.brokenPipe, "")
    case .write: CommandFailure(.inputOutput, "\(visible(path)): cannot be written: \(reason)")
    }
  }
}
