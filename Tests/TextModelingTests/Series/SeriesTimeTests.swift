import Testing

@testable import TextModeling

@Suite("Moments of series")
struct SeriesTimeTests {
  @Test(
    "A moment is written as it was read",
    arguments: [
      "1961-03", "1961-03-25", "1961/03/25", "2024-02-29", "1900-12-31 23:59", "1969-12-31T00:00",
      "2026-11-28T14:00:05Z", "17", "17.5",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try #require(SeriesTime(text)).description == text)
  }

  @Test(
    "What is no moment is none",
    arguments: [
      "", "x", "1961-13", "1961-00", "1961-3", "1961-02-29", "1961-03-25 24:00", "1961-03-25 1:00",
      "1961-03/25", "1961-03-25x", "1961-03-25 10:00:60", "inf", "nan", "25.03.1961",
    ])
  func refused(_ text: String) { #expect(SeriesTime(text) == nil) }

  @Test("Days are counted from 1970 across leap years and before")
  func days() {
    #expect(SeriesTime("1970-01-02")?.value == 86_400)
    #expect(SeriesTime("1969-12-31")?.value == -86_400)
    #expect(SeriesTime("2000-03-01")?.dayNumber == 11_017)
    for text in ["1600-02-29", "1999-12-31", "2400-01-01"] {
      #expect(SeriesTime(text)?.description == text)
    }
  }

  @Test("The calendar knows hour, weekday, month and day of the year")
  func calendar() throws {
    let time = try #require(SeriesTime("2026-11-28 18:00"))
    #expect(CalendarFeature.hour.phase(of: time) == 0.75)
    #expect(CalendarFeature.weekday.phase(of: time) == 5.0 / 7)
    #expect(CalendarFeature.month.phase(of: time) == 10.0 / 12)
    #expect(CalendarFeature.dayOfYear.phase(of: time) == 331 / 365.25)
    let monday = try #require(SeriesTime("1969-12-29"))
    #expect(CalendarFeature.weekday.values(of: monday) == [0, 1])
  }

  private func step(_ texts: String...) -> SeriesStep? {
    SeriesStep(of: texts.compactMap { SeriesTime($0) })
  }

  @Test("The step is the commonest difference, in months where the days allow it")
  func steps() {
    #expect(step("1961-01", "1961-02", "1961-04") == .months(1))
    #expect(step("1961-01-31", "1961-02-28", "1961-03-31") == .months(1))
    #expect(step("1961-01-01", "1962-01-01") == .months(12))
    #expect(step("1961-01-01", "1961-01-02", "1961-01-05", "1961-01-06") == .seconds(86_400))
    #expect(step("1961-01-01 00:00", "1961-01-01 00:15") == .seconds(900))
    #expect(step("1", "3", "5") == .seconds(2))
    #expect(step("1961-01") == nil)
  }

  @Test("A step leads on to the next moments, and counts those between")
  func advance() throws {
    let end = try #require(SeriesTime("1961-11-30"))
    #expect(SeriesStep.months(1).time(3, after: end).description == "1962-02-28")
    let day = try #require(SeriesTime("1961-11-15"))
    #expect(SeriesStep.months(1).time(-12, after: day).description == "1960-11-15")
    #expect(SeriesStep.seconds(86_400).time(20, after: day).description == "1961-12-05")
    let later = try #require(SeriesTime("1962-03-15"))
    #expect(SeriesStep.months(2).count(from: day, to: later) == 2)
    #expect(SeriesStep.months(3).count(from: day, to: later) == nil)
    #expect(SeriesStep.seconds(86_400).count(from: day, to: later) == 120)
  }

  @Test("A step suggests the season of its calendar")
  func periods() {
    #expect(SeriesStep.months(1).usualPeriod(isOnCalendar: true) == 12)
    #expect(SeriesStep.months(3).usualPeriod(isOnCalendar: true) == 4)
    #expect(SeriesStep.months(12).usualPeriod(isOnCalendar: true) == nil)
    #expect(SeriesStep.seconds(86_400).usualPeriod(isOnCalendar: true) == 7)
    #expect(SeriesStep.seconds(3600).usualPeriod(isOnCalendar: true) == 24)
    #expect(SeriesStep.seconds(3600).usualPeriod(isOnCalendar: false) == nil)
  }
}
