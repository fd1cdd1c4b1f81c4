internal import TensorCore

// Sentences and their translations in two files: the form of most published corpora.
extension PairFile {
  /// The pairs of two files, each line of the first with the same line of the second; lines that are
  /// blank in both are passed over.
  ///
  /// - Throws: what ``read(_:columns:memoryLimit:)`` throws, and
  ///   ``PairError/lineCounts(path:lines:targets:targetLines:)``.
  public static func read(
    sources path: String, targets: String, memoryLimit: Int = .max
  ) throws(PairError) -> [SentencePair] {
    var skipped: SkippedLines?
    return try read(sources: path, targets: targets, skipping: &skipped, memoryLimit: memoryLimit)
  }

  /// The pairs of two files, likewise; `skipped`, where there is one, takes the lines that are no
  /// pairs instead of an error.
  package static func read(
    sources path: String, targets: String, skipping skipped: inout SkippedLines?,
    memoryLimit: Int = .max
  ) throws(PairError) -> [SentencePair] {
    let (left, right) = (try bytes(path, memoryLimit), try bytes(targets, memoryLimit))
    let (sources, translations) = (lines(of: left), lines(of: right))
    guard
      memoryBytes(pairs: sources.count, bytes: left.count.addingClamped(right.count))
        <= memoryLimit
    else { throw .text(.tooLarge(path: path, limit: memoryLimit)) }
    guard sources.count == translations.count else {
      throw .lineCounts(
        path: path, lines: sources.count, targets: targets, targetLines: translations.count)
    }
    var pairs: [SentencePair] = []
    for (index, (source, target)) in zip(sources, translations).enumerated() {
      if isBlank(left[source]), isBlank(right[target]) { continue }
      do throws(PairError) {
        pairs.append(
          try pair(
            left[source], right[target], path: isBlank(right[target]) ? targets : path,
            line: index + 1))
      } catch {
        if skipped?.add(error) == nil { throw error }
      }
    }
    if pairs.isEmpty { throw .noPairs(path: path) }
    return pairs
  }

  /// The lines of a text, without blank ones at its end.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let (range, next) = bytes.line(from: start)
      lines.append(range)
      start = next
    }
    while let last = lines.last, isBlank(bytes[last]) { lines.removeLast() }
    return lines
  }
}
