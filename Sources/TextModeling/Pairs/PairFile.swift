/// Reads files of sentence pairs: a pair on each line, a tab between source and target.
///
/// UTF-8; the columns of a pair are the first two or those asked for, others, such as an attribution,
/// are ignored; a line ends with LF, CR LF or CR,
/// each as often as the file likes; blank lines are skipped and a byte order mark at the beginning
/// is dropped.
public enum PairFile {
  /// What stands between columns.
  static let tab: UInt8 = 0x09

  /// The pairs of a file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - columns: which columns a pair stands in; nil: in the first two, where these are no numbers
  ///     or language codes.
  ///   - memoryLimit: bytes of memory that the pairs may take, encoded too.
  /// - Throws: ``PairError/text(_:)`` for what ``TextFile/read(_:unit:memoryLimit:)`` throws,
  ///   ``PairError/missingTab(path:line:)``,
  ///   ``PairError/missingColumn(path:line:column:found:)``,
  ///   ``PairError/emptySide(path:line:side:)``, ``PairError/labelColumns(path:labels:texts:)``,
  ///   ``PairError/noPairs(path:)``.
  public static func read(
    _ path: String, columns: PairColumns? = nil, memoryLimit: Int = .max
  ) throws(PairError) -> [SentencePair] {
    var skipped: SkippedLines?
    return try read(path, columns: columns, skipping: &skipped, memoryLimit: memoryLimit)
  }

  /// The pairs of a file, likewise; `skipped`, where there is one, takes the lines that are no
  /// pairs instead of an error.
  package static func read(
    _ path: String, columns: PairColumns?, skipping skipped: inout SkippedLines?,
    memoryLimit: Int = .max
  ) throws(PairError) -> [SentencePair] {
    let bytes = try bytes(path, memoryLimit)
    guard memoryBytes(pairs: lineCount(bytes), bytes: bytes.count) <= memoryLimit else {
      throw .text(.tooLarge(path: path, limit: memoryLimit))
    }
    return try parse(bytes, path: path, columns: columns, skipping: &skipped)
  }

  static func bytes(_ path: String, _ memoryLimit: Int) throws(PairError) -> [UInt8] {
    do throws(TextError) {
      return try TextFile.read(path, unit: .scalar, memoryLimit: memoryLimit)
    } catch {
      throw .text(error)
    }
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
  static func parse(
    _ bytes: [UInt8], path: String, columns: PairColumns? = nil,
    skipping skipped: inout SkippedLines?
  ) throws(PairError) -> [SentencePair] {
    if columns == nil { try requireSentences(in: bytes, path: path) }
    let columns = columns ?? PairColumns(source: 1, target: 2)
    var pairs: [SentencePair] = []
    var start = 0
    var line = 0
    while start < bytes.count {
      line += 1
      let (range, next) = bytes.line(from: start)
      start = next
      let fields = bytes[range].split(
        separator: tab, maxSplits: max(columns.source, columns.target),
        omittingEmptySubsequences: false)
      if fields.count == 1, isBlank(fields[0]) { continue }
      do throws(PairError) {
        pairs.append(try pair(fields, columns, path: path, line: line))
      } catch {
        if skipped?.add(error) == nil { throw error }
      }
    }
    if pairs.isEmpty { throw .noPairs(path: path) }
    return pairs
  }

  private static func pair(
    _ fields: [ArraySlice<UInt8>], _ columns: PairColumns, path: String, line: Int
  ) throws(PairError) -> SentencePair {
    let last = max(columns.source, columns.target)
    guard fields.count >= last else {
      throw fields.count == 1
        ? .missingTab(path: path, line: line)
        : .missingColumn(path: path, line: line, column: last, found: fields.count)
    }
    return try pair(fields[columns.source - 1], fields[columns.target - 1], path: path, line: line)
  }

  static func pair(
    _ source: ArraySlice<UInt8>, _ target: ArraySlice<UInt8>, path: String, line: Int
  ) throws(PairError) -> SentencePair {
    if isBlank(source) { throw .emptySide(path: path, line: line, side: .source) }
    if isBlank(target) { throw .emptySide(path: path, line: line, side: .target) }
    return SentencePair(
      String(decoding: source, as: UTF8.self), String(decoding: target, as: UTF8.self), line: line)
  }

  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    if first > 0x20 && first < 0x80 { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars
      .allSatisfy(\.properties.isWhitespace)
  }
}
