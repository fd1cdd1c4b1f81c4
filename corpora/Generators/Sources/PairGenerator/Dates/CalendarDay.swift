/// A day of the Gregorian calendar.
struct CalendarDay: Hashable {
  let year: Int
  let month: Int  // 1...12
  let day: Int  // 1...31
  let weekday: Int  // 0...6 from Sunday

  /// Every day from 1900 to 2049, in order.
  static let all: [CalendarDay] = {
    var days: [CalendarDay] = []
    for year in 1900...2049 {
      let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, length) in lengths.enumerated() {
        for day in 1...length {
          // 1 January 1900 was a Monday.
          let weekday = (days.count + 1) % 7
          days.append(CalendarDay(year: year, month: month + 1, day: day, weekday: weekday))
        }
      }
    }
    return days
  }()

  /// The days that two digits for the year can name.
  static let ofTwoDigits = all.filter { $0.year >= 1950 }

  /// YYYY-MM-DD (ISO 8601).
  var iso: String { "\(year)-\(padded(month))-\(padded(day))" }

  /// YYYYMMDD as a number, to compare days.
  var number: Int { (year * 100 + month) * 100 + day }
}

/// A number below 100 in two digits.
func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
