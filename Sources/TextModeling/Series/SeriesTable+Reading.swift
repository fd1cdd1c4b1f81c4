extension SeriesTable {
  /// The series in a table of text.
  ///
  /// - Throws: `SeriesError` with line and column.
  public init(_ table: CSVTable, columns: SeriesColumns) throws(SeriesError) {
    try Self.require(columns, of: table)
    path = table.path
    self.columns = columns
    let times = try Self.times(table, columns)
    let numbers: [[Double]]
    var names: [String] = []
    do throws(CSVError) {
      var columnsOfNumbers: [[Double]] = []
      for name in columns.numbers { columnsOfNumbers.append(try table.numbers(name)) }
      numbers = columnsOfNumbers
      if let name = columns.series { names = try table.texts(name) }
    } catch {
      throw .csv(error)
    }
    for (name, values) in zip(columns.numbers, numbers) {
      guard let row = values.firstIndex(where: { $0.magnitude > SeriesTable.largest }),
        let column = table.names.firstIndex(of: name)
      else { continue }
      let place = table.place(of: row, column: column)
      throw .tooLarge(
        path: table.path, line: place.line, column: place.column, found: "\(values[row])")
    }
    var (order, rows) = ([String](), [String: [Int]]())
    if names.isEmpty {
      rows[""] = Array(0..<table.recordCount)
      order = [""]
    }
    for (row, name) in names.enumerated() {
      if rows[name] == nil { order.append(name) }
      rows[name, default: []].append(row)
    }
    let kept = order.map { rows[$0] ?? [] }
    try Self.requireAscending(times, kept, table, columns)
    series = zip(order, kept).map { name, rows in
      func part(_ first: Int, _ count: Int) -> [[Double]] {
        numbers[first..<first + count].map { column in rows.map { column[$0] } }
      }
      let (targets, features) = (columns.targets.count, columns.features.count)
      return Series(
        name: columns.series == nil ? nil : name,
        times: times.isEmpty ? [] : rows.map { times[$0] },
        targets: part(0, targets), features: part(targets, features),
        known: part(targets + features, columns.known.count))
    }
    step = series.max { $0.times.count < $1.times.count }.flatMap { SeriesStep(of: $0.times) }
    fillHoles()
  }

  /// Puts rows of missing values where the times say that rows are absent.
  private mutating func fillHoles() {
    guard let step else { return }
    let counts = series.map { series in
      zip(series.times, series.times.dropFirst()).map { step.count(from: $0, to: $1) }
    }
    let holes = counts.joined().reduce(0) { $0 + max(0, ($1 ?? 1) - 1) }
    let rows = series.reduce(0) { $0 + $1.rowCount }
    // A few rows far apart are no series with holes.
    guard !counts.joined().contains(nil), !counts.joined().contains(0), holes <= 4 * rows else {
      isIrregular = true
      return
    }
    guard holes > 0 else { return }
    filledCount = holes
    for (index, counts) in counts.enumerated() {
      var places = [0]
      for count in counts { places.append(places[places.count - 1] + (count ?? 1)) }
      let length = places[places.count - 1] + 1
      func spread(_ columns: [[Double]]) -> [[Double]] {
        columns.map { column in
          var result = [Double](repeating: .nan, count: length)
          for (place, value) in zip(places, column) { result[place] = value }
          return result
        }
      }
      series[index].targets = spread(series[index].targets)
      series[index].features = spread(series[index].features)
      series[index].known = spread(series[index].known)
      let first = series[index].times[0]
      series[index].times = (0..<length).map { step.time($0, after: first) }
    }
  }

  private static func require(
    _ columns: SeriesColumns, of table: CSVTable
  ) throws(SeriesError) {
    precondition(!columns.targets.isEmpty, "series without a target")
    if table.format.hasHeader, table.names.contains(where: { Double($0) != nil }) {
      throw .noHeader(path: table.path, line: 1)
    }
    var seen = Set<String>()
    for name in [columns.time, columns.series].compactMap(\.self) + columns.numbers {
      guard table.names.contains(name) else {
        throw .unknownColumn(path: table.path, name: name, names: table.names)
      }
      guard seen.insert(name).inserted else {
        throw .columnTwice(path: table.path, name: name)
      }
    }
  }

  private static func times(
    _ table: CSVTable, _ columns: SeriesColumns
  ) throws(SeriesError) -> [SeriesTime] {
    guard let name = columns.time else {
      if let feature = columns.calendar.first {
        throw .noCalendar(path: table.path, feature: feature.rawValue)
      }
      return []
    }
    let texts: [String]
    let column: Int
    do throws(CSVError) {
      texts = try table.texts(name)
      column = try table.index(of: name)
    } catch {
      throw .csv(error)
    }
    var times: [SeriesTime] = []
    times.reserveCapacity(texts.count)
    for (row, text) in texts.enumerated() {
      // One kind of moment in a column: a year among dates is a slip.
      guard let time = SeriesTime(text.trimmingBlanks),
        time.style.precision == times.first?.style.precision ?? time.style.precision
      else {
        let place = table.place(of: row, column: column)
        throw .notATime(path: table.path, line: place.line, column: place.column, found: text)
      }
      times.append(time)
    }
    if let feature = columns.calendar.first, !times[0].isOnCalendar {
      throw .noCalendar(path: table.path, feature: feature.rawValue)
    }
    return times
  }

  private static func requireAscending(
    _ times: [SeriesTime], _ series: [[Int]], _ table: CSVTable, _ columns: SeriesColumns
  ) throws(SeriesError) {
    guard !times.isEmpty else { return }
    var first: (row: Int, error: SeriesError)?
    for rows in series {
      for (above, row) in zip(rows, rows.dropFirst())
      where times[row] <= times[above] && row < first?.row ?? .max {
        let line = table.place(of: row, column: 0).line
        let earlier = rows.first { times[$0] == times[row] && $0 < row }
        first = (
          row,
          earlier.map {
            .duplicateTime(
              path: table.path, line: line, found: times[row].description,
              earlier: table.place(of: $0, column: 0).line)
          }
            ?? .unsortedTime(
              path: table.path, line: line, found: times[row].description,
              above: times[above].description)
        )
        break
      }
    }
    if let first { throw first.error }
  }
}
