/// Reads files of sentence pairs: a pair on each line, a tab between source and target.
///
/// UTF-8; further columns are ignored, a line may end with CR LF, blank lines are skipped and a byte
/// order mark at the beginning is dropped.
public enum PairFile {
  /// The pairs of a file; `-` is standard input.
  /// - Throws: ``PairError/text(_:)`` for what ``TextFile/read(_:unit:)`` throws,
  ///   ``PairError/missingTab(path:line:)``, ``PairError/emptySide(path:line:side:)``,
  ///   ``PairError/noPairs(path:)``.
  public static func read(_ path: String) throws(PairError) -> [SentencePair] {
    let bytes: [UInt8]
    do throws(TextError) {
      bytes = try TextFile.read(path, unit: .scalar)
    } catch {
      throw .text(error)
    }
    return try parse(bytes, path: path)
  }

  /// The pairs of a file's bytes, which must be UTF-8 without a byte order mark; `path` names them
  /// in errors.
  static func parse(_ bytes: [UInt8], path: String) throws(PairError) -> [SentencePair] {
    var pairs: [SentencePair] = []
    var start = 0
    var line = 0
    while start < bytes.count {
      line += 1
      let next = bytes[start...].firstIndex(of: lineFeed) ?? bytes.count
      let isCarriageReturn = next > start && bytes[next - 1] == 0x0D
      let content = bytes[start..<(isCarriageReturn ? next - 1 : next)]
      start = next + 1
      guard let tab = content.firstIndex(of: 0x09) else {
        if isBlank(content) { continue }
        throw .missingTab(path: path, line: line)
      }
      let rest = content[(tab + 1)...]
      let source = content[..<tab]
      let target = rest[..<(rest.firstIndex(of: 0x09) ?? rest.endIndex)]
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
