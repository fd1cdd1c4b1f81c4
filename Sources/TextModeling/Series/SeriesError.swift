/// What is wrong with a table as series. Lines and columns count from 1.
public enum SeriesError: Error, Equatable, Sendable {
  /// The file of the table.
  case csv(CSVError)
  /// A first record of numbers where the names of the columns should stand.
  case noHeader(path: String, line: Int)
  /// No column of that name; the names there are.
  case unknownColumn(path: String, name: String, names: [String])
  /// A column that would be two things at once.
  case columnTwice(path: String, name: String)
  /// Several columns of numbers, and no word on which is to be forecast; none at all.
  case noTarget(path: String, numbers: [String])
  /// A number too large to be scaled, beyond 1e100.
  case tooLarge(path: String, line: Int, column: Int, found: String)
  /// A moment that cannot be read.
  case notATime(path: String, line: Int, column: Int, found: String)
  /// A moment that its series has already had, at an earlier line.
  case duplicateTime(path: String, line: Int, found: String, earlier: Int)
  /// A moment before that of the row above.
  case unsortedTime(path: String, line: Int, found: String, above: String)
  /// Calendar features without moments on the calendar.
  case noCalendar(path: String, feature: String)
  /// A target that never changes in the part that is learned from.
  case constantTarget(path: String, name: String, value: Double)
  /// A target without a value in the part that is learned from.
  case emptyTarget(path: String, name: String)
  /// A series of fewer rows than its parts need.
  case tooFewRows(path: String, series: String?, needed: Int, found: Int)
  /// A series that a model was not trained on.
  case unknownSeries(path: String, series: String?)
  /// Too few rows of the future with what should be known of them.
  case missingKnown(path: String, series: String?, name: String, needed: Int, found: Int)
}
