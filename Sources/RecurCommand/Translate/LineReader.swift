import Terminal

/// The lines of standard input as they come: those that are there, without waiting for more.
///
/// A line ends with LF or CR LF, the last one also with the end of the input. A byte order mark at the beginning is
/// left out.
struct LineReader {
  private var reader: StreamReader
  private var pending: [UInt8] = []
  private var hasEnded = false
  /// Lines given out.
  private var count = 0

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ reader: StreamReader = StreamReader()) { self.reader = reader }

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
      if count == 0, line.starts(with: Self.byteOrderMark) {
        line.removeFirst(Self.byteOrderMark.count)
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        if !lines.isEmpty { return lines }
        throw CommandFailure(
          .unusableData, "\(reader.descriptor.name): line \(count + 1) is not UTF-8")
      }
      pending.removeFirst(min(end + 1, pending.count))
      count += 1
      lines.append(text)
    }
    return lines.isEmpty ? nil : lines
  }

  private var isLastLine: Bool { hasEnded && !pending.isEmpty }

  /// Waits until there is something, or the end.
  private mutating func read() throws(SystemFailure) {
    switch try reader.read(waiting: -1) {
    case .bytes: pending += reader.piece
    case .nothing: break
    case .end: hasEnded = true
    }
  }
}
