import Foundation
import TensorCore
import Testing

@testable import TextModeling

/// Tables of seeded chance: `RECUR_FUZZ=N` asks for N cases, where 1,500 are usual.
@Suite("Tables of chance")
struct CSVFuzzTests {
  private static let cases =
    ProcessInfo.processInfo.environment["RECUR_FUZZ"].flatMap { Int($0) } ?? 1500

  private static let pieces = [
    "a", "1.5", "-2e3", ",", ",", ",", ";", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "é", "NA",
    "\0", "nan", "\"x,y\"", "\"p\nq\"", ",,,,",
  ]

  private static func text(_ generator: inout RandomGenerator) -> [UInt8] {
    (0..<generator.index(below: 60)).flatMap { _ in
      Array(pieces[generator.index(below: pieces.count)].utf8)
    }
  }

  /// A field as RFC 4180 writes it.
  private static func quoted(_ field: String) -> String {
    "\"\(field.replacing("\"", with: "\"\""))\""
  }

  @Test("Whatever it is made of, a table is refused or has records of one width")
  func anything() {
    var read = 0
    for seed in 0..<Self.cases {
      var generator = RandomGenerator(seed: UInt64(seed))
      let bytes = Self.text(&generator)
      let format = CSVFormat(hasHeader: generator.index(below: 2) == 0)
      guard let table = try? CSVTable(bytes, path: "t", format: format) else { continue }
      read += 1
      // Four bytes for each record, of which none is shorter than two.
      #expect(2 * table.recordCount <= bytes.count + 1, "\(bytes)")
      for record in 0..<table.recordCount {
        #expect(table[record].count == table.names.count, "\(bytes)")
      }
      for name in table.names { _ = try? table.numbers(name) }
    }
    #expect(read > Self.cases / 50)
  }

  @Test("What is written by the rules is read back as it was")
  func written() throws {
    for seed in 0..<Self.cases / 10 {
      var generator = RandomGenerator(seed: UInt64(seed))
      let width = 1 + generator.index(below: 4)
      let rows = (0..<1 + generator.index(below: 5)).map { _ in
        (0..<width).map { _ in String(decoding: Self.text(&generator), as: UTF8.self) }
      }
      let end = ["\n", "\r\n", "\r"][generator.index(below: 3)]
      let text = rows.map { $0.map(Self.quoted).joined(separator: ",") }.joined(separator: end)
      let table = try CSVTable(text: text, format: CSVFormat(hasHeader: false))
      #expect((0..<table.recordCount).map { table[$0] } == rows, "\(text)")
    }
  }
}
