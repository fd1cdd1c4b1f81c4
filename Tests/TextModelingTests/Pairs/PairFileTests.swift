import Foundation
import Testing

@testable import TextModeling

@Suite("Pair files")
struct PairFileTests {
  func parse(_ text: String, columns: PairColumns? = nil) throws -> [SentencePair] {
    var skipped: SkippedLines?
    return try PairFile.parse(
      Array(text.utf8), path: "p.tsv", columns: columns, skipping: &skipped)
  }

  @Test("A line is a source, a tab and a target; further columns are ignored")
  func columns() throws {
    let pairs = try parse("Go.\tVa !\tCC-BY 2.0\t#1\ntwo words\t二つ")
    #expect(
      pairs == [SentencePair("Go.", "Va !", line: 1), SentencePair("two words", "二つ", line: 2)])
  }

  @Test("The columns that are asked for are taken, in whatever order, numbers beside them or not")
  func chosenColumns() throws {
    let text = "1\tGo.\t7\tVa !\n2\tHi.\t8\tSalut.\tx\n"
    #expect(
      try parse(text, columns: PairColumns(source: 2, target: 4)) == [
        SentencePair("Go.", "Va !", line: 1), SentencePair("Hi.", "Salut.", line: 2),
      ])
    #expect(
      try parse(text, columns: PairColumns(source: 4, target: 1)).map(\.target) == ["1", "2"])
    #expect(throws: PairError.missingColumn(path: "p.tsv", line: 1, column: 5, found: 4)) {
      try parse(text, columns: PairColumns(source: 5, target: 1))
    }
  }

  @Test("Lines that are no pairs can be passed over, and are counted with what is wrong with them")
  func skipped() throws {
    var skipped: SkippedLines? = SkippedLines()
    let text = "a\tb\nc\n\n \td\ne\t\nf\nx\ty\n"
    let pairs = try PairFile.parse(Array(text.utf8), path: "p", skipping: &skipped)
    #expect(pairs == [SentencePair("a", "b", line: 1), SentencePair("x", "y", line: 7)])
    #expect(skipped?.count == 4)
    #expect(
      skipped?.first == [
        .missingTab(path: "p", line: 2), .emptySide(path: "p", line: 4, side: .source),
        .emptySide(path: "p", line: 5, side: .target),
      ])
    #expect(throws: PairError.noPairs(path: "p")) {
      try PairFile.parse(Array("a\nb\n".utf8), path: "p", skipping: &skipped)
    }
  }

  @Test("Two files give each line with the line of the other; lines blank in both are passed over")
  func parallel() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    func file(_ name: String, _ text: String) throws -> String {
      let url = directory.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return url.path
    }
    let sources = try file("en", "Go.\n\nHi\tthere.\r\n")
    let targets = try file("fr", "Va !\n\nSalut.\n\n\n")
    #expect(
      try PairFile.read(sources: sources, targets: targets) == [
        SentencePair("Go.", "Va !", line: 1), SentencePair("Hi\tthere.", "Salut.", line: 3),
      ])
    let short = try file("short", "Va !\n")
    #expect(
      throws: PairError.lineCounts(path: sources, lines: 3, targets: short, targetLines: 1)
    ) { try PairFile.read(sources: sources, targets: short) }
    let gap = try file("gap", "Va !\nOui.\n\u{3000}\nx")
    let other = try file("other", "a\nb\nc\nd")
    #expect(throws: PairError.emptySide(path: gap, line: 3, side: .target)) {
      try PairFile.read(sources: other, targets: gap)
    }
    var skipped: SkippedLines? = SkippedLines()
    #expect(
      try PairFile.read(sources: other, targets: gap, skipping: &skipped).map(\.line) == [1, 2, 4])
    #expect(skipped?.count == 1)
    #expect(throws: PairError.self) {
      try PairFile.read(sources: other, targets: gap, memoryLimit: 100)
    }
  }

  @Test("CR LF ends a line and blank lines are counted but skipped")
  func blankLines() throws {
    let pairs = try parse("a\tb\r\n\r\n \n\u{3000}\nc\td\r\n\n")
    #expect(pairs == [SentencePair("a", "b", line: 1), SentencePair("c", "d", line: 5)])
  }

  @Test(
    "LF, CR LF and CR end lines, also in one file",
    arguments: [
      "a\tb\nc\td\ne\tf", "a\tb\r\nc\td\r\ne\tf\r\n", "a\tb\rc\td\re\tf\r",
      "a\tb\rc\td\ne\tf\r\n",
    ])
  func lineEnds(text: String) throws {
    #expect(
      try parse(text) == [
        SentencePair("a", "b", line: 1), SentencePair("c", "d", line: 2),
        SentencePair("e", "f", line: 3),
      ])
  }

  @Test("A CR within a sentence is an error with its line, not a sentence cut in silence")
  func strayCarriageReturn() {
    #expect(throws: PairError.missingTab(path: "p.tsv", line: 3)) {
      try parse("a\tb\nc d\te\rf\n")
    }
  }

  @Test(
    "Columns of numbers or language codes before the sentences are refused",
    arguments: [
      ("1\tGo.\t7\tVa !", [1, 3], [2, 4]), ("1\tGo.\tVa !", [1], [2, 3]),
      ("1\teng\tGo.", [1, 2], [3]), ("1\teng\tGo.\t7\tfra\tVa !", [1, 2, 4, 5], [3, 6]),
      ("eng\tGo.\tfra\tVa !", [1, 3], [2, 4]), ("Go.\teng\tVa !\tfra", [2, 4], [1, 3]),
      ("Go.\t1\tVa !\t7", [2, 4], [1, 3]),
    ])
  func labels(line: String, labels: [Int], texts: [Int]) {
    let file = "id\ttext\tid\ttext\n" + String(repeating: line + "\n", count: 12)
    #expect(throws: PairError.labelColumns(path: "p.tsv", labels: labels, texts: texts)) {
      try parse(file)
    }
  }

  @Test(
    "Pairs of numbers, of short words and with an attribution are pairs",
    arguments: [
      "12\t144", "12\t144\tsquare", "12\ttwelve", "Go.\tVa !\tCC-BY 2.0 (France) #12",
      "Go.\tVa !\t12", "twelve\t12\tby hand",
    ])
  func noLabels(line: String) throws {
    #expect(try parse(String(repeating: line + "\n", count: 12)).count == 12)
  }

  @Test("Words of two letters are no language codes where they differ")
  func shortWords() throws {
    #expect(try parse("go\tva\tx y\nhi\tbon\tx y\nno\tnon\tx y\n").count == 3)
  }

  @Test("NUL is a character like others")
  func nul() throws {
    #expect(try parse("a\0\t\0b\n") == [SentencePair("a\0", "\0b", line: 1)])
  }

  @Test("A line without a tab is reported with its number")
  func missingTab() {
    #expect(throws: PairError.missingTab(path: "p.tsv", line: 3)) { try parse("a\tb\n\nc d\n") }
  }

  @Test(
    "An empty side is reported with its line",
    arguments: [
      ("a\tb\n\tc", 2, PairSide.source), ("a\tb\n \u{A0}\tc", 2, .source), ("a\t", 1, .target),
      ("a\t\tb", 1, .target), ("a\t \r\n", 1, .target), ("\t", 1, .source),
    ])
  func emptySide(text: String, line: Int, side: PairSide) {
    #expect(throws: PairError.emptySide(path: "p.tsv", line: line, side: side)) {
      try parse(text)
    }
  }

  @Test("A file of blank lines has no pairs", arguments: ["\n", "\r\n \n"])
  func noPairs(text: String) {
    #expect(throws: PairError.noPairs(path: "p.tsv")) { try parse(text) }
  }

  @Test("A byte order mark is dropped and invalid UTF-8 reported with offset and line")
  func encoding() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try Data("\u{FEFF}a\tb\n".utf8).write(to: url)
    #expect(try PairFile.read(url.path) == [SentencePair("a", "b", line: 1)])
    try Data(Array("a\tb\nc\t".utf8) + [0xFF]).write(to: url)
    let error = TextError.invalidUTF8(path: url.path, byteOffset: 6, line: 2)
    #expect(throws: PairError.text(error)) { try PairFile.read(url.path) }
    try Data().write(to: url)
    #expect(throws: PairError.text(.empty(path: url.path))) { try PairFile.read(url.path) }
  }

  @Test("Many short pairs take more memory than their bytes, and are given up before they are made")
  func memoryLimit() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(String(repeating: "a\tb\n\n", count: 100).utf8).write(to: url)
    let needed = PairFile.memoryBytes(pairs: 100, bytes: 500)
    #expect(try PairFile.read(url.path, memoryLimit: needed).count == 100)
    #expect(throws: PairError.text(.tooLarge(path: url.path, limit: needed - 1))) {
      try PairFile.read(url.path, memoryLimit: needed - 1)
    }
  }

  @Test("A missing file is said to be missing")
  func missing() {
    #expect(throws: PairError.text(.missing(path: "/nowhere/at/all.tsv"))) {
      try PairFile.read("/nowhere/at/all.tsv")
    }
  }

  @Test("Repetitions and shared pairs are found in normal form")
  func repetitions() throws {
    let pairs = [
      SentencePair("Hi", "Salut", line: 1), SentencePair("hi ", "salut", line: 2),
      SentencePair("Hi", "Bonjour", line: 3), SentencePair("Yes", "Oui", line: 4),
    ]
    let folded = TextNormalization(lowercases: true)
    let found = pairs.repetitions(source: folded, target: folded)
    #expect(found == (1, 1))
    let exact = TextNormalization()
    #expect(pairs.repetitions(source: exact, target: exact).repeated == 0)
    let others = [SentencePair("YES", "oui"), SentencePair("yes", "non")]
    #expect(others.countShared(with: pairs, source: folded, target: folded) == 1)
    #expect(others.countShared(with: pairs, source: exact, target: exact) == 0)
  }
}
