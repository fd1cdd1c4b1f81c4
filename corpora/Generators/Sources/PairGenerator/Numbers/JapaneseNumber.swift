/// A number in kanji, 0 to 999,999. No 一 before 十, 百 and 千, but before 万.
func kanjiNumber(_ number: Int) -> String {
  if number == 0 { return "零" }
  let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
  let units = ["", "十", "百", "千"]
  return japaneseNumber(number, "万") { digit, place in
    (digit == 1 && place > 0 ? "" : digits[digit]) + units[place]
  }
}

/// The reading of a number in hiragana, 0 to 999,999: よん, なな, きゅう for 4, 7, 9.
func kanaNumber(_ number: Int) -> String {
  if number == 0 { return "ぜろ" }
  let digits = ["", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]
  let units = ["", "じゅう", "ひゃく", "せん"]
  // Some hundreds and thousands change their sounds.
  let irregular = [
    300: "さんびゃく", 600: "ろっぴゃく", 800: "はっぴゃく", 3000: "さんぜん", 8000: "はっせん",
  ]
  return japaneseNumber(number, "まん") { digit, place in
    let value = digit * [1, 10, 100, 1000][place]
    return irregular[value] ?? (digit == 1 && place > 0 ? "" : digits[digit]) + units[place]
  }
}

/// A number as its ten-thousands, `myriad` and the rest, from what its digits other than zero are
/// at the places 0 to 3.
private func japaneseNumber(
  _ number: Int, _ myriad: String, _ write: (_ digit: Int, _ place: Int) -> String
) -> String {
  func group(_ number: Int) -> String {
    var (text, rest) = ("", number)
    for place in 0..<4 where rest > 0 {
      if rest % 10 > 0 { text = write(rest % 10, place) + text }
      rest /= 10
    }
    return text
  }
  let (head, rest) = number.quotientAndRemainder(dividingBy: 10_000)
  return (head > 0 ? group(head) + myriad : "") + group(rest)
}
