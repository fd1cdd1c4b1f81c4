/// Reads the fields of comma-separated values one after the other.
struct CSVScanner {
  /// A field: its bytes, those between the quotation marks if it has them.
  struct Field {
    /// The first byte, that of the quotation mark if there is one.
    let start: Int
    let content: Range<Int>
    /// Whether doubled quotation marks stand in it.
    let hasDoubledQuotes: Bool
    let endsRecord: Bool
  }

  private static let quote = UInt8(ascii: "\"")

  let bytes: [UInt8]
  private let path: String
  private let delimiter: UInt8
  private var offset: Int
  private var isInRecord = false
  /// Of the record that ``nextRecord()`` read last.
  private(set) var fieldCount = 0
  private var recordStart = 0

  /// A scanner that stands at `offset`, where a record begins.
  init(_ bytes: [UInt8], path: String, delimiter: Unicode.Scalar, from offset: Int = 0) {
    self.bytes = bytes
    self.path = path
    self.delimiter = UInt8(truncatingIfNeeded: delimiter.value)
    self.offset = offset
  }

  /// Passes over the next record that is not an empty line: where it begins; nil at the end.
  mutating func nextRecord() throws(CSVError) -> Int? {
    while offset < bytes.count, bytes[offset] == lineFeed || bytes[offset] == carriageReturn {
      offset += 1
    }
    guard offset < bytes.count else { return nil }
    recordStart = offset
    fieldCount = 0
    while let field = try nextField() {
      fieldCount += 1
      if field.endsRecord { break }
    }
    return recordStart
  }

  /// The line of the record that ``nextRecord()`` read last.
  var recordLine: Int { place(of: recordStart).line }

  /// The next field of the record; nil at the end of the bytes.
  mutating func nextField() throws(CSVError) -> Field? {
    // After a delimiter there is a field, be it empty.
    guard offset < bytes.count || isInRecord else { return nil }
    let start = offset
    var content = start..<start
    var hasDoubledQuotes = false
    if offset < bytes.count, bytes[offset] == Self.quote {
      offset += 1
      while true {
        guard let end = bytes[offset...].firstIndex(of: Self.quote) else {
          let place = place(of: start)
          throw .unclosedQuote(path: path, line: place.line, column: place.column)
        }
        offset = end + 1
        guard offset < bytes.count, bytes[offset] == Self.quote else { break }
        hasDoubledQuotes = true
        offset += 1
      }
      content = start + 1..<offset - 1
    } else {
      while offset < bytes.count, bytes[offset] != delimiter, bytes[offset] != lineFeed,
        bytes[offset] != carriageReturn
      {
        if bytes[offset] == Self.quote {
          let place = place(of: offset)
          throw .quoteInField(path: path, line: place.line, column: place.column)
        }
        offset += 1
      }
      content = start..<offset
    }
    return Field(
      start: start, content: content, hasDoubledQuotes: hasDoubledQuotes,
      endsRecord: try endField())
  }

  /// Passes over what ends a field: whether it ends the record too.
  private mutating func endField() throws(CSVError) -> Bool {
    isInRecord = false
    guard offset < bytes.count else { return true }
    if bytes[offset] == delimiter {
      offset += 1
      isInRecord = true
      return false
    }
    guard bytes[offset] == lineFeed || bytes[offset] == carriageReturn else {
      let place = place(of: offset)
      throw .textAfterQuote(path: path, line: place.line, column: place.column)
    }
    offset += bytes.isCRLF(at: offset) ? 2 : 1
    return true
  }

  /// The text of a field.
  func text(_ field: Field) -> String {
    guard field.hasDoubledQuotes else {
      return String(decoding: bytes[field.content], as: UTF8.self)
    }
    var text: [UInt8] = []
    var isSecond = false
    for byte in bytes[field.content] {
      isSecond = byte == Self.quote && !isSecond
      // Of two quotation marks the first alone is kept.
      if byte != Self.quote || isSecond { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The line and the place in it of the byte at `offset`.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var (line, start) = (1, 0)
    for index in 0..<offset where bytes.endsLine(at: index) {
      line += 1
      start = index + 1
    }
    return (line, 1 + bytes[start..<offset].count { $0 & 0xC0 != 0x80 })
  }
}
