/// What is said of a topic without a verb of doing: an い adjective (大きい), a な adjective
/// (静か.な), a noun (病気.の) or a state that lasts (疲れる1.ている).
struct JapanesePredicate {
  private let words: String
  private let kind: Kind

  private enum Kind { case i, na, no, state(JapaneseVerb) }

  init(_ text: String) {
    let parts = text.split(separator: ".").map(String.init)
    switch parts.count > 1 ? parts[1] : "" {
    case "な": (words, kind) = (parts[0], .na)
    case "の": (words, kind) = (parts[0], .no)
    case "ている": (words, kind) = (parts[0], .state(JapaneseVerb(parts[0])))
    default: (words, kind) = (text, .i)
    }
  }

  /// At the end of a polite sentence.
  func polite(past: Bool = false, negated: Bool = false) -> String {
    switch kind {
    case .i:
      if negated { return adverb + (past ? "なかったです" : "ないです") }
      return past ? stem + "かったです" : words + "です"
    case .na, .no:
      if negated { return words + (past ? "ではありませんでした" : "ではありません") }
      return words + (past ? "でした" : "です")
    case .state(let verb):
      return verb.te + "い" + politeEnding(past: past, negated)
    }
  }

  /// Before と思います.
  func plain(past: Bool = false) -> String {
    switch kind {
    case .i: past ? stem + "かった" : words
    case .na, .no: words + (past ? "だった" : "だ")
    case .state(let verb): verb.te + (past ? "いた" : "いる")
    }
  }

  /// Before a noun, or before ので and のに where the noun's form is な.
  var attributive: String {
    switch kind {
    case .i: words
    case .na: words + "な"
    case .no: words + "の"
    case .state(let verb): verb.te + "いる"
    }
  }

  /// Before ので: nouns take な.
  var beforeReason: String {
    if case .no = kind { return words + "な" }
    return attributive
  }

  /// Before すぎます.
  var tooMuch: String {
    if case .i = kind { return stem }
    return words
  }

  /// 大きく, as in 大きくない; いい becomes よく.
  private var adverb: String { stem + "く" }

  private var stem: String {
    words == "いい" || words.hasSuffix("がいい") ? words.dropLast(2) + "よ" : String(words.dropLast())
  }
}
