@testable import PairGenerator

/// Evaluates number words: inverses written from the rules of each language, apart from the
/// generator. Nil where a word is unknown.
enum NumberReader {
  static func value(_ text: String, _ language: NumberLanguage) -> Int? {
    switch language {
    case .english: english(text)
    case .french: french(text)
    case .japanese: japanese(text)
    }
  }

  private static let englishValues = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
  ]

  private static func english(_ text: String) -> Int? {
    var (total, current) = (0, 0)
    for word in text.split(whereSeparator: { " -".contains($0) }).map(String.init) {
      switch word {
      case "and": continue
      case "hundred": current *= 100
      case "thousand": (total, current) = (current * 1000, 0)
      default:
        guard let value = englishValues[word] else { return nil }
        current += value
      }
    }
    return total + current
  }

  private static let frenchValues = [
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "soixante": 60,
  ]

  private static func french(_ text: String) -> Int? {
    var (total, current, previous) = (0, 0, "")
    for word in text.split(whereSeparator: { " -".contains($0) }).map(String.init) {
      switch word {
      case "et": continue
      case "cent", "cents": current = max(current, 1) * 100
      case "mille": (total, current) = (max(current, 1) * 1000, 0)
      case "vingt" where previous == "quatre", "vingts": current += 76
      default:
        guard let value = frenchValues[word] else { return nil }
        current += value
      }
      previous = word
    }
    return total + current
  }

  private static let japaneseUnits = [
    ("じゅう", 10), ("ひゃく", 100), ("びゃく", 100), ("ぴゃく", 100), ("せん", 1000), ("ぜん", 1000),
    ("まん", 10_000), ("十", 10), ("百", 100), ("千", 1000), ("万", 10_000),
  ]
  private static let japaneseDigits = [
    ("零", 0), ("ぜろ", 0), ("いち", 1), ("に", 2), ("さん", 3), ("よん", 4), ("ご", 5), ("ろく", 6),
    ("ろっ", 6), ("なな", 7), ("はち", 8), ("はっ", 8), ("きゅう", 9), ("一", 1), ("二", 2), ("三", 3),
    ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8), ("九", 9),
  ]

  private static func japanese(_ text: String) -> Int? {
    var (total, group, digit) = (0, 0, Int?.none)
    var rest = text[...]
    while !rest.isEmpty {
      if let (name, value) = japaneseDigits.first(where: { rest.hasPrefix($0.0) }) {
        if digit != nil { return nil }
        digit = value
        rest = rest.dropFirst(name.count)
      } else if let (name, value) = japaneseUnits.first(where: { rest.hasPrefix($0.0) }) {
        if value == 10_000 {
          (total, group) = ((group + (digit ?? 0)) * value, 0)
        } else {
          group += (digit ?? 1) * value
        }
        digit = nil
        rest = rest.dropFirst(name.count)
      } else {
        return nil
      }
    }
    return total + group + (digit ?? 0)
  }
}
