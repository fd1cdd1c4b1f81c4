import Foundation
import ModelFiles
import Testing

@testable import RecurCommand

/// Wrong input: one or two lines, the right exit code, nothing written.
@Suite("series: wrong input")
struct SeriesErrorTests {
  private typealias Case = WrongInput

  private func session() throws -> CharLMSession {
    let session = try SeriesFixture.session()
    let days = (1...28).map { "2020-02-\(String(format: "%02d", $0))" }
    func file(_ name: String, _ header: String, _ row: (Int) -> String) throws {
      try session.write(
        ([header] + days.indices.map(row)).joined(separator: "\n"), to: name)
    }
    try session.write("", to: "empty")
    try session.write("day,y\n", to: "headed")
    try file("ragged", "day,y") { $0 == 9 ? "\(days[$0]),1,2" : "\(days[$0]),\($0 % 5)" }
    try file("text", "day,y") { $0 == 9 ? "\(days[$0]),three" : "\(days[$0]),\($0 % 5)" }
    try file("infinite", "day,y") { $0 == 9 ? "\(days[$0]),inf" : "\(days[$0]),\($0 % 5)" }
    try file("huge", "day,y") { "\(days[$0]),\($0 == 9 ? "1e308" : "1")" }
    try file("comma", "day;y") { "\(days[$0]);\($0 == 9 ? "3,5" : "3.5")" }
    try file("thousands", "day;y") { "\(days[$0]);\($0 == 9 ? "1,003.5" : "3.5")" }
    try file("headless", "2020-01-31,7") { "\(days[$0]),\($0 % 5)" }
    try file("constant", "day,y") { "\(days[$0]),4" }
    try file("missing", "day,y") { "\(days[$0]),\($0 > 25 ? "1" : "NA")" }
    try file("twice", "day,y") { "\(days[$0 == 9 ? 3 : $0]),\($0 % 5)" }
    try file("unsorted", "day,y") { "\(days[$0 < 9 ? $0 + 1 : $0 == 9 ? 0 : $0]),\($0 % 5)" }
    try file("dates", "day,y") { "\($0 == 9 ? "10.02.2020" : days[$0]),\($0 % 5)" }
    try file("quote", "day,y") { "\(days[$0]),\($0 == 9 ? "\"1" : "1")" }
    try file("double", "y,y") { "\($0),\($0)" }
    try file("two", "day,first,second") { "\(days[$0]),\($0 % 5),\($0 % 3)" }
    try file("words", "day,y") { "\(days[$0]),a" }
    try session.write("day,y\n2020-01-01,1\n2020-01-02,2\n", to: "short")
    try Data([0x61, 0x0A, 0xFF, 0x0A]).write(to: session.directory.appendingPathComponent("binary"))
    try Checkpoint(kind: "charlm", formatVersion: 1).write(to: session.path("charlm"))
    return session
  }

  private static let cases = [
    Case("series train @/none -o @/m", 66, "none: no such file"),
    Case("series train @/empty -o @/m", 65, "empty: is empty"),
    Case("series train @/headed -o @/m", 65, "holds no records"),
    Case("series train @/binary -o @/m", 65, "not UTF-8 at byte 2, line 2"),
    Case("series train @/ragged -o @/m", 65, "ragged: line 11: 3 fields, 2 in the first line"),
    Case(
      "series train @/text -o @/m --target y", 65, "text: line 11, column 12: 'three' is no number"),
    Case(
      "series train @/infinite -o @/m --target y", 65, "line 11, column 12: 'inf' is not finite"),
    Case("series train @/huge -o @/m", 65, "line 11, column 12: '1e+308' is too large"),
    Case("series train @/comma -o @/m --target y", 65, "give --decimal comma"),
    Case("series train @/comma -o @/m --target y --decimal comma", 65, "line 2, column 12: '3.5'"),
    Case(
      "series train @/thousands -o @/m --target y", 65, "line 11, column 12: '1,003.5' is no number"
    ),
    Case("series train @/headless -o @/m", 65, "line 1 is of numbers, and should name the columns"),
    Case("series train @/constant -o @/m", 65, "'y' is 4 in every row that is trained on"),
    Case("series train @/missing -o @/m", 65, "'y' has no value in the rows that are trained on"),
    Case("series train @/twice -o @/m", 65, "line 11: 2020-02-04 stands in line 5 already"),
    Case("series train @/unsorted -o @/m", 65, "line 11: 2020-02-01 comes after 2020-02-10"),
    Case(
      "series train @/dates -o @/m --time day", 65, "line 11, column 1: '10.02.2020' is no moment"),
    Case(
      "series train @/quote -o @/m", 65, "line 11, column 12: a quotation mark that is never closed"
    ),
    Case("series train @/double -o @/m", 65, "two columns are named 'y'"),
    Case("series train @/two -o @/m", 64, "give --target: first, second"),
    Case("series train @/words -o @/m", 65, "no column is of numbers alone"),
    Case("series train @/short -o @/m", 65, "too few rows: 2, at least 19 are needed"),
    Case("series train @/months -o @/m", 64, "2 columns of numbers, which of them is forecast?"),
    Case("series train @/months -o @/m --target sale", 64, "tip: did you mean 'sales'?"),
    Case("series train @/months -o @/m --target sales --known sales", 64, "cannot be two things"),
    Case("series train @/months -o @/m --target sales --series town", 64, "it has month, sales"),
    Case(
      "series train @/months -o @/m --target sales --time none --calendar month", 64,
      "--calendar month: "),
    Case(
      "series train @/months -o @/m --target sales --horizon 30", 64,
      "--horizon 30 is longer than the backtest of 15 rows"),
    Case(
      "series train @/months -o @/m --target sales --test-fraction 0.6 --validation-fraction 0.4",
      64, "leave nothing to train on"),
    Case("series train @/months -o @/m --target sales --delimiter ab", 64, "--delimiter: 'ab'"),
    Case(
      "series train @/months -o @/m --target sales --delimiter semicolon", 64, "no column 'sales'"),
    Case(
      "series train @/months -o @/m --target sales --loss poisson", 64, "is not one of gaussian"),
    Case("series train @/months -o @/m --target sales --cell jordan", 64, "reads its own output"),
    Case("series train @/months -o @/months --target sales", 64, "is the text to train on"),
    Case("series train @/months -o @/m --target sales --memory-limit 1k", 64, "of memory"),
    Case("series train -o @/m", 64, "DATA.csv is missing"),
    Case("series forecast @/charlm @/months", 65, "a model of another kind"),
    Case("series forecast @/none @/months", 66, "no such model"),
    Case("series forecast @/charlm @/months --plot @/p.png", 64, "neither a .html nor a .svg file"),
    Case("series evaluate @/charlm @/months", 65, "a model of another kind"),
  ]

  @Test("wrong input ends with one or two lines and the right exit code", arguments: cases)
  func refused(_ input: WrongInput) throws {
    try input.expectRefused(in: session())
  }
}
