/// Joins words into English text: no empty words, a capital first, the mark at the end.
func englishSentence(_ words: [String], _ mark: String = ".") -> String {
  capitalised(words.filter { !$0.isEmpty }.joined(separator: " ")) + mark
}

/// The text with its first character in upper case.
func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// "a" or "an" before a word.
func indefiniteArticle(before word: String) -> String {
  "aeiou".contains(word.prefix(1).lowercased()) ? "an" : "a"
}

/// The number as a word, 1 to 99 and whole hundreds.
func englishNumber(_ number: Int) -> String {
  let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
  ]
  if number < small.count { return small[number] }
  if number >= 100 { return small[number / 100] + " hundred" }
  let tens = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ][number / 10 - 2]
  return number % 10 == 0 ? tens : tens + "-" + small[number % 10]
}
