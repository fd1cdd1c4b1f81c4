/// The byte LF.
let lineFeed: UInt8 = 0x0A
/// The byte CR.
let carriageReturn: UInt8 = 0x0D

extension [UInt8] {
  /// The line that begins at `start`, without its end, and where the next one begins. LF, CR LF and
  /// CR alone end a line, the last one also with the last byte.
  ///
  /// - Precondition: `start` is at most `count`.
  package func line(from start: Int) -> (content: Range<Int>, next: Int) {
    guard let end = self[start...].firstIndex(where: { $0 == lineFeed || $0 == carriageReturn })
    else { return (start..<count, count) }
    return (start..<end, end + (isCRLF(at: end) ? 2 : 1))
  }

  /// Whether CR LF stands at `offset`.
  func isCRLF(at offset: Int) -> Bool {
    self[offset] == carriageReturn && offset + 1 < count && self[offset + 1] == lineFeed
  }

  /// Whether a line ends with the byte at `offset`.
  func endsLine(at offset: Int) -> Bool {
    self[offset] == lineFeed || self[offset] == carriageReturn && !isCRLF(at: offset)
  }
}

extension Symbol {
  /// What the symbol is called where it ends lines: `LF`, `CR LF` or `CR`; nil for others.
  package var lineEndName: String? {
    switch bytes {
    case [lineFeed]: "LF"
    case [carriageReturn, lineFeed]: "CR LF"
    case [carriageReturn]: "CR"
    default: nil
    }
  }
}
