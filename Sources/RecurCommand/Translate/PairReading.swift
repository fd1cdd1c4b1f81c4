import Recur
import Terminal

/// How pairs are read: from which columns of a file, or line by line from two files, and what
/// becomes of lines that are no pairs.
struct PairReading: Sendable {
  /// The columns; nil: the first two.
  let columns: PairColumns?
  private let skipsBadLines: Bool

  static let columnNumbers = Option<String?>(
    "columns", placeholder: "S,T", defaultText: "1,2",
    help: "The columns of source and target, counted from 1: 2,4 of Tatoeba's exports")
  static let targets = Option<String?>(
    "targets", path: "FILE",
    help: "The targets, line by line; the file of the pairs then holds the sources alone")
  static let skipBadLines = Option<Bool>(
    "skip-bad-lines", help: "Pass over lines that are no pairs, and say how many there were")

  /// Reads the options.
  ///
  /// - Throws: `CommandFailure` (64) for columns that are none, or beside `--targets`.
  init(_ arguments: Arguments) throws(CommandFailure) {
    skipsBadLines = arguments[Self.skipBadLines]
    guard let text = arguments[Self.columnNumbers] else {
      columns = nil
      return
    }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let source = numbers[0], let target = numbers[1],
      Self.range.contains(source), Self.range.contains(target), source != target
    else {
      throw .usage(
        "--columns: \(quoted(text)) is not two different columns from 1 on, such as 2,4")
    }
    guard arguments[Self.targets] == nil else {
      throw .usage("--columns means nothing with --targets, files of one column each")
    }
    columns = PairColumns(source: source, target: target)
  }

  private static let range = 1...1000

  /// The pairs of the file at `path`, and where there is one that of its targets.
  ///
  /// - Parameter skipped: takes what is to be said of lines that were passed over.
  func read(
    _ path: String, targets: String?, memoryLimit: Int, skipped warnings: inout [String]
  ) throws(PairError) -> [SentencePair] {
    var skipped = skipsBadLines ? SkippedLines() : nil
    let pairs =
      if let targets {
        try PairFile.read(
          sources: path, targets: targets, skipping: &skipped, memoryLimit: memoryLimit)
      } else {
        try PairFile.read(path, columns: columns, skipping: &skipped, memoryLimit: memoryLimit)
      }
    if let skipped, skipped.count > 0 {
      let first = skipped.first.map { $0.commandFailure.message }.joined(separator: "; ")
      warnings.append(
        "\(Format.counted(skipped.count, "line")) passed over: \(first)"
          + (skipped.count > skipped.first.count ? "; ..." : ""))
    }
    return pairs
  }
}
