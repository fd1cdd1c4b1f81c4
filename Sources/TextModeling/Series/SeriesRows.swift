/// The rows of one series that come piece by piece and without end.
package struct SeriesRows: Sendable {
  /// A row: the values of its columns; NaN: missing.
  package struct Row: Sendable, Hashable, Codable {
    package let time: SeriesTime?
    package let targets: [Double]
    package let features: [Double]
    package let known: [Double]
    /// Sines and cosines of its place in the calendar.
    package let calendar: [Double]
  }

  package let columns: SeriesColumns
  /// The place in a table: all that is needed to go on with what comes next.
  package struct Place: Sendable, Hashable, Codable {
    /// The names of the table; nil before its first record.
    var names: [String]?
    var last: SeriesTime?
    /// The least step of time so far.
    var step: SeriesStep?
    /// Rows that are given out next: those that the times say are absent, and the one behind them.
    var ready: [Row] = []

    /// The beginning.
    package init() {}

    /// Whether its rows have the columns.
    package func fits(_ columns: SeriesColumns) -> Bool {
      ready.allSatisfy {
        $0.targets.count == columns.targets.count && $0.features.count == columns.features.count
          && $0.known.count == columns.known.count
          && $0.calendar.count == 2 * columns.calendar.count
      }
    }
  }

  private let format: CSVFormat
  private var records: CSVRecords
  /// Where it stands.
  package private(set) var place: Place
  /// The line of the last row; nil: it came before the table went on.
  private var line: Int?

  /// The most rows that are absent at once: a longer hole is none, but another beginning.
  private static let longestHole = 1000

  /// Rows of a table whose first record, with a header, is its names.
  ///
  /// - Parameters:
  ///   - place: of a table that goes on, whose first record may be its names again.
  ///   - pending: bytes that were read and not given out.
  package init(
    path: String, format: CSVFormat, columns: SeriesColumns, place: Place = Place(),
    pending: [UInt8] = []
  ) {
    self.columns = columns
    self.format = format
    self.place = place
    records = CSVRecords(path: path, delimiter: format.delimiter)
    records.append(pending)
  }

  /// Bytes that are not given out yet.
  package var pending: [UInt8] { records.pending }

  /// Takes bytes as they come.
  package mutating func append(_ bytes: some Sequence<UInt8>) { records.append(bytes) }

  /// The next row; nil: none has ended yet.
  ///
  /// - Parameter isEnd: whether nothing more comes.
  /// - Throws: `SeriesError` with line and column.
  package mutating func next(isEnd: Bool = false) throws(SeriesError) -> Row? {
    if !place.ready.isEmpty { return place.ready.removeFirst() }
    while let record = try record(isEnd: isEnd) {
      if place.names == nil {
        try begin(record)
        if format.hasHeader { continue }
      }
      let names = place.names ?? []
      // A pipe that goes on may begin with the names again.
      if format.hasHeader, names == record.fields.map(\.trimmingBlanks) { continue }
      let before = place.last
      let row = try row(record, names)
      guard let before, let time = row.time else { return row }
      place.ready = holes(from: before, to: time) + [row]
      return place.ready.removeFirst()
    }
    return nil
  }

  /// Rows without values for the moments between two that follow each other.
  private mutating func holes(from start: SeriesTime, to end: SeriesTime) -> [Row] {
    guard let count = place.step?.count(from: start, to: end), count > 0 else {
      place.step = SeriesStep(of: [start, end])
      return []
    }
    guard count > 1, count <= Self.longestHole, let step = place.step else { return [] }
    return (1..<count).map { index in
      let time = step.time(index, after: start)
      return Row(
        time: time, targets: columns.targets.map { _ in .nan },
        features: columns.features.map { _ in .nan }, known: columns.known.map { _ in .nan },
        calendar: columns.calendar.flatMap { $0.values(of: time) })
    }
  }

  private mutating func record(isEnd: Bool) throws(SeriesError) -> CSVRecords.Record? {
    do throws(CSVError) {
      return try records.next(isEnd: isEnd)
    } catch {
      throw .csv(error)
    }
  }

  private mutating func begin(_ record: CSVRecords.Record) throws(SeriesError) {
    let found =
      format.hasHeader
      ? record.fields.map(\.trimmingBlanks) : (1...record.fields.count).map(String.init)
    if format.hasHeader, found.contains(where: { Double($0) != nil }) {
      throw .noHeader(path: records.path, line: record.line)
    }
    for name in [columns.time].compactMap(\.self) + columns.numbers where !found.contains(name) {
      throw .unknownColumn(path: records.path, name: name, names: found)
    }
    place.names = found
  }

  private mutating func row(
    _ record: CSVRecords.Record, _ names: [String]
  ) throws(SeriesError) -> Row {
    guard record.fields.count == names.count else {
      throw .csv(
        .fieldCount(
          path: records.path, line: record.line, expected: names.count,
          found: record.fields.count))
    }
    func numbers(_ wanted: [String]) throws(SeriesError) -> [Double] {
      var values: [Double] = []
      for name in wanted {
        guard let place = names.firstIndex(of: name) else {
          throw .unknownColumn(path: records.path, name: name, names: names)
        }
        let text = record.fields[place].trimmingBlanks
        if let number = format.number(text) {
          guard number.magnitude <= SeriesTable.largest else {
            throw .tooLarge(
              path: records.path, line: record.line, column: record.columns[place], found: text)
          }
          values.append(number)
        } else if format.missing.contains(text) {
          values.append(.nan)
        } else {
          throw .csv(
            .notANumber(
              path: records.path, line: record.line, column: record.columns[place], found: text))
        }
      }
      return values
    }
    let time = try time(record, names)
    return Row(
      time: time, targets: try numbers(columns.targets), features: try numbers(columns.features),
      known: try numbers(columns.known),
      calendar: time.map { time in columns.calendar.flatMap { $0.values(of: time) } } ?? [])
  }

  /// The moment of a record, which comes after that of the one before.
  private mutating func time(
    _ record: CSVRecords.Record, _ names: [String]
  ) throws(SeriesError) -> SeriesTime? {
    guard let index = columns.time.flatMap({ names.firstIndex(of: $0) }) else {
      if let feature = columns.calendar.first {
        throw .noCalendar(path: records.path, feature: feature.rawValue)
      }
      return nil
    }
    guard let time = SeriesTime(record.fields[index].trimmingBlanks),
      time.style.precision == place.last?.style.precision ?? time.style.precision
    else {
      throw .notATime(
        path: records.path, line: record.line, column: record.columns[index],
        found: record.fields[index])
    }
    if let feature = columns.calendar.first, !time.isOnCalendar {
      throw .noCalendar(path: records.path, feature: feature.rawValue)
    }
    if let last = place.last, time <= last {
      guard time == last, let line else {
        throw .unsortedTime(
          path: records.path, line: record.line, found: time.description,
          above: last.description)
      }
      throw .duplicateTime(
        path: records.path, line: record.line, found: time.description, earlier: line)
    }
    place.last = time
    line = record.line
    return time
  }
}
