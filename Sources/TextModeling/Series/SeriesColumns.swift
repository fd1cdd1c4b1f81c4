/// What the columns of a table mean to a forecast.
public struct SeriesColumns: Sendable, Hashable, Codable {
  /// The column of moments; nil: there is none, and rows follow one another in equal steps.
  public var time: String?
  /// The column that names the series of a row; nil: all rows are one.
  public var series: String?
  /// What is forecast.
  public var targets: [String]
  /// What is known of the past only.
  public var features: [String]
  /// What is known of the future too, such as holidays.
  public var known: [String]
  /// What is made of the moments, known of the future too.
  public var calendar: [CalendarFeature]

  /// Columns; the parameters have the meaning of the properties.
  public init(
    time: String? = nil, series: String? = nil, targets: [String], features: [String] = [],
    known: [String] = [], calendar: [CalendarFeature] = []
  ) {
    self.time = time
    self.series = series
    self.targets = targets
    self.features = features
    self.known = known
    self.calendar = calendar
  }

  /// Values known of the future: the columns, and two of each calendar feature.
  package var knownCount: Int { known.count + 2 * calendar.count }

  /// The columns of numbers.
  var numbers: [String] { targets + features + known }
}
