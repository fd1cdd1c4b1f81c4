/// The files of the set as text.
struct PhraseFiles {
  /// Name and contents of each file.
  let files: [(name: String, text: String)]

  init(_ set: PhraseSet) {
    func text(_ phrases: [Phrase], _ other: KeyPath<Phrase, String>) -> String {
      phrases.map { $0.english + "\t" + $0[keyPath: other] + "\n" }.joined()
    }
    files = [
      ("english-japanese.train.tsv", text(set.training, \.japanese)),
      ("english-japanese.test.tsv", text(set.test, \.japanese)),
      ("english-french.train.tsv", text(set.training, \.french)),
      ("english-french.test.tsv", text(set.test, \.french)),
    ]
  }

  /// The phrases of a file of three columns: English, Japanese, French.
  static func everyday(_ text: String) -> [Phrase] {
    text.split(separator: "\n").map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      precondition(cells.count == 3, "everyday phrases: three columns, not \(cells.count): \(line)")
      return Phrase(cells[0], cells[1], cells[2])
    }
  }
}
