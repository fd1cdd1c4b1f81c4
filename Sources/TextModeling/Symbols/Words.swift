extension [UInt8] {
  /// The ranges of the words of UTF-8 text and, where asked for, of the punctuation marks in and
  /// around them, in order.
  ///
  /// A mark (Unicode's punctuation and symbols) is a word of its own, equal marks in a row one word
  /// (`...`), but for those within a word: the apostrophe and the hyphen between letters or digits
  /// (don't, week-end), `.` between letters (a.m), and `.` `,` `:` `/` between digits (1,250.75). A
  /// French elision ends with its apostrophe (l' + homme, qu' + il). The apostrophe after s at the
  /// end of a word belongs to it unless a quotation is open (the students' books).
  func words(splitsPunctuation: Bool) -> [Range<Int>] {
    var scalars: [Unicode.Scalar] = []
    var offsets: [Int] = []
    var end = 0
    for scalar in String(decoding: self, as: UTF8.self).unicodeScalars {
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
        scalars.splitPunctuation(place..<next, isQuoting: &isQuoting) { words.append($0) }
      } else {
        words.append(place..<next)
      }
      place = next
    }
    return words.map { offsets[$0.lowerBound]..<offsets[$0.upperBound] }
  }
}

extension String {
  /// Whether this word is a mark, or one mark several times.
  var isMark: Bool {
    guard let first = unicodeScalars.first else { return false }
    return first.isMark && unicodeScalars.allSatisfy { $0 == first }
  }

  /// Whether this word is what French elides before a vowel, with its apostrophe.
  var isElision: Bool {
    guard let last = unicodeScalars.last, apostrophes.contains(last) else { return false }
    return elided.contains(String(unicodeScalars.dropLast()).lowercased())
  }
}

private let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]
private let hyphens: Set<Unicode.Scalar> = ["-", "\u{2010}", "\u{2011}"]
private let withinNumbers: Set<Unicode.Scalar> = [".", ",", ":", "/"]
private let elided: Set<String> = [
  "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
]
/// Scalars of the longest elided word, its apostrophe included.
private let longestElision = 7

extension ScalarString {
  /// Calls `emit` with the words and marks of what stands between white space.
  fileprivate func splitPunctuation(
    _ range: Range<Int>, isQuoting: inout Bool, _ emit: (Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    var place = start
    while place < range.upperBound {
      let scalar = self[place]
      guard scalar.isMark else {
        place += 1
        continue
      }
      if isWithinWord(place, range) {
        place += 1
        if place - start <= longestElision, text(start..<place).isElision {
          emit(start..<place)
          start = place
        }
        continue
      }
      if apostrophes.contains(scalar), place > start, !isQuoting,
        self[place - 1] == "s" || self[place - 1] == "S"
      {
        place += 1
        continue
      }
      if start < place { emit(start..<place) }
      start = place
      place = self[start..<range.upperBound].firstIndex { $0 != scalar } ?? range.upperBound
      if scalar == "'" { isQuoting.toggle() }
      emit(start..<place)
      start = place
    }
    if start < range.upperBound { emit(start..<range.upperBound) }
  }

  private func isWithinWord(_ place: Int, _ range: Range<Int>) -> Bool {
    guard place > range.lowerBound, place + 1 < range.upperBound else { return false }
    let (before, mark, after) = (self[place - 1], self[place], self[place + 1])
    guard !before.isMark, !after.isMark else { return false }
    if apostrophes.contains(mark) || hyphens.contains(mark) { return true }
    let areNumeric = [before.isNumber, after.isNumber]
    if withinNumbers.contains(mark), areNumeric == [true, true] { return true }
    return mark == "." && areNumeric == [false, false]
  }

  private func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(self[range]))
  }
}
