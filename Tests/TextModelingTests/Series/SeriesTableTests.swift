import TensorCore
import Testing

@testable import TextModeling

@Suite("Series in tables")
struct SeriesTableTests {
  private func table(
    _ text: String, _ columns: SeriesColumns, _ format: CSVFormat = CSVFormat()
  ) throws -> SeriesTable {
    try SeriesTable(CSVTable(text: text, format: format), columns: columns)
  }

  private let daily = SeriesColumns(time: "day", targets: ["y"])

  private func error(_ text: String, _ columns: SeriesColumns) throws -> SeriesError? {
    let table = try CSVTable(text: text)
    return #expect(throws: SeriesError.self) { try SeriesTable(table, columns: columns) }
  }

  @Test("Columns go where they belong, and missing values are NaN")
  func columns() throws {
    let table = try table(
      "t,h,y,f\n1,0,1.5,7\n2,1,NA,8\n3,0,2,\n4,1,,9\n",
      SeriesColumns(time: "t", targets: ["y"], features: ["f"], known: ["h"]))
    let series = table.series[0]
    #expect(series.rowCount == 4 && series.observedCount == 3 && table.missingCount == 1)
    #expect(series.targets[0][0] == 1.5 && series.targets[0][1].isNaN)
    #expect(series.features[0][2].isNaN && series.known == [[0, 1, 0, 1]])
    #expect(table.step == .seconds(1))
  }

  @Test("A file may hold several series, in the order of their first rows")
  func several() throws {
    let table = try table(
      "city,day,y\nB,2020-01-01,1\nA,2020-01-01,2\nB,2020-01-02,3\nA,2020-01-02,4\n",
      SeriesColumns(time: "day", series: "city", targets: ["y"]))
    #expect(table.series.map(\.name) == ["B", "A"])
    #expect(table.series.map { $0.targets[0] } == [[1, 3], [2, 4]])
  }

  @Test("Rows that are absent where time steps evenly become rows of missing values")
  func holes() throws {
    let table = try table(
      "day,y\n2020-01-01,1\n2020-01-02,2\n2020-01-05,5\n2020-01-06,6\n", daily)
    #expect(table.filledCount == 2 && !table.isIrregular)
    #expect(table.series[0].targets[0].map(\.isNaN) == [false, false, true, true, false, false])
    #expect(table.series[0].times.map(\.description)[2] == "2020-01-03")
  }

  @Test("Times in unequal steps are taken as they stand")
  func irregular() throws {
    let table = try table("t,y\n1,1\n2,2\n2.7,3\n7,4\n", SeriesColumns(time: "t", targets: ["y"]))
    #expect(table.isIrregular && table.series[0].rowCount == 4)
  }

  @Test("Each defect of times and columns has its line")
  func defects() throws {
    #expect(
      try error("day,y\n2020-01-01,1\n2020-01-03,2\n2020-01-02,3\n", daily)
        == .unsortedTime(path: "", line: 4, found: "2020-01-02", above: "2020-01-03"))
    #expect(
      try error("day,y\n2020-01-01,1\n2020-01-02,2\n2020-01-02,3\n", daily)
        == .duplicateTime(path: "", line: 4, found: "2020-01-02", earlier: 3))
    #expect(
      try error("y,day\n1,2020-01-01\n2,2020-01-32\n", daily)
        == .notATime(path: "", line: 3, column: 3, found: "2020-01-32"))
    #expect(
      try error("day,y\n2020-01-01,1\n2020-01-02,x\n", daily)
        == .csv(.notANumber(path: "", line: 3, column: 12, found: "x")))
    #expect(
      try error("a,b\n1,2\n", daily)
        == .unknownColumn(path: "", name: "day", names: ["a", "b"]))
    #expect(try error("2020,7\n1,2\n", daily) == .noHeader(path: "", line: 1))
    #expect(
      try error("day,y\n1,2\n", SeriesColumns(time: "y", targets: ["y"]))
        == .columnTwice(path: "", name: "y"))
    #expect(
      try error("day,y\n1,2\n2,3\n", SeriesColumns(time: "day", targets: ["y"], calendar: [.hour]))
        == .noCalendar(path: "", feature: "hour"))
  }

  @Test("A decimal comma is read where the format says so, and nowhere else")
  func decimalComma() throws {
    let format = CSVFormat(delimiter: ";", decimal: ",")
    let columns = SeriesColumns(targets: ["y"])
    #expect(try table("y;z\n1,5;a\n2;b\n", columns, format).series[0].targets == [[1.5, 2]])
    #expect(throws: SeriesError.self) { try table("y;z\n1.5;a\n", columns, format) }
  }

  @Test(
    "The delimiter is the commonest in the first line, outside quotation marks",
    arguments: [
      ("a,b\n1;2;3\n", ","), ("a;b,c;d\n", ";"), ("\"a,b,c\"\tb\n", "\t"), ("a|b\n", "|"),
      ("\n\na;b\n", ";"), ("abc\n", ","), ("", ","),
    ] as [(String, Unicode.Scalar)])
  func delimiter(text: String, expected: Unicode.Scalar) {
    #expect(CSVFormat.delimiter(of: text.utf8) == expected)
  }

  @Test("Whatever a file holds, it is read or refused")
  func mutations() {
    var generator = RandomGenerator(seed: 7)
    let rows = (1...28).map {
      "2020-02-\($0 < 10 ? "0" : "")\($0),\($0 % 7 == 3 ? "" : "\($0).5"),a"
    }
    let intact = Array((["day,y,\"who, me\""] + rows).joined(separator: "\n").utf8)
    let odd: [[UInt8]] = [
      [0x22], [0x2C], [0x0A], [0x0D], [0x3B], [0x2D], [0xC3, 0xA9], Array("1e400".utf8),
      Array("NaN".utf8), Array("9999-12-31".utf8), Array("0000-01-01".utf8), [0],
    ]
    let columns = SeriesColumns(
      time: "day", series: "who, me", targets: ["y"], calendar: [.weekday, .dayOfYear])
    for _ in 0..<1000 {
      var bytes = intact
      for _ in 0...generator.index(below: 4) {
        let place = generator.index(below: bytes.count)
        let piece = odd[generator.index(below: odd.count)]
        switch generator.index(below: 3) {
        case 0: bytes.insert(contentsOf: piece, at: place)
        case 1:
          bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.index(below: 20)))
        default: bytes.replaceSubrange(place..<min(bytes.count, place + piece.count), with: piece)
        }
        if bytes.isEmpty { bytes = [0x0A] }
      }
      let delimiter = CSVFormat.delimiter(of: bytes)
      guard
        let table = try? CSVTable(bytes, path: "m", format: CSVFormat(delimiter: delimiter)),
        let series = try? SeriesTable(table, columns: columns)
      else { continue }
      for one in series.series {
        #expect(one.times.count == one.rowCount && one.observedCount <= one.rowCount)
        #expect(zip(one.times, one.times.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
  }
}
