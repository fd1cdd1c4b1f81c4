extension DateFormat {
  static let japanese = [
    DateFormat("2008年9月5日") { $0.japanese(String.init) },
    DateFormat("2008年9月5日(金)") { $0.japanese(String.init) + "(\($0.weekdayKanji))" },
    DateFormat("２００８年９月５日") { $0.japanese(fullWidth) },
    DateFormat("二〇〇八年九月五日") {
      kanjiDigits($0.year) + "年" + $0.japaneseMonthAndDay(kanjiNumber)
    },
    DateFormat("2008/9/5(金)") { "\($0.year)/\($0.month)/\($0.day)(\($0.weekdayKanji))" },
    DateFormat("平成20年9月5日") { $0.japaneseOfEra(String.init) },
    DateFormat("平成20年9月5日(金)") { $0.japaneseOfEra(String.init) + "(\($0.weekdayKanji))" },
    DateFormat("平成２０年９月５日") { $0.japaneseOfEra(fullWidth) },
    DateFormat("平成二十年九月五日") { $0.japaneseOfEra(kanjiNumber) },
    DateFormat("平成二十年九月五日金曜日") {
      $0.japaneseOfEra(kanjiNumber) + $0.weekdayKanji + "曜日"
    },
    DateFormat("H20.9.5") { day in
      let (era, year) = Era.year(of: day)
      return "\(era.initial)\(year).\(day.month).\(day.day)"
    },
  ]
}

extension CalendarDay {
  var weekdayKanji: String { ["日", "月", "火", "水", "木", "金", "土"][weekday] }

  /// Year, month and day, each number written by `digits`.
  func japanese(_ digits: (Int) -> String) -> String {
    digits(year) + "年" + japaneseMonthAndDay(digits)
  }

  /// The same by era, whose first year is 元年.
  func japaneseOfEra(_ digits: (Int) -> String) -> String {
    let (era, year) = Era.year(of: self)
    return era.name + (year == 1 ? "元" : digits(year)) + "年" + japaneseMonthAndDay(digits)
  }

  func japaneseMonthAndDay(_ digits: (Int) -> String) -> String {
    digits(month) + "月" + digits(day) + "日"
  }
}

/// A number in full-width digits.
func fullWidth(_ number: Int) -> String { substituted(number, "０１２３４５６７８９") }

/// A number digit by digit in kanji, as years are written: 二〇〇八.
func kanjiDigits(_ number: Int) -> String { substituted(number, "〇一二三四五六七八九") }

private func substituted(_ number: Int, _ digits: String) -> String {
  let digits = Array(digits)
  return String("\(number)".compactMap { $0.wholeNumberValue.map { digits[$0] } })
}
