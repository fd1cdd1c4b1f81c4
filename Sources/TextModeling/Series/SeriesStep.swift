/// The time from one row of a series to the next.
public enum SeriesStep: Sendable, Hashable, Codable {
  /// Seconds on the calendar, or the difference of plain numbers.
  case seconds(Double)
  /// Months, from the same day or the last day of each.
  case months(Int)

  /// The commonest step of ascending moments, the smaller of equally common ones; nil of fewer than
  /// two.
  package init?(of times: [SeriesTime]) {
    guard let first = times.first, times.count > 1 else { return nil }
    let pairs = zip(times, times.dropFirst())
    if first.isOnCalendar, Self.areMonthly(times) {
      self = .months(max(1, Self.commonest(pairs.map { $1.months - $0.months })))
    } else {
      self = .seconds(Self.commonest(pairs.map { $1.value - $0.value }))
    }
  }

  private static func areMonthly(_ times: [SeriesTime]) -> Bool {
    guard times.allSatisfy({ $0.secondOfDay == times[0].secondOfDay }) else { return false }
    let isSteady = times.allSatisfy { $0.date.day == times[0].date.day }
    return (isSteady || times.allSatisfy(\.isMonthEnd))
      && zip(times, times.dropFirst()).allSatisfy { $1.months > $0.months }
  }

  private static func commonest<Value: Hashable & Comparable>(_ values: [Value]) -> Value {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? values[0]
  }

  /// Steps from one moment to a later one; nil: no whole number of them.
  package func count(from start: SeriesTime, to end: SeriesTime) -> Int? {
    switch self {
    case .months(let months):
      let (count, rest) = (end.months - start.months).quotientAndRemainder(dividingBy: months)
      return rest == 0 ? count : nil
    case .seconds(let seconds):
      let count = (end.value - start.value) / seconds
      let whole = count.rounded()
      guard whole.magnitude < 1e9, (count - whole).magnitude < 1e-6 * max(1, whole.magnitude) else {
        return nil
      }
      return Int(whole)
    }
  }

  /// The moment so many steps after another.
  package func time(_ count: Int, after start: SeriesTime) -> SeriesTime {
    switch self {
    case .seconds(let seconds):
      return SeriesTime(value: start.value + Double(count) * seconds, style: start.style)
    case .months(let months):
      let month = start.months + count * months
      let (year, index) = (month >= 0 ? month / 12 : (month - 11) / 12, (month % 12 + 12) % 12)
      let last = SeriesTime.days(inMonth: index + 1, of: year)
      let day =
        start.isMonthEnd && start.style.precision != .month
        ? last : min(start.date.day, last)
      let days = SeriesTime.days(toYear: year, month: index + 1, day: day)
      return SeriesTime(
        value: Double(days) * 86_400 + start.secondOfDay, style: start.style)
    }
  }

  /// Steps of the season that a step suggests: a year of months, a day of hours, a week of days;
  /// nil: none. `isOnCalendar`: whether the moments are, and not plain numbers.
  package func usualPeriod(isOnCalendar: Bool) -> Int? {
    switch self {
    case .months(let months): return months < 12 && 12 % months == 0 ? 12 / months : nil
    case .seconds(let seconds):
      guard isOnCalendar else { return nil }
      if seconds == 86_400 { return 7 }
      let count = 86_400 / seconds
      return seconds >= 300 && count > 1 && count == count.rounded() ? Int(count) : nil
    }
  }
}

extension SeriesTime {
  /// Months since the year 0.
  var months: Int { date.year * 12 + date.month - 1 }

  var isMonthEnd: Bool {
    let (year, month, day) = date
    return day == Self.days(inMonth: month, of: year)
  }
}
