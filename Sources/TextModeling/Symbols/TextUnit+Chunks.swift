// What byte pairs are learned and found in.
extension TextUnit {
  /// The most scalars of a chunk.
  private static let longestChunk = 64

  /// What a chunk is made of.
  private enum Kind {
    case letters, ideographs, hiragana, katakana, digits, space, others

    init(_ scalar: Unicode.Scalar) {
      let properties = scalar.properties
      self =
        switch scalar.value {
        case 0x30...0x39: .digits
        case 0x41...0x5A, 0x61...0x7A: .letters
        case 0x3040...0x309F: .hiragana
        case 0x30A0...0x30FF: .katakana
        default:
          if properties.isWhitespace {
            .space
          } else if properties.isIdeographic {
            .ideographs
          } else if properties.isAlphabetic || properties.canonicalCombiningClass != .notReordered {
            .letters
          } else {
            properties.numericType == nil ? .others : .digits
          }
        }
    }
  }

  /// Calls `body` with the byte ranges of the chunks of UTF-8 text, in order and without gap: runs
  /// of letters, digits, other marks or white space, each with the one space before it.
  ///
  /// Letters of scripts that are written without spaces are told apart by script.
  static func forEachChunk<Failure: Error>(
    in bytes: [UInt8], _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < bytes.count {
      let end = chunkEnd(from: start, in: bytes)
      try body(start..<end)
      start = end
    }
  }

  /// Where the chunk ends that begins at `start`.
  private static func chunkEnd(from start: Int, in bytes: [UInt8]) -> Int {
    var kind = Kind(UTF8Sequence.scalar(at: start, in: bytes))
    var end = start + UTF8Sequence.length(at: start, in: bytes)
    var length = 1
    while end < bytes.count, length < longestChunk {
      let next = Kind(UTF8Sequence.scalar(at: end, in: bytes))
      if next != kind {
        guard kind == .space, bytes[end - 1] == space else { break }
        // The last of several spaces belongs to the word that follows, and the only one is its own.
        if length > 1 { return end - 1 }
        kind = next
      }
      end += UTF8Sequence.length(at: end, in: bytes)
      length += 1
    }
    return end
  }
}

private let space: UInt8 = 0x20
