import Foundation
import Testing

@testable import PairGenerator

@Suite("Dates")
struct DateTests {
  static let readings = Result { try CommittedPairs.of(.dates).map { DateReader($0.source) } }

  static func calendar(_ identifier: Calendar.Identifier) throws -> Calendar {
    var calendar = Calendar(identifier: identifier)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    return calendar
  }

  @Test("a format writes its own example")
  func examples() {
    let day = CalendarDay(year: 2008, month: 9, day: 5, weekday: 5)
    for format in DateFormat.all { #expect(format.write(day) == format.example) }
  }

  @Test("every source, read back, is its target")
  func roundTrip() throws {
    for (pair, reading) in zip(try CommittedPairs.of(.dates), try Self.readings.get())
    where reading?.iso != pair.target {
      Issue.record("\(pair): read as \(reading?.iso ?? "nothing")")
    }
  }

  @Test("every weekday is that of its date")
  func weekdays() throws {
    let calendar = try Self.calendar(.gregorian)
    var known: [String: Int] = [:]
    var count = 0
    for (pair, reading) in zip(try CommittedPairs.of(.dates), try Self.readings.get()) {
      guard let reading, let weekday = reading.weekday else { continue }
      if known[pair.target] == nil {
        let parts = DateComponents(year: reading.year, month: reading.month, day: reading.day)
        known[pair.target] = calendar.component(
          .weekday, from: try #require(calendar.date(from: parts)))
      }
      if known[pair.target] != weekday { Issue.record("\(pair)") }
      count += 1
    }
    #expect(count == 14_000)
  }

  @Test("there are 25 formats, 2,000 dates in each")
  func formats() throws {
    #expect(DateFormat.all.count == 25)
    let counts = try Self.readings.get().reduce(into: [String: Int]()) {
      $0[$1?.shape ?? "none", default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(DateReader.shapes.keys))
    // Long and short names, and two and four digits, have one shape.
    let double: Set = ["M N, N", "W, M N, N", "N M N", "N/N/N"]
    for (shape, count) in counts {
      #expect(count == (double.contains(shape) ? 4000 : 2000), "\(shape)")
    }
  }

  @Test("the calendar has every day from 1900 to 2049 with its weekday")
  func days() throws {
    let calendar = try Self.calendar(.gregorian)
    let first = try #require(calendar.date(from: DateComponents(year: 1900, month: 1, day: 1)))
    #expect(CalendarDay.all.count == 54_787)
    for (index, day) in CalendarDay.all.enumerated() where index % 59 == 0 {
      let date = first.addingTimeInterval(86_400 * Double(index))
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
      #expect(
        [parts.year, parts.month, parts.day, parts.weekday]
          == [day.year, day.month, day.day, day.weekday + 1])
    }
  }

  @Test("eras and their years are those of the Japanese calendar, at every boundary and between")
  func eras() throws {
    let (gregorian, japanese) = (try Self.calendar(.gregorian), try Self.calendar(.japanese))
    let reiwa = 236  // as ICU numbers the eras
    let names = ["明治", "大正", "昭和", "平成", "令和"]
    #expect(Era.boundaries.count == 8)
    let days = Era.boundaries + stride(from: 0, to: 54_787, by: 101).map { CalendarDay.all[$0] }
    for day in days {
      let parts = DateComponents(year: day.year, month: day.month, day: day.day)
      let date = try #require(gregorian.date(from: parts))
      let (era, year) = Era.year(of: day)
      let index = japanese.component(.era, from: date) - reiwa + 4
      try #require(names.indices.contains(index))
      #expect(names[index] == era.name)
      #expect(japanese.component(.year, from: date) == year)
    }
  }

  @Test(
    "the days on which eras change are in the file",
    arguments: [
      ("明治四十五年七月二十九日", "1912-07-29"), ("大正元年七月三十日", "1912-07-30"),
      ("大正15年12月24日", "1926-12-24"), ("昭和元年12月25日", "1926-12-25"),
      ("昭和64年1月7日(土)", "1989-01-07"), ("平成元年1月8日(日)", "1989-01-08"),
      ("H31.4.30", "2019-04-30"), ("R1.5.1", "2019-05-01"), ("令和元年５月１日", "2019-05-01"),
    ])
  func boundaries(source: String, target: String) throws {
    #expect(try CommittedPairs.of(.dates).contains(Pair(source, target)))
  }

  @Test(
    "English days of the month end as they are spoken",
    arguments: [
      (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
      (21, "21st"), (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st"),
    ])
  func ordinals(day: Int, text: String) {
    #expect(CalendarDay(year: 2000, month: 1, day: day, weekday: 0).ordinal == text)
  }

  @Test("the ordinals of the file are those of English")
  func ordinalEndings() throws {
    let regular = Array(4...20) + Array(24...30)
    let endings = ["1st", "2nd", "3rd", "21st", "22nd", "23rd", "31st"] + regular.map { "\($0)th" }
    var found: Set<String> = []
    for pair in try CommittedPairs.of(.dates) where pair.source.contains(" ") {
      for word in pair.source.lowercased().split(separator: " ") where word.first?.isNumber == true
      {
        let word = word.last == "," ? word.dropLast() : word
        if word.last?.isLetter == true { found.insert(String(word)) }
      }
    }
    #expect(found == Set(endings))
  }

  @Test("two digits for the year mean 1950 to 2049")
  func twoDigits() throws {
    let years = try zip(CommittedPairs.of(.dates), Self.readings.get()).compactMap {
      pair, reading in
      reading?.shape == "N-M-N" ? reading?.year : nil
    }
    #expect(years.min() == 1950)
    #expect(years.max() == 2049)
  }
}
