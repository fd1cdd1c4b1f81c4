/// Series of numbers in a table, one or several, each in the order of time.
///
/// ```swift
/// let table = try SeriesTable(
///   contentsOf: "passengers.csv", columns: SeriesColumns(time: "month", targets: ["passengers"]))
/// print(table.series[0].rowCount, table.missingCount)
/// ```
///
/// A row that is absent where the times step evenly is there as a row of missing values, NaN, so
/// that seasons keep their length; nothing is invented.
public struct SeriesTable: Sendable {
  /// A series: columns of equally many rows.
  public struct Series: Sendable {
    /// What the column of series says; nil of a table that is one.
    public let name: String?
    /// The moments of the rows; empty without a column of them.
    public internal(set) var times: [SeriesTime]
    /// Values of every target, row by row; NaN: missing.
    public internal(set) var targets: [[Double]]
    /// Values of every feature of the past, row by row; NaN: missing.
    public internal(set) var features: [[Double]]
    /// Values of every column known of the future, row by row; NaN: missing.
    public internal(set) var known: [[Double]]

    /// Rows, those at the end without targets included.
    public var rowCount: Int { targets.first?.count ?? 0 }

    /// Rows up to the last that has a target: what lies beyond is known of the future.
    public var observedCount: Int {
      targets.map { ($0.lastIndex { !$0.isNaN } ?? -1) + 1 }.max() ?? 0
    }
  }

  /// The largest magnitude of a number: squares and sums of squares stay finite.
  static let largest = 1e100

  /// The file; empty for a table that never was in one.
  public let path: String
  /// What its columns mean.
  public let columns: SeriesColumns
  /// In the order in which the table names them first.
  public internal(set) var series: [Series]
  /// The step of time; nil without times or with a single row.
  public internal(set) var step: SeriesStep?
  /// Whether some rows stand at other times than the step says, and are taken as if they did not.
  public internal(set) var isIrregular = false
  /// Rows that the times say are absent, and that stand here with missing values.
  public internal(set) var filledCount = 0

  /// Targets that are missing before the last of their series.
  public var missingCount: Int {
    series.reduce(0) { sum, series in
      sum
        + series.targets.reduce(0) { $0 + $1[..<series.observedCount].count { $0.isNaN } }
    }
  }

  /// The series in a file; `-` is standard input.
  ///
  /// - Throws: `SeriesError` with line and column.
  public init(
    contentsOf path: String, format: CSVFormat = CSVFormat(), columns: SeriesColumns
  ) throws(SeriesError) {
    try self.init(Self.table(path, format: format), columns: columns)
  }

  /// The table at `path`.
  package static func table(_ path: String, format: CSVFormat) throws(SeriesError) -> CSVTable {
    do throws(CSVError) {
      return try CSVTable(contentsOf: path, format: format)
    } catch {
      throw .csv(error)
    }
  }

  /// Bytes that the series hold.
  package var memoryBytes: Int {
    series.reduce(0) { sum, series in
      sum + 8 * series.rowCount * columns.numbers.count + 32 * series.times.count
    }
  }
}
