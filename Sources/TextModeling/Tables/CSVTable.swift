/// A table in a file of comma-separated values (RFC 4180): records of equally many fields.
///
/// A field in quotation marks may hold delimiters, line ends and, doubled, quotation marks. Lines
/// end with LF, CR LF or CR; empty lines are passed over, and so is a byte order mark.
///
/// ```swift
/// let table = try CSVTable(contentsOf: "temperature.csv")
/// let days = try table.texts("date")
/// let degrees = try table.numbers("mean")        // NaN where a value is missing
/// ```
///
/// Size: the bytes of the file, and 4 for every record.
public struct CSVTable: Sendable {
  /// The file; empty for a table that never was in one.
  public let path: String
  /// How it is written.
  public let format: CSVFormat
  /// The names of the columns; "1", "2" ... without a header.
  public let names: [String]
  /// Where each record begins.
  private let starts: [UInt32]
  private let bytes: [UInt8]

  /// The table in a file; `-` is standard input.
  ///
  /// - Throws: `CSVError`.
  /// - Complexity: two passes over the bytes.
  public init(
    contentsOf path: String, format: CSVFormat = CSVFormat()
  ) throws(CSVError) {
    let bytes: [UInt8]
    do throws(TextError) {
      bytes = try TextFile.read(path, unit: .scalar)
    } catch {
      throw .text(error)
    }
    try self.init(bytes, path: path, format: format)
  }

  /// The table in a text.
  public init(text: String, format: CSVFormat = CSVFormat()) throws(CSVError) {
    try self.init(Array(text.utf8), path: "", format: format)
  }

  /// The table in bytes, which must be UTF-8 without a byte order mark; `path` names them in errors.
  package init(_ bytes: [UInt8], path: String, format: CSVFormat) throws(CSVError) {
    guard bytes.count <= UInt32.max else { throw .tooLarge(path: path, bytes: bytes.count) }
    var scanner = CSVScanner(bytes, path: path, delimiter: format.delimiter)
    var (width, records, header) = (0, 0, 0)
    while let start = try scanner.nextRecord() {
      if records == 0 { (width, header) = (scanner.fieldCount, start) }
      guard scanner.fieldCount == width else {
        throw .fieldCount(
          path: path, line: scanner.recordLine, expected: width, found: scanner.fieldCount)
      }
      records += 1
    }
    guard records > (format.hasHeader ? 1 : 0) else { throw .noRecords(path: path) }
    names =
      format.hasHeader
      ? try Self.header(bytes, at: header, path, format.delimiter)
      : (1...width).map(String.init)
    // Counted first, so that the places take no more memory than they need.
    var starts: [UInt32] = []
    starts.reserveCapacity(records)
    scanner = CSVScanner(bytes, path: path, delimiter: format.delimiter)
    while let start = try scanner.nextRecord() { starts.append(UInt32(start)) }
    if format.hasHeader { starts.removeFirst() }
    self.path = path
    self.format = format
    self.bytes = bytes
    self.starts = starts
  }

  private static func header(
    _ bytes: [UInt8], at start: Int, _ path: String, _ delimiter: Unicode.Scalar
  ) throws(CSVError) -> [String] {
    var scanner = CSVScanner(bytes, path: path, delimiter: delimiter, from: start)
    var (names, seen) = ([String](), Set<String>())
    while let field = try scanner.nextField() {
      let name = scanner.text(field).trimmingBlanks
      guard seen.insert(name).inserted else { throw .duplicateName(path: path, name: name) }
      names.append(name)
      if field.endsRecord { break }
    }
    return names
  }

  /// Records, the header not counted.
  public var recordCount: Int { starts.count }

  /// The place of the column of a name.
  ///
  /// - Throws: ``CSVError/missingColumn(path:name:)``.
  public func index(of name: String) throws(CSVError) -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw .missingColumn(path: path, name: name)
    }
    return index
  }

  /// The fields of record `index`.
  public subscript(index: Int) -> [String] {
    precondition(starts.indices.contains(index), "record \(index) of \(starts.count)")
    var texts: [String] = []
    var scanner = scanner(index)
    // What is read again was read once without an error.
    while let field = try? scanner.nextField() {
      texts.append(scanner.text(field))
      if field.endsRecord { break }
    }
    return texts
  }

  /// The line and the column, both from 1, of a field.
  package func place(of record: Int, column: Int) -> (line: Int, column: Int) {
    var scanner = scanner(record)
    // What is read again was read once without an error.
    for _ in 0..<column { _ = try? scanner.nextField() }
    return scanner.place(of: (try? scanner.nextField())?.start ?? Int(starts[record]))
  }

  /// The texts of a column, record by record.
  ///
  /// - Throws: ``CSVError/missingColumn(path:name:)``.
  public func texts(_ name: String) throws(CSVError) -> [String] {
    let column = try index(of: name)
    var texts: [String] = []
    try forEachField(column) { scanner, field throws(CSVError) in
      texts.append(scanner.text(field))
    }
    return texts
  }

  /// The numbers of a column, record by record; NaN for one that is missing by the format.
  ///
  /// A number is written in decimal digits with the format's decimal mark and an exponent if any,
  /// white space around it is passed over.
  /// - Throws: ``CSVError/missingColumn(path:name:)``,
  ///   ``CSVError/notANumber(path:line:column:found:)``.
  public func numbers(_ name: String) throws(CSVError) -> [Double] {
    let column = try index(of: name)
    var numbers: [Double] = []
    numbers.reserveCapacity(recordCount)
    try forEachField(column) { scanner, field throws(CSVError) in
      let text = scanner.text(field).trimmingBlanks
      if let number = format.number(text) {
        numbers.append(number)
      } else if format.missing.contains(text) {
        numbers.append(.nan)
      } else {
        let place = scanner.place(of: field.start)
        throw .notANumber(path: path, line: place.line, column: place.column, found: text)
      }
    }
    return numbers
  }

  /// Whether every field of a column is a number or missing, and one of them a number.
  public func isNumeric(_ name: String) throws(CSVError) -> Bool {
    let column = try index(of: name)
    var (isNumeric, hasNumber) = (true, false)
    try forEachField(column) { scanner, field throws(CSVError) in
      guard isNumeric else { return }
      let text = scanner.text(field).trimmingBlanks
      if format.number(text) != nil {
        hasNumber = true
      } else {
        isNumeric = format.missing.contains(text)
      }
    }
    return isNumeric && hasNumber
  }

  private func scanner(_ record: Int) -> CSVScanner {
    CSVScanner(bytes, path: path, delimiter: format.delimiter, from: Int(starts[record]))
  }

  private func forEachField(
    _ column: Int, _ body: (CSVScanner, CSVScanner.Field) throws(CSVError) -> Void
  ) throws(CSVError) {
    for record in starts.indices {
      var scanner = scanner(record)
      for _ in 0..<column { _ = try scanner.nextField() }
      if let field = try scanner.nextField() { try body(scanner, field) }
    }
  }
}

extension String {
  /// The text without the blanks and tabs at its ends.
  package var trimmingBlanks: String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = utf8.firstIndex(where: { !isBlank($0) }),
      let last = utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
