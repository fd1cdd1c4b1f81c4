/// A number in French words, 0 to 999,999, as in France and in the spelling before 1990: hyphens
/// only below a hundred and not beside *et*; *vingts* and *cents* only where nothing follows them.
func frenchNumber(_ number: Int) -> String {
  switch number {
  case ..<100: return frenchBelowHundred(number)
  case ..<1000:
    let (count, rest) = number.quotientAndRemainder(dividingBy: 100)
    let head = count == 1 ? "cent" : frenchBelowHundred(count) + " cent"
    if rest > 0 { return head + " " + frenchBelowHundred(rest) }
    return count == 1 ? head : head + "s"
  default:
    let (count, rest) = number.quotientAndRemainder(dividingBy: 1000)
    // *Mille* is a numeral: what stands before it loses its s, and one thousand has no *un*.
    var head = frenchNumber(count)
    if head.hasSuffix("cents") || head.hasSuffix("vingts") { head.removeLast() }
    head = count == 1 ? "mille" : head + " mille"
    return rest == 0 ? head : head + " " + frenchNumber(rest)
  }
}

private func frenchBelowHundred(_ number: Int) -> String {
  let units = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
  ]
  if number < 20 { return units[number] }
  if number == 80 { return "quatre-vingts" }
  let tens = ["vingt", "trente", "quarante", "cinquante", "soixante", "quatre-vingt"]
  // Seventy and ninety are counted on from sixty and eighty.
  let scale = number < 60 ? 10 : 20
  let index = number < 60 ? number / 10 - 2 : number / 20 + 1
  let rest = number % scale
  if rest == 0 { return tens[index] }
  let isJoined = (rest == 1 || rest == 11) && number < 80
  return tens[index] + (isJoined ? " et " : "-") + units[rest]
}
