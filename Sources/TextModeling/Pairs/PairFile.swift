/// Reads files of sentence pairs: a pair on each line, a tab between source and target.
///
/// UTF-8; further columns, such as an attribution, are ignored; a line ends with LF, CR LF or CR,
/// each as often as the file likes; blank lines are skipped and a byte order mark at the beginning
/// is dropped.
public enum PairFile {
  /// What stands between columns.
  static let tab: UInt8 = 0x09

  /// The pairs of a file; `-` is standard input.
  ///
  /// - Parameter memoryLimit: bytes of memory that the pairs may take, encoded too.
  /// - Throws: ``PairError/text(_:)`` for what ``TextFile/read(_:unit:memoryLimit:)`` throws,
  ///   ``PairError/missingTab(path:line:)``, ``PairError/emptySide(path:line:side:)``,
  ///   ``PairError/labelColumns(path:labels:texts:)``, ``PairError/noPairs(path:)``.
  public static func read(
    _ path: String, memoryLimit: Int = .max
  ) throws(PairError) -> [SentencePair] {
    let bytes: [UInt8]
    do throws(TextError) {
      bytes = try TextFile.read(path, unit: .scalar, memoryLimit: memoryLimit)
      guard memoryBytes(pairs: lineCount(bytes), bytes: bytes.count) <= memoryLimit else {
        throw .tooLarge(path: path, limit: memoryLimit)
      }
    } catch {
      throw .text(error)
    }
    return try parse(bytes, path: path)
  }

  /// Bytes of memory of pairs whose texts have so many bytes: texts, their normal form, and what is
  /// beside their symbols.
  package static func memoryBytes(pairs: Int, bytes: Int) -> Int { 460 * pairs + 3 * bytes }

  /// Lines that hold a tab.
  private static func lineCount(_ bytes: [UInt8]) -> Int {
    var (count, hasTab) = (0, false)
    for byte in bytes {
      if byte == tab, !hasTab {
        count += 1
        hasTab = true
      } else if byte == 0x0A || byte == 0x0D {
        hasTab = false
      }
    }
    return count
  }

  /// The pairs of a file's bytes, which must be UTF-8 without a byte order mark; `path` names them
  /// in errors.
  static func parse(_ bytes: [UInt8], path: String) throws(PairError) -> [SentencePair] {
    try requireSentences(in: bytes, path: path)
    var pairs: [SentencePair] = []
    var start = 0
    var line = 0
    while start < bytes.count {
      line += 1
      let (range, next) = bytes.line(from: start)
      let content = bytes[range]
      start = next
      guard let tab = content.firstIndex(of: Self.tab) else {
        if isBlank(content) { continue }
        throw .missingTab(path: path, line: line)
      }
      let rest = content[(tab + 1)...]
      let source = content[..<tab]
      let target = rest[..<(rest.firstIndex(of: Self.tab) ?? rest.endIndex)]
      if isBlank(source) { throw .emptySide(path: path, line: line, side: .source) }
      if isBlank(target) { throw .emptySide(path: path, line: line, side: .target) }
      pairs.append(
        SentencePair(
          String(decoding: source, as: UTF8.self), String(decoding: target, as: UTF8.self),
          line: line))
    }
    if pairs.isEmpty { throw .noPairs(path: path) }
    return pairs
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    if first > 0x20 && first < 0x80 { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars
      .allSatisfy(\.properties.isWhitespace)
  }
}
