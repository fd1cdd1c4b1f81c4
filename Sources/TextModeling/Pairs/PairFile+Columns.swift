// Exports of Tatoeba number their sentences: id, text, id, text, or with columns of languages.
extension PairFile {
  /// The lines that are looked at, and the columns of each.
  private static let (sampledLines, sampledColumns) = (1000, 8)

  /// Stops where columns of numbers or language codes stand in the way of the sentences.
  ///
  /// A file of two columns is taken as it is, and so is one whose first two columns are both
  /// numbers; a third column after two of text, such as an attribution, is not looked at.
  /// - Throws: ``PairError/labelColumns(path:labels:texts:)``.
  static func requireSentences(in bytes: [UInt8], path: String) throws(PairError) {
    let lines = sample(of: bytes)
    // A tenth of the lines may be otherwise: a heading, a line that lacks something.
    let width = lines.map(\.count).sorted().dropFirst(lines.count / 10).first ?? 0
    guard width > 2 else { return }
    let columns = (0..<width).map { column in lines.compactMap { $0.dropFirst(column).first } }
    let areNumbers = columns.map { isMostly($0) { $0.allSatisfy { (0x30...0x39).contains($0) } } }
    let areCodes = columns.indices.map { column in
      isMostly(columns[column], isLanguage)
        && (column > 0 && areNumbers[column - 1] || isConstant(columns[column]))
    }
    let labels = columns.indices.filter { areNumbers[$0] || areCodes[$0] }
    guard
      labels.contains(0) && !(areNumbers[0] && areNumbers[1])
        || labels.contains(1) && (areCodes[1] || labels.contains(3))
    else { return }
    let texts = columns.indices.filter { !labels.contains($0) }
    throw .labelColumns(path: path, labels: labels.map { $0 + 1 }, texts: texts.map { $0 + 1 })
  }

  private static func sample(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    var lines: [[ArraySlice<UInt8>]] = []
    var start = 0
    while start < bytes.count, lines.count < sampledLines {
      let (content, next) = bytes.line(from: start)
      start = next
      let columns = bytes[content].split(
        separator: tab, maxSplits: sampledColumns, omittingEmptySubsequences: false)
      if columns.count > 1 { lines.append(Array(columns.prefix(sampledColumns))) }
    }
    return lines
  }

  private static func isMostly(
    _ column: [ArraySlice<UInt8>], _ matches: (ArraySlice<UInt8>) -> Bool
  ) -> Bool {
    !column.isEmpty && column.count { !$0.isEmpty && matches($0) } * 10 >= column.count * 9
  }

  /// Whether this may be the code of a language (ISO 639): two or three small letters.
  private static func isLanguage(_ field: ArraySlice<UInt8>) -> Bool {
    (2...3).contains(field.count) && field.allSatisfy { (0x61...0x7A).contains($0) }
  }

  /// Whether a column of several lines says the same in nearly all.
  private static func isConstant(_ column: [ArraySlice<UInt8>]) -> Bool {
    guard column.count > 2 else { return false }
    let middle = column[column.count / 2]
    return isMostly(column) { $0 == middle }
  }
}
