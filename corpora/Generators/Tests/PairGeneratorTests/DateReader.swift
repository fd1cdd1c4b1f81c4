/// Reads a date in any format of the set: an inverse written from the description of the formats,
/// apart from the generator.
struct DateReader {
  /// The source with M for the name of a month, W for that of a weekday, E for an era, and for a
  /// number N, Ｎ or 数 after its digits.
  let shape: String
  let year: Int
  let month: Int
  let day: Int
  let weekday: Int?  // 1...7 from Sunday, as Foundation counts

  /// The fields in the order of each shape; C is year, month and day in eight digits.
  static let shapes = [
    "M N, N": "MDY", "M Nth, N": "MDY", "W, M N, N": "MDY", "N M N": "DMY",
    "the Nth of M N": "DMY", "W N M N": "DMY", "N-M-N": "DMY", "N/N/N": "MDY", "N.N.N": "DMY",
    "N": "C", "N年N月N日": "YMD", "N年N月N日(W)": "YMD", "Ｎ年Ｎ月Ｎ日": "YMD", "数年数月数日": "YMD",
    "N/N/N(W)": "YMD", "EN年N月N日": "YMD", "EN年N月N日(W)": "YMD", "EＮ年Ｎ月Ｎ日": "YMD",
    "E数年数月数日": "YMD", "E数年数月数日W": "YMD", "EN.N.N": "YMD",
  ]

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]
  /// The year before each era's first.
  private static let eras = [
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018,
  ]

  /// Nil where the text is in none of the formats.
  init?(_ text: String) {
    var (shape, values, era, weekday) = ("", [Int](), 0, Int?.none)
    var lastWidth = 0
    let tokens = Self.tokens(text)
    for (index, (kind, token)) in tokens.enumerated() {
      let isWeekday = index > 0 && ["(", "日"].contains(tokens[index - 1].token)
      if isWeekday, let place = ["日", "月", "火", "水", "木", "金", "土"].firstIndex(of: token) {
        weekday = place + 1
        shape += "W"
      } else if kind != "-" {
        guard let value = kind == "数" ? Self.kanji(token) : Int(token) else { return nil }
        values.append(value)
        lastWidth = token.unicodeScalars.count
        shape += kind
      } else if let place = Self.place(token, in: Self.months) {
        values.append(place + 1)
        shape += "M"
      } else if let place = Self.place(token, in: Self.weekdays) {
        weekday = place + 1
        shape += "W"
      } else if let before = Self.eras[token] {
        era = before
        shape += "E"
      } else if token == "元" {
        values.append(1)
        shape += "元"
      } else {
        shape += ["st", "nd", "rd"].contains(token) ? "th" : token
      }
    }
    if shape.hasSuffix("W曜日") { shape.removeLast(2) }
    // 元 belongs to the digits that follow it.
    if let kind = shape.first(where: { "NＮ数".contains($0) }) {
      shape = String(shape.map { $0 == "元" ? kind : $0 })
    }
    guard let order = Self.shapes[shape] else { return nil }
    if order == "C" {
      guard values.count == 1 else { return nil }
      (year, month, day) = (values[0] / 10000, values[0] / 100 % 100, values[0] % 100)
    } else {
      guard values.count == 3 else { return nil }
      let fields = Dictionary(uniqueKeysWithValues: zip(order, values))
      guard let year = fields["Y"], let month = fields["M"], let day = fields["D"] else {
        return nil
      }
      let isTwoDigit = order.last == "Y" && lastWidth == 2
      self.year = era + year + (isTwoDigit ? (year < 50 ? 2000 : 1900) : 0)
      (self.month, self.day) = (month, day)
    }
    (self.shape, self.weekday) = (shape, weekday)
  }

  /// YYYY-MM-DD.
  var iso: String {
    [year, month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
  }

  /// The place of a name, or of its first three letters, among names.
  private static func place(_ token: String, in names: [String]) -> Int? {
    names.firstIndex { $0 == token || $0.utf8.count > 3 && token == $0.prefix(3) }
  }

  /// Runs of digits of one kind, of letters in lower case, the names of eras, other scalars; `-` is
  /// the kind of what is not a number.
  private static func tokens(_ text: String) -> [(kind: String, token: String)] {
    var tokens: [(kind: String, token: String)] = []
    var last = ""
    for scalar in text.unicodeScalars {
      var (kind, token) = ("-", String(scalar))
      switch scalar {
      case "0"..."9": kind = "N"
      case "０"..."９":
        kind = "Ｎ"
        token = String(scalar.value - 0xFF10)
      case "A"..."Z", "a"..."z":
        token = token.lowercased()
        if last == "letter" { tokens[tokens.count - 1].token += token }
      case "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十": kind = "数"
      case "治", "正", "和", "成": if last == "-" { tokens[tokens.count - 1].token += token }
      default: break
      }
      let isLetter = ("a"..."z").contains(token)
      let isEraEnd = ["治", "正", "和", "成"].contains(token)
      if kind != "-" && kind == last {
        tokens[tokens.count - 1].token += token
      } else if !(isLetter && last == "letter") && !isEraEnd {
        tokens.append((kind, token))
      }
      last = isLetter ? "letter" : kind
    }
    return tokens
  }

  /// 二〇〇八 or 二十八.
  private static func kanji(_ text: String) -> Int? {
    let digits = Array("〇一二三四五六七八九")
    var (value, pending) = (0, Int?.none)
    for character in text {
      if character == "十" {
        value += 10 * (pending ?? 1)
        pending = nil
      } else if let digit = digits.firstIndex(of: character) {
        pending = 10 * (pending ?? 0) + digit
      } else {
        return nil
      }
    }
    return value + (pending ?? 0)
  }
}
