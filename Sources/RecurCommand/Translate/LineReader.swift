import Recur
import Terminal

/// The lines of standard input as they come: those that are there, without waiting for more.
///
/// A line ends with LF, CR LF or CR, the last one also with the end of the input. A byte order mark
/// at the beginning is left out.
struct LineReader {
  private var reader: StreamReader
  private var pending: [UInt8] = []
  /// How many of the pending bytes are known to end no line.
  private var searched = 0
  /// Whether an LF that comes next belongs to the CR that ended the last line.
  private var skipsLineFeed = false
  private var hasEnded = false
  /// How many lines were given out.
  private var count = 0

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// The most bytes of a line.
  private static let longestLine = 1 << 24

  init(_ reader: StreamReader = StreamReader()) { self.reader = reader }

  /// The next lines, at least one; nil at the end.
  ///
  /// - Throws: `CommandFailure` (65) for a line that is not UTF-8 or too long, after the lines
  ///   before it have been given out; `SystemFailure` for an input that cannot be read.
  mutating func next() throws -> [String]? {
    while !hasEnded, !hasLine() { try read() }
    var lines: [String] = []
    var start = 0
    while start < pending.count {
      let (content, next) = pending.line(from: start)
      guard next > content.upperBound || hasEnded else { break }
      var line = pending[content]
      if count == 0 {
        try requireText()
        if line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        guard lines.isEmpty else { break }
        throw failure("line \(count + 1) is not UTF-8")
      }
      skipsLineFeed = next == pending.count && pending[next - 1] == UInt8(ascii: "\r")
      start = next
      count += 1
      lines.append(text)
    }
    pending.removeFirst(start)
    searched = 0
    return lines.isEmpty ? nil : lines
  }

  private mutating func hasLine() -> Bool {
    let end = pending[searched...].firstIndex {
      $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    searched = end ?? pending.count
    return end != nil
  }

  /// Waits until there is something, or the end.
  private mutating func read() throws {
    switch try reader.read(waiting: -1) {
    case .bytes:
      let isRest = skipsLineFeed && reader.piece.first == UInt8(ascii: "\n")
      pending += reader.piece.dropFirst(isRest ? 1 : 0)
      skipsLineFeed = false
    case .nothing: break
    case .end: hasEnded = true
    }
    guard pending.count <= Self.longestLine + StreamReader.capacity else {
      throw failure("line \(count + 1) is longer than \(Format.bytes(Self.longestLine))")
    }
  }

  private func requireText() throws(TextError) {
    guard let name = TextFile.otherEncoding(of: pending) else { return }
    throw .otherEncoding(path: reader.descriptor.name, name: name)
  }

  private func failure(_ words: String) -> CommandFailure {
    CommandFailure(.unusableData, "\(reader.descriptor.name): \(words)")
  }
}
