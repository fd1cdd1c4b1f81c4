/// A number in English words, 0 to 999,999: with a hyphen within the tens and, as in British
/// English, with *and* before them where something stands before.
func englishNumber(_ number: Int) -> String {
  let units = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
  ]
  let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  switch number {
  case ..<20: return units[number]
  case ..<100:
    let ten = tens[number / 10 - 2]
    return number % 10 == 0 ? ten : ten + "-" + units[number % 10]
  default:
    let (scale, name) = number < 1000 ? (100, "hundred") : (1000, "thousand")
    let head = englishNumber(number / scale) + " " + name
    let rest = number % scale
    if rest == 0 { return head }
    return head + (rest < 100 ? " and " : " ") + englishNumber(rest)
  }
}
