import TensorCore
import Testing

@testable import TextModeling

@Suite("Records that come piece by piece")
struct CSVRecordsTests {
  private func records(
    _ text: String, pieces: Int, seed: UInt64 = 1
  ) throws -> [CSVRecords.Record] {
    var records = CSVRecords(path: "pipe", delimiter: ",")
    var generator = RandomGenerator(seed: seed)
    var (rest, found) = (Array(text.utf8)[...], [CSVRecords.Record]())
    while !rest.isEmpty {
      let count = min(rest.count, 1 + generator.index(below: pieces))
      records.append(rest.prefix(count))
      rest = rest.dropFirst(count)
      while let record = try records.next() { found.append(record) }
    }
    while let record = try records.next(isEnd: true) { found.append(record) }
    #expect(records.pending.isEmpty)
    return found
  }

  @Test("However the bytes come, the records are those of the whole", arguments: [1, 2, 3, 7, 100])
  func pieces(_ pieces: Int) throws {
    let text = "a,\"b,\nc\"\r\n\r\n1,\"say \"\"x\"\"\"\r2,é\n\n3,4"
    let found = try records(text, pieces: pieces, seed: UInt64(pieces))
    #expect(
      found.map(\.fields) == [["a", "b,\nc"], ["1", "say \"x\""], ["2", "é"], ["3", "4"]])
    #expect(found.map(\.line) == [1, 4, 5, 7])
    #expect(found.map(\.columns) == [[1, 3], [1, 3], [1, 3], [1, 3]])
  }

  @Test("A defect has the line of the whole")
  func defects() {
    #expect(throws: CSVError.textAfterQuote(path: "pipe", line: 3, column: 4)) {
      try records("a,b\n1,2\n\"1\"x,2\n", pieces: 3)
    }
    #expect(throws: CSVError.unclosedQuote(path: "pipe", line: 2, column: 3)) {
      try records("a,b\n1,\"2\n3,4\n", pieces: 3)
    }
    var endless = CSVRecords(path: "pipe", delimiter: ",")
    endless.append(Array(repeating: 0x61, count: 2 << 20))
    #expect(throws: CSVError.tooLarge(path: "pipe", bytes: 2 << 20)) { try endless.next() }
  }

  private func rows(_ text: String, _ columns: SeriesColumns) throws -> [SeriesRows.Row] {
    var rows = SeriesRows(path: "pipe", format: CSVFormat(), columns: columns)
    rows.append(text.utf8)
    var found: [SeriesRows.Row] = []
    while let row = try rows.next(isEnd: true) { found.append(row) }
    return found
  }

  @Test("Rows have the values of their columns, and a header may come again")
  func rows() throws {
    let found = try rows(
      "day,y,h\n2020-01-01,1,0\nday,y,h\n2020-01-02,NA,1\n",
      SeriesColumns(time: "day", targets: ["y"], known: ["h"], calendar: [.weekday]))
    #expect(found.count == 2 && found[0].targets == [1] && found[1].targets[0].isNaN)
    #expect(found.map(\.known) == [[0], [1]] && found[0].calendar.count == 2)
  }

  @Test("Each defect of a row has its line and column")
  func rowDefects() {
    let columns = SeriesColumns(time: "day", targets: ["y"])
    for (text, error) in [
      (
        "day,y\n2020-01-01,x\n",
        SeriesError.csv(.notANumber(path: "pipe", line: 2, column: 12, found: "x"))
      ),
      ("day,y\n2020-01-01\n", .csv(.fieldCount(path: "pipe", line: 2, expected: 2, found: 1))),
      (
        "day,y\n2020-01-02,1\n2020-01-01,1\n",
        .unsortedTime(path: "pipe", line: 3, found: "2020-01-01", above: "2020-01-02")
      ),
      (
        "day,y\n2020-01-02,1\n2020-01-02,1\n",
        .duplicateTime(path: "pipe", line: 3, found: "2020-01-02", earlier: 2)
      ),
      ("day,y\nsoon,1\n", .notATime(path: "pipe", line: 2, column: 1, found: "soon")),
      ("day,z\n", .unknownColumn(path: "pipe", name: "y", names: ["day", "z"])),
      ("2020-01-01,1\n", .unknownColumn(path: "pipe", name: "day", names: ["2020-01-01", "1"])),
    ] as [(String, SeriesError)] {
      if text.hasPrefix("2020") {
        #expect(throws: SeriesError.noHeader(path: "pipe", line: 1)) { try rows(text, columns) }
      } else {
        #expect(throws: error) { try rows(text, columns) }
      }
    }
  }
}
