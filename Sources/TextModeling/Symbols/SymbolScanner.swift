/// Walks a text symbol by symbol without holding more of it than its bytes.
enum SymbolScanner {
  /// Calls `body` with the byte range of every symbol, in order.
  ///
  /// `bytes` must be well-formed UTF-8 unless the unit is the byte.
  /// - Parameter pieceLength: how many bytes at a time are turned into a `String` to find grapheme
  ///   clusters, at least 4; only the speed depends on it.
  static func forEachSymbol<Failure: Error>(
    in bytes: [UInt8], unit: TextUnit, pieceLength: Int = 4096,
    _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    switch unit {
    case .byte:
      for offset in bytes.indices { try body(offset..<offset + 1) }
    case .scalar:
      var offset = 0
      while offset < bytes.count {
        let end = min(bytes.count, offset + scalarLength(lead: bytes[offset]))
        try body(offset..<end)
        offset = end
      }
    case .character:
      var offset = 0
      while offset < bytes.count {
        if isLoneASCII(at: offset, in: bytes) {
          try body(offset..<offset + 1)
          offset += 1
        } else {
          offset = try scanPiece(from: offset, in: bytes, pieceLength: pieceLength, body)
        }
      }
    case .word: try forEachWord(in: bytes, body)
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
      for word in WordScanner.words(of: Array(bytes[start..<end]), splitsPunctuation: true) {
        try body(start + word.lowerBound..<start + word.upperBound)
      }
      if end < bytes.count { try body(end..<end + 1) }
      start = end + 1
    }
  }

  /// Whether the cluster that begins at `offset` is surely this one byte: an ASCII character joins
  /// the ASCII character after it only in CR LF (Unicode Standard Annex 29, GB3).
  private static func isLoneASCII(at offset: Int, in bytes: [UInt8]) -> Bool {
    guard bytes[offset] < 0x80 else { return false }
    guard offset + 1 < bytes.count else { return true }
    let next = bytes[offset + 1]
    return next < 0x80 && !(bytes[offset] == 0x0D && next == lineFeed)
  }

  /// Calls `body` for the clusters of one piece and returns where the next one begins.
  ///
  /// Whether a cluster ends before a scalar depends on nothing after that scalar, and segmentation
  /// may start afresh at any boundary; so only the last cluster of a piece is in doubt.
  private static func scanPiece<Failure: Error>(
    from start: Int, in bytes: [UInt8], pieceLength: Int,
    _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    var length = pieceLength
    while true {
      var end = min(bytes.count, start + length)
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      var last = start..<start
      for cluster in String(decoding: bytes[start..<end], as: UTF8.self) {
        if !last.isEmpty { try body(last) }
        last = last.upperBound..<last.upperBound + cluster.utf8.count
      }
      if end == bytes.count {
        try body(last)
        return end
      }
      if last.lowerBound > start { return last.lowerBound }
      length *= 2
    }
  }

  private static func scalarLength(lead: UInt8) -> Int {
    switch lead {
    case ..<0x80: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }
}
