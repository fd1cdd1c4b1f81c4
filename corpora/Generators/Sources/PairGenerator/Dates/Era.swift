/// A Japanese era of modern times.
struct Era {
  let name: String
  let initial: String
  let start: Int  // the first day, YYYYMMDD

  static let all = [
    Era(name: "明治", initial: "M", start: 1868_10_23),
    Era(name: "大正", initial: "T", start: 1912_07_30),
    Era(name: "昭和", initial: "S", start: 1926_12_25),
    Era(name: "平成", initial: "H", start: 1989_01_08),
    Era(name: "令和", initial: "R", start: 2019_05_01),
  ]

  /// The last and the first days of the eras that change within the calendar.
  static let boundaries: [CalendarDay] = {
    let starts = Set(all.map(\.start))
    return zip(CalendarDay.all, CalendarDay.all.dropFirst()).flatMap { eve, day in
      starts.contains(day.number) ? [eve, day] : []
    }
  }()

  /// The era of a day and the number of the year in it. An era's first year ends on 31 December,
  /// and the day on which eras change belongs to the new one.
  static func year(of day: CalendarDay) -> (era: Era, year: Int) {
    let era = all.last { $0.start <= day.number } ?? all[0]
    return (era, day.year - era.start / 10_000 + 1)
  }
}
