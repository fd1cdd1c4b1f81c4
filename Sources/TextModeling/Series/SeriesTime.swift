/// A moment as a table writes it: a number, a month, a date, or a date with a time of day.
///
///     1961-03    1961-03-25    1961/03/25    1961-03-25 14:00    1961-03-25T14:00:05Z    17.5
///
/// It is read as it stands: there are no time zones and no leap seconds.
public struct SeriesTime: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// How a moment is written.
  struct Style: Sendable, Hashable {
    enum Precision: Int, Sendable { case number, month, day, minute, second }
    var precision = Precision.number
    /// Between year, month and day.
    var separator: Character = "-"
    /// Between day and hour.
    var middle: Character = " "
    var hasZone = false
  }

  /// Seconds since 1970 began, of a number the number itself.
  public let value: Double
  let style: Style

  init(value: Double, style: Style) {
    self.value = value
    self.style = style
  }

  /// The moment that a text names; nil: it names none.
  public init?(_ text: String) {
    if let number = Double(text), number.isFinite,
      text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) })
    {
      self.init(value: number, style: Style())
      return
    }
    var style = Style(precision: .month)
    var rest = Substring(text)
    if rest.hasSuffix("Z") {
      style.hasZone = true
      rest.removeLast()
    }
    guard let year = Self.digits(&rest, 4), let separator = rest.first, "-/".contains(separator)
    else { return nil }
    style.separator = separator
    guard let month = Self.digits(&rest, 2, after: separator), (1...12).contains(month) else {
      return nil
    }
    var (day, seconds) = (1, 0.0)
    if !rest.isEmpty {
      style.precision = .day
      guard let found = Self.digits(&rest, 2, after: separator),
        (1...Self.days(inMonth: month, of: year)).contains(found)
      else { return nil }
      day = found
    }
    if let middle = rest.first {
      guard " T".contains(middle), let hour = Self.digits(&rest, 2, after: middle), hour < 24,
        let minute = Self.digits(&rest, 2, after: ":"), minute < 60
      else { return nil }
      style.middle = middle
      style.precision = .minute
      seconds = Double(hour * 3600 + minute * 60)
      if !rest.isEmpty {
        style.precision = .second
        guard rest.removeFirst() == ":", let second = Double(rest), (0..<60).contains(second),
          rest.utf8.allSatisfy({ ".0123456789".utf8.contains($0) })
        else { return nil }
        seconds += second
      }
    }
    let days = Self.days(toYear: year, month: month, day: day)
    self.init(value: Double(days) * 86_400 + seconds, style: style)
  }

  private static func digits(
    _ rest: inout Substring, _ count: Int, after separator: Character? = nil
  ) -> Int? {
    var text = rest
    if let separator {
      guard text.first == separator else { return nil }
      text.removeFirst()
    }
    let digits = text.prefix(count)
    guard digits.utf8.count == count, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    rest = text.dropFirst(count)
    return Int(digits)
  }

  /// The moment that a text names; a `DecodingError` for one that names none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "no moment: \(text)")
    }
    self = time
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  public var description: String {
    guard style.precision != .number else { return "\(value)".trimmingFraction }
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let (year, month, day) = date
    var text = padded(year, 4) + String(style.separator) + padded(month)
    if style.precision.rawValue >= Style.Precision.day.rawValue {
      text += String(style.separator) + padded(day)
    }
    if style.precision.rawValue >= Style.Precision.minute.rawValue {
      let seconds = Int(secondOfDay)
      text += "\(style.middle)\(padded(seconds / 3600)):\(padded(seconds / 60 % 60))"
      if style.precision == .second { text += ":" + padded(seconds % 60) }
    }
    return text + (style.hasZone ? "Z" : "")
  }

  /// Whether it is on the calendar, and not a mere number.
  public var isOnCalendar: Bool { style.precision != .number }

  /// The year with its fraction, of a moment on the calendar.
  package var year: Double {
    let year = date.year
    let first = Self.days(toYear: year, month: 1, day: 1)
    let length = Self.days(toYear: year + 1, month: 1, day: 1) - first
    return Double(year) + (value / 86_400 - Double(first)) / Double(length)
  }

  var dayNumber: Int { Int((value / 86_400).rounded(.down)) }
  var secondOfDay: Double { value - Double(dayNumber) * 86_400 }

  /// Year, month and day (Howard Hinnant, "chrono-compatible low-level date algorithms").
  var date: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Days from 1970-01-01 to a date.
  static func days(toYear year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}

extension String {
  fileprivate var trimmingFraction: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
