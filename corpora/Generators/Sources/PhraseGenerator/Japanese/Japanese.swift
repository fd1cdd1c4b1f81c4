/// Joins words into a Japanese sentence without spaces.
func japaneseSentence(_ words: [String], _ mark: String = "。") -> String {
  words.joined() + mark
}

/// The number in kanji, 1 to 999.
func japaneseNumber(_ number: Int) -> String {
  let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
  let (hundreds, tens, units) = (number / 100, number / 10 % 10, number % 10)
  let hundred = hundreds == 0 ? "" : (hundreds == 1 ? "" : digits[hundreds]) + "百"
  let ten = tens == 0 ? "" : (tens == 1 ? "" : digits[tens]) + "十"
  return hundred + ten + digits[units]
}

/// A point in time before the rest of a sentence: a comma keeps words apart that would run together
/// (昨日、本を読みました; 明日の夜、ご飯を食べます).
func japaneseTime(_ time: String, before rest: String) -> String {
  guard !time.isEmpty, let last = time.last, let next = rest.first else { return time }
  return isKanji(last) && (isKanji(next) || next == "ご" || next == "お") ? time + "、" : time
}

private func isKanji(_ character: Character) -> Bool {
  character.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
}
