/// The lines of rows of a name and words, the words one below the other.
package func alignedRows(_ rows: [(name: String, words: String)]) -> [String] {
  let width = rows.map(\.name.count).max() ?? 0
  return rows.map { name, words in
    name + String(repeating: " ", count: width + 2 - name.count) + words
  }
}
