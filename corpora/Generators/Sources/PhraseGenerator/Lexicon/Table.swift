/// The cells of a table written as text: a row per line, cells between bars.
func table(_ text: String, columns: Int) -> [[String]] {
  text.split(separator: "\n").map { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
    precondition(
      cells.count == columns, "table: \(columns) columns, not \(cells.count), in \(line)")
    return cells
  }
}

private func trimmed(_ cell: Substring) -> String {
  var cell = cell
  while cell.first == " " { cell.removeFirst() }
  while cell.last == " " { cell.removeLast() }
  return String(cell)
}
