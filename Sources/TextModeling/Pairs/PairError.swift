/// One of the two texts of a pair.
public enum PairSide: String, CaseIterable, Codable, Sendable {
  /// What is translated.
  case source
  /// What it is translated into.
  case target
}

/// What is wrong with a file of pairs or with a division of it. Lines count from 1.
public enum PairError: Error, Equatable, Sendable {
  /// The file cannot be read, is empty, or is not UTF-8.
  case text(TextError)
  /// A line that is neither blank nor has a tab.
  case missingTab(path: String, line: Int)
  /// A line of fewer columns than the one that is asked for; columns count from 1.
  case missingColumn(path: String, line: Int, column: Int, found: Int)
  /// Two files, line by line sentences and their translations, of different numbers of lines.
  case lineCounts(path: String, lines: Int, targets: String, targetLines: Int)
  /// A line with nothing but white space on one side.
  case emptySide(path: String, line: Int, side: PairSide)
  /// A file whose columns `labels` hold numbers or language codes, so that its sentences do not
  /// stand in the first two but in `texts`; columns count from 1.
  case labelColumns(path: String, labels: [Int], texts: [Int])
  /// A file of blank lines alone, or of lines that were passed over.
  case noPairs(path: String)
  /// Fractions or counts to hold out that are negative or leave nothing to train on.
  case heldOutOutOfRange(validation: HeldOut, test: HeldOut, pairs: Int)
  /// Fewer distinct sources than parts that are to have one.
  case tooFewSources(needed: Int, found: Int)
}
