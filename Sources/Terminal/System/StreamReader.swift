#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes from a pipe, a terminal or a file as they come, without ever waiting long: a pipe that is
/// silent must not keep Control-C waiting.
package struct StreamReader {
  /// What a look at the stream found.
  package enum Found { case bytes, nothing, end }

  /// The descriptor read from.
  package let descriptor: FileDescriptor
  /// The bytes of the last piece.
  package private(set) var piece: ArraySlice<UInt8> = []
  private var buffer = [UInt8](repeating: 0, count: Self.capacity)

  /// The most bytes read at once.
  package static let capacity = 1 << 16
  package static let standardInput = FileDescriptor(number: 0, name: "standard input")

  package init(_ descriptor: FileDescriptor = StreamReader.standardInput) {
    self.descriptor = descriptor
  }

  /// Reads what there is, waiting for it at most `milliseconds`.
  ///
  /// - Throws: `SystemFailure` when the stream cannot be read.
  package mutating func read(waiting milliseconds: Int32) throws(SystemFailure) -> Found {
    var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
    // Safe: one request, and a count of one.
    let ready = unsafe poll(&request, 1, milliseconds)
    // A signal may have come in between: the caller looks.
    guard ready > 0 else { return .nothing }
    // Safe: the pointer is used inside the closure only, for as many bytes as there are.
    let count = unsafe buffer.withUnsafeMutableBytes { memory in
      #if canImport(Darwin)
        unsafe Darwin.read(descriptor.number, memory.baseAddress, memory.count)
      #elseif canImport(Musl)
        unsafe Musl.read(descriptor.number, memory.baseAddress, memory.count)
      #else
        unsafe Glibc.read(descriptor.number, memory.baseAddress, memory.count)
      #endif
    }
    if count == 0 { return .end }
    guard count > 0 else {
      if errno == EAGAIN || errno == EINTR { return .nothing }
      throw SystemFailure(operation: .read, path: descriptor.name, number: errno)
    }
    piece = buffer[..<count]
    return .bytes
  }
}
