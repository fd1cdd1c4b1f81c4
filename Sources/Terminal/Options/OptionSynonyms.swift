/// What options of other programs are called here, so that a name known from one of them is answered
/// with the right one rather than with the one spelt most alike.
package struct OptionSynonyms: Sendable, ExpressibleByDictionaryLiteral {
  private let answers: [String: String]

  /// Answers by name: small letters, words joined by dashes, no dashes in front.
  ///
  /// An answer is what to write instead, or why there is nothing to write; of several, separated by
  /// bars, that one counts whose options, `--name`, the command has.
  package init(dictionaryLiteral elements: (String, String)...) {
    answers = Dictionary(uniqueKeysWithValues: elements)
  }

  /// Every name that is answered.
  package var names: [String] { answers.keys.sorted() }

  /// The answer to an option; nil for one that `command` has, and where nothing is known of it.
  package func answer(to word: String, of command: Command) -> String? {
    let name = Self.normalized(word)
    guard command.option(named: name) == nil, let answers = answers[name] else { return nil }
    return answers.split(separator: "|").map(String.init).first { answer in
      Self.options(in: answer).allSatisfy { command.option(named: $0) != nil }
    }
  }

  /// The names of the options that an answer speaks of.
  private static func options(in answer: String) -> [String] {
    answer.split { !($0.isLetter || $0.isNumber || $0 == "-") }
      .filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
  }

  /// A name as another program may write it, in the form of ours: `-Rnn_Size=3` is `rnn-size`.
  static func normalized(_ word: String) -> String {
    let name = word.withoutDashes.prefix { $0 != "=" }
    return String(name.lowercased().map { $0 == "_" ? "-" : $0 })
  }
}
