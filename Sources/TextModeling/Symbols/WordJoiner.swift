/// Puts words and punctuation marks together to a text, one at a time.
///
/// The straight quotation marks `"` and `'` open and close in turn; a line ends every quotation.
struct WordJoiner: Sendable {
  /// The white space beside marks.
  let spacing: PunctuationSpacing
  private var openQuotes: Set<String> = []
  private var isAtLineStart = true
  /// The space that the previous word asks for behind it; nil where it is no mark.
  private var wanted: String?

  /// A joiner at the beginning of a text.
  init(spacing: PunctuationSpacing) {
    self.spacing = spacing
  }

  /// Takes the next word, mark or LF; returns it behind the white space that belongs before it.
  mutating func append(_ word: String) -> String {
    // Bytes are compared: equality and hashes of strings bring long runs of marks in order first.
    if word.utf8.first == lineFeed {
      self = WordJoiner(spacing: spacing)
      return word
    }
    var (leading, trailing) = (spacing.spaceBefore(word), spacing.spaceAfter(word))
    if word.utf8.count == 1, PunctuationSpacing.straightQuotes.contains(word) {
      let opens = openQuotes.insert(word).inserted
      if !opens { openQuotes.remove(word) }
      (leading, trailing) = opens ? (" ", "") : ("", " ")
    }
    let space = isAtLineStart ? "" : Self.space(wanted, leading)
    isAtLineStart = false
    wanted = word.isElision ? "" : trailing
    return space + word
  }

  /// The space between two words of which one, both or neither ask for one.
  private static func space(_ left: String?, _ right: String?) -> String {
    if left == "" || right == "" { return "" }
    return right ?? left ?? " "
  }
}
