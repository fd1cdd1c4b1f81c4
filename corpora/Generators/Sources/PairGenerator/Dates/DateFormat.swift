import Recur

/// A way to write a date.
struct DateFormat: Sendable {
  /// 5 September 2008 in this format.
  let example: String
  /// Whether capital or small letters only may replace the letters.
  let hasLetterCase: Bool
  /// Whether the year is told by two digits: 1950 to 2049.
  let isTwoDigit: Bool
  let write: @Sendable (CalendarDay) -> String

  init(
    _ example: String, hasLetterCase: Bool = false, isTwoDigit: Bool = false,
    _ write: @escaping @Sendable (CalendarDay) -> String
  ) {
    (self.example, self.write) = (example, write)
    (self.hasLetterCase, self.isTwoDigit) = (hasLetterCase, isTwoDigit)
  }

  static let all = english + digits + japanese

  /// Pairs of a date as people write it and the same in ISO 8601: as many in each format, in
  /// random order, no source twice. The days at the boundaries of eras are there in every format.
  static func pairs(perFormat count: Int, seed: UInt64) -> [Pair] {
    var generator = RandomGenerator(seed: seed)
    var known: Set<String> = []
    var pairs: [Pair] = []
    for format in all {
      let days = format.isTwoDigit ? CalendarDay.ofTwoDigits : CalendarDay.all
      var demanded = Era.boundaries.filter { !format.isTwoDigit || $0.year >= 1950 }
      let end = pairs.count + count
      while pairs.count < end {
        let day = demanded.popLast() ?? generator.element(of: days)
        var source = format.write(day)
        if format.hasLetterCase {
          source = generator.element(of: [source, source, source.lowercased(), source.uppercased()])
        }
        if known.insert(source).inserted { pairs.append(Pair(source, day.iso)) }
      }
    }
    generator.shuffle(&pairs)
    return pairs
  }
}
