internal import TensorCore

extension EncodedText {
  /// Symbols of a block that is drawn, about: some lines or sentences, many times the length that
  /// errors are propagated back through.
  private static let blockLength = 1000
  /// Blocks that a text has at least, where it is long enough.
  private static let fewBlocks = 50

  /// The text with some of its ranges made of blocks that are drawn from them all with replacement
  /// (the block bootstrap; Efron 1979, Künsch 1989); every range keeps its length, all else its
  /// place.
  ///
  /// A block ends with the first line end after about a thousand symbols, of a short text after
  /// fewer; without a line end near it is cut.
  ///
  /// - Parameter lineEnd: the symbol that ends a line.
  package func resampled(_ ranges: [Range<Int>], lineEnd: Int32?, seed: UInt64) -> EncodedText {
    let total = ranges.reduce(0) { $0 + $1.count }
    let length = max(1, min(Self.blockLength, total / Self.fewBlocks))
    let blocks = ranges.flatMap { self.blocks(of: $0, length: length, lineEnd: lineEnd) }
    guard !blocks.isEmpty else { return self }
    var generator = RandomGenerator(seed: seed)
    var pieces: [Range<Int>] = []
    var end = 0
    for range in ranges {
      pieces.append(end..<range.lowerBound)
      var left = range.count
      while left > 0 {
        let block = blocks[generator.index(below: blocks.count)].prefix(left)
        pieces.append(block)
        left -= block.count
      }
      end = range.upperBound
    }
    return rearranged(pieces + [end..<count])
  }

  private func blocks(of range: Range<Int>, length: Int, lineEnd: Int32?) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let cut = min(start + length, range.upperBound)
      let near = cut..<min(cut + length / 2, range.upperBound)
      let end = near.first { self[$0 - 1] == lineEnd } ?? cut
      blocks.append(start..<end)
      start = end
    }
    return blocks
  }
}
