import TextModeling

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The lines of standard input as they come: those that are there, without waiting for more.
///
/// A line ends with LF or CR LF, the last one also with the end of the input. A byte order mark at the beginning is
/// left out.
struct LineReader {
  private let descriptor: FileDescriptor
  private var pending: [UInt8] = []
  private var hasEnded = false
  /// Lines given out.
  private var count = 0

  private static let pieceSize = 1 << 16
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ descriptor: FileDescriptor = FileDescriptor(number: 0, name: "standard input")) {
    self.descriptor = descriptor
  }

  /// The next lines, at least one; nil at the end.
  ///
  /// - Throws: `CommandFailure` (65) for a line that is not UTF-8, after the lines before it have been given out;
  ///   `SystemFailure` for an input that cannot be read.
  mutating func next() throws -> [String]? {
    while !hasEnded, !pending.contains(UInt8(ascii: "\n")) { try read() }
    var lines: [String] = []
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) ?? (isLastLine ? pending.count : nil)
    {
      var line = pending[..<end]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if count == 0, line.starts(with: Self.byteOrderMark) { line.removeFirst(3) }
      guard let text = String(validating: line, as: UTF8.self) else {
        if !lines.isEmpty { return lines }
        throw CommandFailure(.unusableData, "\(descriptor.name): line \(count + 1) is not UTF-8")
      }
      pending.removeFirst(min(end + 1, pending.count))
      count += 1
      lines.append(text)
    }
    return lines.isEmpty ? nil : lines
  }

  private var isLastLine: Bool { hasEnded && !pending.isEmpty }

  private mutating func read() throws(SystemFailure) {
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    // Safe: the pointer is used inside the closure only, for no more bytes than the array has.
    let found = unsafe piece.withUnsafeMutableBytes { bytes in
      #if canImport(Darwin)
        unsafe Darwin.read(descriptor.number, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
        unsafe Musl.read(descriptor.number, bytes.baseAddress, bytes.count)
      #else
        unsafe Glibc.read(descriptor.number, bytes.baseAddress, bytes.count)
      #endif
    }
    if found > 0 {
      pending += piece.prefix(found)
    } else if found == 0 {
      hasEnded = true
    } else if errno == EAGAIN {
      var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
      // Safe: one request, and a count of one.
      _ = unsafe poll(&request, 1, -1)
    } else if errno != EINTR {
      throw SystemFailure(operation: .read, path: descriptor.name, number: errno)
    }
  }
}
