/// The records of comma-separated values that come piece by piece and without end, in constant
/// memory.
package struct CSVRecords: Sendable {
  /// A record: its fields, each with its column, and its line, both from 1.
  package struct Record: Sendable, Equatable {
    package let line: Int
    package let fields: [String]
    package let columns: [Int]
  }

  /// The name in errors.
  package let path: String
  /// Bytes that are not given out yet.
  package private(set) var pending: [UInt8] = []
  private let delimiter: Unicode.Scalar
  /// The line that ``pending`` begins with.
  private var line = 1
  /// Bytes of ``pending`` in which no record ends, and whether a quotation mark is open there.
  private var scanned = 0
  private var isQuoted = false

  /// The most bytes of a record.
  private static let longest = 1 << 20

  package init(path: String, delimiter: Unicode.Scalar) {
    self.path = path
    self.delimiter = delimiter
  }

  /// Takes bytes as they come.
  package mutating func append(_ bytes: some Sequence<UInt8>) { pending += bytes }

  /// The next record that is not an empty line; nil: none has ended yet.
  ///
  /// - Parameter isEnd: whether nothing more comes, so that the last record needs no line end.
  /// - Throws: `CSVError` for a record that is none, or is longer than memory is meant for.
  package mutating func next(isEnd: Bool = false) throws(CSVError) -> Record? {
    while true {
      while scanned < pending.count {
        let byte = pending[scanned]
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        // CR LF is one line end, of which the second byte may still have to come.
        if !isQuoted, byte == lineFeed || byte == carriageReturn { break }
        scanned += 1
      }
      let isWhole = scanned < pending.count
      if isWhole, pending[scanned] == carriageReturn, scanned + 1 == pending.count, !isEnd {
        return nil
      }
      guard isWhole || isEnd && !pending.isEmpty else {
        guard pending.count <= Self.longest else {
          throw .tooLarge(path: path, bytes: pending.count)
        }
        return nil
      }
      let end = scanned
      let width = isWhole ? pending.isCRLF(at: end) ? 2 : 1 : 0
      let bytes = Array(pending[..<end])
      pending.removeFirst(end + width)
      let first = line
      line += bytes.count { $0 == lineFeed } + (isWhole ? 1 : 0)
      (scanned, isQuoted) = (0, false)
      if let record = try record(bytes, line: first) { return record }
      if pending.isEmpty { return nil }
    }
  }

  private func record(_ bytes: [UInt8], line: Int) throws(CSVError) -> Record? {
    guard !bytes.isEmpty else { return nil }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .text(.invalidUTF8(path: path, byteOffset: 0, line: line))
    }
    var scanner = CSVScanner(bytes, path: path, delimiter: delimiter)
    var (fields, columns) = ([String](), [Int]())
    do throws(CSVError) {
      while let field = try scanner.nextField() {
        fields.append(scanner.text(field))
        columns.append(scanner.place(of: field.start).column)
        if field.endsRecord { break }
      }
    } catch {
      throw error.moved(by: line - 1)
    }
    return Record(line: line, fields: fields, columns: columns)
  }
}

extension CSVError {
  /// The same so many lines further on.
  fileprivate func moved(by lines: Int) -> CSVError {
    switch self {
    case .unclosedQuote(let path, let line, let column):
      .unclosedQuote(path: path, line: line + lines, column: column)
    case .textAfterQuote(let path, let line, let column):
      .textAfterQuote(path: path, line: line + lines, column: column)
    case .quoteInField(let path, let line, let column):
      .quoteInField(path: path, line: line + lines, column: column)
    default: self
    }
  }
}
