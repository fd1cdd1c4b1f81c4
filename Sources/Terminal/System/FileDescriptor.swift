#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where bytes go: a file descriptor, or memory in tests.
package protocol ByteSink {
  /// Writes all the bytes, or throws.
  func write(_ bytes: [UInt8]) throws(SystemFailure)
}

/// An open file of the operating system. Owns nothing: closing is up to whoever opened it.
package struct FileDescriptor: ByteSink, Sendable {
  package let number: Int32
  /// The path or the stream's name, for messages.
  package let name: String

  package init(number: Int32, name: String) {
    self.number = number
    self.name = name
  }

  package static let standardOutput = FileDescriptor(number: 1, name: "standard output")
  package static let standardError = FileDescriptor(number: 2, name: "standard error")

  package func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var start = 0
    while start < bytes.count {
      // Safe: the pointer is used inside the closure only, for the bytes from `start` to the end.
      let written = unsafe bytes[start...].withUnsafeBytes { rest in
        #if canImport(Darwin)
          unsafe Darwin.write(number, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          unsafe Musl.write(number, rest.baseAddress, rest.count)
        #else
          unsafe Glibc.write(number, rest.baseAddress, rest.count)
        #endif
      }
      if written >= 0 {
        start += written
      } else if errno == EAGAIN {
        waitUntilWritable()
      } else if errno != EINTR {
        throw SystemFailure(operation: .write, path: name, number: errno)
      }
    }
  }

  /// Whether this is a terminal that understands cursor movement.
  package var isTerminal: Bool {
    isatty(number) == 1 && Self.environment("TERM") != "dumb"
  }

  /// How words stand out here: not at all where NO_COLOR has a value (no-color.org).
  package var style: TextStyle {
    isTerminal && (Self.environment("NO_COLOR") ?? "").isEmpty ? .coloured : .plain
  }

  private static func environment(_ name: String) -> String? {
    // Safe: getenv's string is read at once, and nothing in this process changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The terminal's width in columns; 80 where it has none to tell.
  package var width: Int {
    var size = winsize()
    // Safe: TIOCGWINSZ fills exactly one `winsize`.
    guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// A descriptor inherited in non-blocking mode refuses bytes for a while; this waits it out.
  private func waitUntilWritable() {
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    // Safe: one request, and a count of one.
    _ = unsafe poll(&request, 1, -1)
  }
}
