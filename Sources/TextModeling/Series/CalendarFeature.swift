internal import Foundation

/// A place in a cycle of the calendar, as a point on a circle: sine and cosine.
public enum CalendarFeature: String, Sendable, Codable, CaseIterable {
  /// Of the day.
  case hour
  /// Of the week, which begins on Monday.
  case weekday
  /// Of the year.
  case month
  /// Of the year.
  case dayOfYear = "day-of-year"

  /// The place of a moment in its cycle, from 0 to 1.
  func phase(of time: SeriesTime) -> Double {
    switch self {
    case .hour: time.secondOfDay / 86_400
    case .weekday: Double(((time.dayNumber + 3) % 7 + 7) % 7) / 7
    case .month: Double(time.date.month - 1) / 12
    case .dayOfYear:
      Double(
        time.dayNumber - SeriesTime.days(toYear: time.date.year, month: 1, day: 1)) / 365.25
    }
  }

  /// Sine and cosine of a moment's place.
  package func values(of time: SeriesTime) -> [Double] {
    let angle = 2 * Double.pi * phase(of: time)
    return [sin(angle), cos(angle)]
  }
}
