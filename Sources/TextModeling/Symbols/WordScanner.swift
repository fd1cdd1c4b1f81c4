/// Finds the words of a text and, where asked for, the punctuation marks in and around them.
///
/// A mark (Unicode's punctuation and symbols) is a word of its own, equal marks in a row one word
/// (`...`), but for those within a word: the apostrophe and the hyphen between letters or digits
/// (don't, week-end), `.` between letters (a.m), and `.` `,` `:` `/` between digits (1,250.75). A
/// French elision ends with its apostrophe (l' + homme, qu' + il). The apostrophe after s at the
/// end of a word belongs to it unless a quotation is open (the students' books).
enum WordScanner {
  /// The byte ranges of the words of UTF-8 text, in order.
  static func words(of bytes: [UInt8], splitsPunctuation: Bool) -> [Range<Int>] {
    var scalars: [Unicode.Scalar] = []
    var offsets: [Int] = []
    var end = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      scalars.append(scalar)
      offsets.append(end)
      end += UTF8.width(scalar)
    }
    offsets.append(end)
    var words: [Range<Int>] = []
    var isQuoting = false
    var place = 0
    while place < scalars.count {
      if scalars[place].properties.isWhitespace {
        place += 1
        continue
      }
      let next =
        scalars[place...].firstIndex(where: \.properties.isWhitespace) ?? scalars.count
      if splitsPunctuation {
        split(scalars, place..<next, isQuoting: &isQuoting) { words.append($0) }
      } else {
        words.append(place..<next)
      }
      place = next
    }
    return words.map { offsets[$0.lowerBound]..<offsets[$0.upperBound] }
  }

  /// Whether a scalar is punctuation or a symbol.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isPunctuation || scalar.isSymbol
  }

  /// Whether a word is a mark, or one mark several times.
  static func isMark(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    return isMark(first) && word.unicodeScalars.allSatisfy { $0 == first }
  }

  /// Whether a word is what French elides before a vowel, with its apostrophe.
  static func isElision(_ word: String) -> Bool {
    guard let last = word.unicodeScalars.last, apostrophes.contains(last) else { return false }
    return elided.contains(String(word.unicodeScalars.dropLast()).lowercased())
  }

  private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]
  private static let hyphens: Set<Unicode.Scalar> = ["-", "\u{2010}", "\u{2011}"]
  private static let withinNumbers: Set<Unicode.Scalar> = [".", ",", ":", "/"]
  private static let elided: Set<String> = [
    "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
  ]
  /// Scalars of the longest elided word, its apostrophe included.
  private static let longestElision = 7

  private static func split(
    _ scalars: [Unicode.Scalar], _ range: Range<Int>, isQuoting: inout Bool,
    _ emit: (Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    var place = start
    while place < range.upperBound {
      let scalar = scalars[place]
      guard isMark(scalar) else {
        place += 1
        continue
      }
      if isWithinWord(scalars, place, range) {
        place += 1
        if place - start <= longestElision, isElision(text(scalars[start..<place])) {
          emit(start..<place)
          start = place
        }
        continue
      }
      if apostrophes.contains(scalar), place > start, !isQuoting,
        scalars[place - 1] == "s" || scalars[place - 1] == "S"
      {
        place += 1
        continue
      }
      if start < place { emit(start..<place) }
      start = place
      place = scalars[start..<range.upperBound].firstIndex { $0 != scalar } ?? range.upperBound
      if scalar == "'" { isQuoting.toggle() }
      emit(start..<place)
      start = place
    }
    if start < range.upperBound { emit(start..<range.upperBound) }
  }

  private static func isWithinWord(
    _ scalars: [Unicode.Scalar], _ place: Int, _ range: Range<Int>
  ) -> Bool {
    guard place > range.lowerBound, place + 1 < range.upperBound else { return false }
    let (before, mark, after) = (scalars[place - 1], scalars[place], scalars[place + 1])
    guard !isMark(before), !isMark(after) else { return false }
    if apostrophes.contains(mark) || hyphens.contains(mark) { return true }
    let areNumeric = [before.isNumber, after.isNumber]
    if withinNumbers.contains(mark), areNumeric == [true, true] { return true }
    return mark == "." && areNumeric == [false, false]
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
