/// A table in plain text: columns two spaces apart, a rule below the titles, numbers aligned at the
/// right.
package struct Table {
  /// One column: its title and the side its cells are aligned to.
  package struct Column {
    let title: String
    let isRightAligned: Bool

    /// A column of words.
    package static func left(_ title: String) -> Column {
      Column(title: title, isRightAligned: false)
    }
    /// A column of numbers.
    package static func right(_ title: String) -> Column {
      Column(title: title, isRightAligned: true)
    }
  }

  let columns: [Column]
  package private(set) var rows: [[String]] = []

  package init(_ columns: Column...) { self.init(columns) }

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row; precondition: one cell for each column. A value that does not apply is the empty
  /// string.
  package mutating func append(_ cells: String...) { append(cells) }

  /// Adds a row, as the form for single cells does.
  package mutating func append(_ cells: [String]) {
    precondition(
      cells.count == columns.count, "table: row of \(cells.count) cells, \(columns.count) columns")
    rows.append(cells)
  }

  /// The table's lines: titles, rule, rows. No line ends in a space.
  package var lines: [String] {
    let titles = columns.map(\.title)
    let widths = columns.indices.map { column in
      ([titles] + rows).map { displayWidth($0[column]) }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([titles, rule] + rows).map { line($0, widths: widths) }
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - displayWidth(cell))
      let separator = index == 0 ? "" : "  "
      line += separator + (columns[index].isRightAligned ? padding + cell : cell + padding)
    }
    let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
    return String(line[..<end])
  }
}

extension Console {
  /// Prints a table as part of the results.
  ///
  /// - Throws: `SystemFailure` when standard output is closed or full.
  package func print(_ table: Table) throws(SystemFailure) {
    for line in table.lines { try print(line) }
  }
}
