/// The white space before and after each punctuation mark when words are joined to a text.
///
/// What a language writes is learned from its texts (French has a space before its question mark,
/// English has none); for other marks the usual English and Japanese rules hold. The straight
/// quotation marks `"` and `'` open and close in turn.
package struct PunctuationSpacing: Equatable, Codable, Sendable {
  /// The usual white space before a mark, by mark, where texts have shown it.
  private(set) var before: [String: String] = [:]
  /// The usual white space after a mark.
  private(set) var after: [String: String] = [:]

  /// The rules alone.
  package init() {}

  /// What most occurrences of every mark in these texts have beside them; the beginning and the end
  /// of a text and places between two marks say nothing.
  package init(of texts: some Sequence<String>) {
    self.init(texts.lazy.map { Array($0.utf8) })
  }

  /// What most occurrences of every mark have beside them in the lines of a text.
  init(of bytes: [UInt8]) {
    self.init(bytes.split(separator: lineFeed).lazy.map { Array($0) })
  }

  private init(_ texts: some Sequence<[UInt8]>) {
    var beforeCounts: [String: [String: Int]] = [:]
    var afterCounts: [String: [String: Int]] = [:]
    for bytes in texts {
      let ranges = bytes.words(splitsPunctuation: true)
      let words = ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
      for (left, right) in zip(ranges.indices, ranges.indices.dropFirst()) {
        let isLeftMark = words[left].isMark
        guard isLeftMark != words[right].isMark else { continue }
        let gap = bytes[ranges[left].upperBound..<ranges[right].lowerBound]
        let space = String(String(decoding: gap, as: UTF8.self).unicodeScalars.prefix(1))
        if isLeftMark {
          afterCounts[words[left], default: [:]][space, default: 0] += 1
        } else {
          beforeCounts[words[right], default: [:]][space, default: 0] += 1
        }
      }
    }
    before = Self.mostFrequent(beforeCounts)
    after = Self.mostFrequent(afterCounts)
  }

  private static func mostFrequent(_ counts: [String: [String: Int]]) -> [String: String] {
    counts.filter { !straightQuotes.contains($0.key) }.compactMapValues { spaces in
      spaces.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
  }

  /// The text of words and marks.
  func join(_ words: [String]) -> String {
    var joiner = WordJoiner(spacing: self)
    return words.reduce(into: "") { $0 += joiner.append($1) }
  }

  /// The white space that a mark asks for before it; nil for a word.
  func spaceBefore(_ word: String) -> String? {
    guard word.isMark, let mark = word.unicodeScalars.first else { return nil }
    if let learned = before[word] { return learned }
    if Self.isFullWidth(mark) || Self.closing.contains(mark) { return "" }
    switch mark.properties.generalCategory {
    case .closePunctuation, .finalPunctuation: return ""
    default: return " "
    }
  }

  /// The white space that a mark asks for behind it; nil for a word.
  func spaceAfter(_ word: String) -> String? {
    guard word.isMark, let mark = word.unicodeScalars.first else { return nil }
    if let learned = after[word] { return learned }
    if Self.isFullWidth(mark) || Self.opening.contains(mark) { return "" }
    switch mark.properties.generalCategory {
    case .openPunctuation, .initialPunctuation, .currencySymbol: return ""
    default: return " "
    }
  }

  /// Whether a mark brings its own room, as those of Japanese and Chinese do.
  private static func isFullWidth(_ mark: Unicode.Scalar) -> Bool {
    (0x3000...0x303F).contains(mark.value) || (0xFF00...0xFFEF).contains(mark.value)
      || mark == "\u{30FB}"
  }

  static let straightQuotes: Set<String> = ["\"", "'"]
  private static let closing: Set<Unicode.Scalar> = [
    ",", ".", "!", "?", ";", ":", "%", "…", "°", "/", "\\",
  ]
  private static let opening: Set<Unicode.Scalar> = ["¿", "¡", "#", "@", "/", "\\"]
}
