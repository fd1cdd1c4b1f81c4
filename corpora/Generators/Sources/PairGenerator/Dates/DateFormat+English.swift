extension DateFormat {
  static let english = [
    DateFormat("September 5, 2008", hasLetterCase: true) {
      "\($0.monthName) \($0.day), \($0.year)"
    },
    DateFormat("Sep 5, 2008", hasLetterCase: true) {
      "\($0.monthName.prefix(3)) \($0.day), \($0.year)"
    },
    DateFormat("September 5th, 2008", hasLetterCase: true) {
      "\($0.monthName) \($0.ordinal), \($0.year)"
    },
    DateFormat("Friday, September 5, 2008", hasLetterCase: true) {
      "\($0.weekdayName), \($0.monthName) \($0.day), \($0.year)"
    },
    DateFormat("Fri, Sep 5, 2008", hasLetterCase: true) {
      "\($0.weekdayName.prefix(3)), \($0.monthName.prefix(3)) \($0.day), \($0.year)"
    },
    DateFormat("5 September 2008", hasLetterCase: true) {
      "\($0.day) \($0.monthName) \($0.year)"
    },
    DateFormat("5 Sep 2008", hasLetterCase: true) {
      "\($0.day) \($0.monthName.prefix(3)) \($0.year)"
    },
    DateFormat("the 5th of September 2008", hasLetterCase: true) {
      "the \($0.ordinal) of \($0.monthName) \($0.year)"
    },
    DateFormat("Friday 5 September 2008", hasLetterCase: true) {
      "\($0.weekdayName) \($0.day) \($0.monthName) \($0.year)"
    },
    DateFormat("5-Sep-08", hasLetterCase: true, isTwoDigit: true) {
      "\($0.day)-\($0.monthName.prefix(3))-\(padded($0.year % 100))"
    },
    DateFormat("9/5/2008") { "\($0.month)/\($0.day)/\($0.year)" },
    DateFormat("9/5/08", isTwoDigit: true) { "\($0.month)/\($0.day)/\(padded($0.year % 100))" },
    DateFormat("5.9.2008") { "\($0.day).\($0.month).\($0.year)" },
  ]

  static let digits = [
    DateFormat("20080905") { "\($0.number)" }
  ]
}

extension CalendarDay {
  var monthName: String {
    [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ][month - 1]
  }

  var weekdayName: String {
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][weekday]
  }

  /// The day of the month: 1st, 2nd, 3rd, 4th.
  var ordinal: String {
    // 11th, 12th and 13th do not follow their last digit.
    let ending = 11...13 ~= day ? "th" : [1: "st", 2: "nd", 3: "rd"][day % 10] ?? "th"
    return "\(day)\(ending)"
  }
}
