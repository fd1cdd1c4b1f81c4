extension TextUnit {
  /// The most scalars of a grapheme cluster; what goes on after so many begins another symbol, so
  /// that a text of nothing but combining marks takes neither its square in time nor, where it has
  /// no end, memory without end.
  static let longestCluster = 8192

  /// Calls `body` with the byte range of every symbol of a text, in order.
  ///
  /// Of byte pairs, which only a vocabulary tells, these are the chunks that they lie in. `bytes`
  /// must be well-formed UTF-8 unless the unit is the byte.
  /// - Complexity: one pass, without memory beside the bytes but for the words of a line.
  func forEachSymbol<Failure: Error>(
    in bytes: [UInt8], _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .word: return try Self.forEachWord(in: bytes, body)
    case .bytePair: return try Self.forEachChunk(in: bytes, body)
    case .character, .scalar, .byte: break
    }
    var offset = 0
    while offset < bytes.count {
      let end =
        switch self {
        case .character: Self.clusterEnd(from: offset, in: bytes)
        case .scalar: offset + UTF8Sequence.length(at: offset, in: bytes)
        case .byte, .word, .bytePair: offset + 1
        }
      try body(offset..<end)
      offset = end
    }
  }

  /// The most symbols that bytes may hold, for byte pairs what is usual.
  func mostSymbols(in bytes: [UInt8]) -> Int {
    switch self {
    case .byte: bytes.count
    case .bytePair: bytes.count / 2
    case .character, .scalar, .word: UTF8Sequence.scalarCount(of: bytes)
    }
  }

  /// Calls `body` with the words of each line and the LF that ends it: lines are taken apart one by
  /// one, so that a quotation mark that is never closed does no harm beyond its line.
  private static func forEachWord<Failure: Error>(
    in bytes: [UInt8], _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: lineFeed) ?? bytes.count
      for word in Array(bytes[start..<end]).words(splitsPunctuation: true) {
        try body(start + word.lowerBound..<start + word.upperBound)
      }
      if end < bytes.count { try body(end..<end + 1) }
      start = end + 1
    }
  }

  /// Where the grapheme cluster ends that begins at `start`: segmentation may start afresh at any
  /// boundary.
  private static func clusterEnd(from start: Int, in bytes: [UInt8]) -> Int {
    if isLoneASCII(at: start, in: bytes) { return start + 1 }
    var clusters = Unicode._CharacterRecognizer()
    var end = start
    var scalars = 0
    while end < bytes.count, scalars < longestCluster {
      let isBreak = clusters.hasBreak(before: UTF8Sequence.scalar(at: end, in: bytes))
      if isBreak, end > start { return end }
      end += UTF8Sequence.length(at: end, in: bytes)
      scalars += 1
    }
    return end
  }

  /// Whether the cluster that begins at `offset` is surely this one byte: an ASCII character joins
  /// the ASCII character after it only in CR LF (Unicode Standard Annex 29, GB3).
  private static func isLoneASCII(at offset: Int, in bytes: [UInt8]) -> Bool {
    guard bytes[offset] < 0x80 else { return false }
    guard offset + 1 < bytes.count else { return true }
    let next = bytes[offset + 1]
    return next < 0x80 && !(bytes[offset] == carriageReturn && next == lineFeed)
  }
}
