import Foundation
import Testing

@testable import TextModeling

@Suite("Tables of comma-separated values")
struct CSVTableTests {
  private func rows(_ table: CSVTable) -> [[String]] { (0..<table.recordCount).map { table[$0] } }

  private func error(_ text: String, _ format: CSVFormat = CSVFormat()) -> CSVError? {
    #expect(throws: CSVError.self) { try CSVTable(text: text, format: format) }
  }

  @Test(
    "LF, CR LF and CR end lines, the last one or not, and empty lines are passed over",
    arguments: [
      "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r", "\na,b\n\n1,2\n\r\n3,4\n\n",
    ])
  func lineEnds(_ text: String) throws {
    let table = try CSVTable(text: text)
    #expect(table.names == ["a", "b"])
    #expect(rows(table) == [["1", "2"], ["3", "4"]])
  }

  @Test("Quotation marks keep delimiters, line ends and, doubled, quotation marks")
  func quotes() throws {
    let table = try CSVTable(text: "\"a, b\",c\n\"x\r\ny\",\"say \"\"no\"\"\"\n\"\",\"\"\"\"\n")
    #expect(table.names == ["a, b", "c"])
    #expect(rows(table) == [["x\r\ny", "say \"no\""], ["", "\""]])
  }

  @Test("Empty fields stand between, before and after delimiters")
  func emptyFields() throws {
    let table = try CSVTable(text: ",,\n1,,\n,,2", format: CSVFormat(hasHeader: false))
    #expect(table.names == ["1", "2", "3"])
    #expect(rows(table) == [["", "", ""], ["1", "", ""], ["", "", "2"]])
  }

  @Test("Any delimiter of ASCII will do", arguments: [";", "\t", "|", " "] as [Unicode.Scalar])
  func delimiters(_ delimiter: Unicode.Scalar) throws {
    let table = try CSVTable(
      text: "a\(delimiter)b\n1,5\(delimiter)x\n", format: CSVFormat(delimiter: delimiter))
    #expect(rows(table) == [["1,5", "x"]])
  }

  @Test("A column is numbers, NaN where one is missing, or texts")
  func columns() throws {
    let table = try CSVTable(text: "day,t\nMon, 1.5 \nTue,NA\nWed,-2e3\nThu,\n")
    #expect(try table.texts("day") == ["Mon", "Tue", "Wed", "Thu"])
    let numbers = try table.numbers("t")
    #expect(numbers[0] == 1.5 && numbers[2] == -2000)
    #expect(numbers[1].isNaN && numbers[3].isNaN)
    #expect(try table.isNumeric("t"))
    #expect(try !table.isNumeric("day"))
  }

  @Test(
    "What is no decimal number is refused at its line and column",
    arguments: ["x", "0x10", "inf", "1e999", "1 2", "1,"])
  func notANumber(_ field: String) throws {
    let table = try CSVTable(
      text: "a;tea\n1;2\né\"\n;3\n".replacing("é\"\n;3", with: "é;\(field)"),
      format: CSVFormat(delimiter: ";"))
    #expect(throws: CSVError.notANumber(path: "", line: 3, column: 3, found: field)) {
      try table.numbers("tea")
    }
  }

  @Test("Each defect has its place")
  func defects() {
    #expect(error("a,b\n1,\"x\n") == .unclosedQuote(path: "", line: 2, column: 3))
    #expect(error("a,b\n\"1\"x,2") == .textAfterQuote(path: "", line: 2, column: 4))
    #expect(error("a,b\n1,x\"y\"") == .quoteInField(path: "", line: 2, column: 4))
    #expect(
      error("a,b\n\"1\n2\",3\n4\n") == .fieldCount(path: "", line: 4, expected: 2, found: 1))
    #expect(error("a, a\n1,2") == .duplicateName(path: "", name: "a"))
    #expect(error("a,b\n") == .noRecords(path: ""))
    #expect(error("") == .noRecords(path: ""))
  }

  @Test("A column that is not there is named")
  func missingColumn() throws {
    let table = try CSVTable(text: "a\n1\n")
    #expect(throws: CSVError.missingColumn(path: "", name: "b")) { try table.numbers("b") }
  }

  @Test("A file is read without its byte order mark, and one that is no text refused")
  func files() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("recur-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appendingPathComponent("table.csv")
    try Data([0xEF, 0xBB, 0xBF] + "a\n1\n".utf8).write(to: file)
    #expect(try CSVTable(contentsOf: file.path).numbers("a") == [1])
    try Data([0x61, 0x0A, 0xFF]).write(to: file)
    #expect(
      throws: CSVError.text(.invalidUTF8(path: file.path, byteOffset: 2, line: 2))
    ) { try CSVTable(contentsOf: file.path) }
    try FileManager.default.removeItem(at: file)
    #expect(throws: CSVError.text(.missing(path: file.path))) {
      try CSVTable(contentsOf: file.path)
    }
  }
}
