/// A text as the indices of its symbols, in the narrowest integers that hold them.
///
/// Memory: `count` bytes for a vocabulary of up to 256 symbols, `2 * count` up to 65536 symbols,
/// `4 * count` above; 8 bytes more for each symbol that became `<unk>`.
public struct EncodedText: Sendable {
  private enum Storage: Sendable {
    case eight([UInt8])
    case sixteen([UInt16])
    case thirtyTwo([Int32])
  }

  private var storage = Storage.eight([])
  /// How many symbols there are.
  public private(set) var count = 0
  /// The UTF-8 bytes of the text's symbols, white space between words aside; those of skipped
  /// symbols are not counted, those of symbols that became `<unk>` are.
  public private(set) var byteCount = 0
  /// The symbols of the text that were not in the vocabulary.
  package private(set) var unknown = UnknownSymbols()
  /// How many UTF-8 bytes and characters each symbol had that became `<unk>`, in their order.
  fileprivate private(set) var replaced: [(bytes: UInt32, characters: UInt32)] = []

  /// How many symbols of the text were not in the vocabulary.
  public var unknownCount: Int { unknown.count }

  /// Encodes the bytes of a text.
  ///
  /// - Throws: ``TextError/invalidUTF8(path:byteOffset:line:)`` unless the unit is the byte, and
  ///   what ``Vocabulary/encode(_:unknown:)`` throws.
  /// - Complexity: one pass; beside the result, memory for a piece of some kilobytes.
  public init(
    _ bytes: [UInt8], vocabulary: Vocabulary, unknown policy: UnknownPolicy = .error
  ) throws(TextError) {
    if vocabulary.unit != .byte { try UTF8Sequence.validate(bytes) }
    if vocabulary.count <= 1 << 8 {
      storage = .eight(try encode(bytes, vocabulary, policy))
    } else if vocabulary.count <= 1 << 16 {
      storage = .sixteen(try encode(bytes, vocabulary, policy))
    } else {
      storage = .thirtyTwo(try encode(bytes, vocabulary, policy))
    }
  }

  /// Encodes into integers of any width.
  private mutating func encode<Index: FixedWidthInteger>(
    _ bytes: [UInt8], _ vocabulary: Vocabulary, _ policy: UnknownPolicy
  ) throws(TextError) -> [Index] {
    var indices: [Index] = []
    indices.reserveCapacity(vocabulary.unit.mostSymbols(in: bytes))
    var byteCount = 0
    var unknown = UnknownSymbols()
    var replaced: [(bytes: UInt32, characters: UInt32)] = []
    try vocabulary.forEachIndex(in: bytes, unknown: policy, noting: &unknown) { index, range in
      indices.append(Index(truncatingIfNeeded: index))
      byteCount += range.count
      if index == vocabulary.unknownIndex {
        // Only a word may be more than one character.
        let characters =
          vocabulary.unit == .word ? String(decoding: bytes[range], as: UTF8.self).count : 1
        replaced.append((UInt32(clamping: range.count), UInt32(clamping: characters)))
      }
    }
    count = indices.count
    self.byteCount = byteCount
    self.unknown = unknown
    self.replaced = replaced
    return indices
  }

  /// The symbols of some ranges of the text, one after the other: to be read, as of the text's own
  /// bytes nothing is known.
  func rearranged(_ ranges: [Range<Int>]) -> EncodedText {
    var result = EncodedText()
    switch storage {
    case .eight(let indices): result.storage = .eight(ranges.flatMap { indices[$0] })
    case .sixteen(let indices): result.storage = .sixteen(ranges.flatMap { indices[$0] })
    case .thirtyTwo(let indices): result.storage = .thirtyTwo(ranges.flatMap { indices[$0] })
    }
    result.count = ranges.reduce(0) { $0 + $1.count }
    return result
  }

  /// A text without symbols.
  private init() {}

  /// Encodes a text in memory: see ``init(_:vocabulary:unknown:)``.
  public init(
    _ text: String, vocabulary: Vocabulary, unknown policy: UnknownPolicy = .error
  ) throws(TextError) {
    try self.init(Array(text.utf8), vocabulary: vocabulary, unknown: policy)
  }

  /// How many bytes one index takes: 1, 2 or 4.
  package var bytesPerIndex: Int {
    switch storage {
    case .eight: 1
    case .sixteen: 2
    case .thirtyTwo: 4
    }
  }

  /// The bytes of memory that the text takes.
  package var memoryBytes: Int {
    count * bytesPerIndex + replaced.count * 2 * MemoryLayout<UInt32>.stride
  }

  /// The index of the symbol at this offset.
  public subscript(offset: Int) -> Int32 {
    switch storage {
    case .eight(let indices): Int32(indices[offset])
    case .sixteen(let indices): Int32(indices[offset])
    case .thirtyTwo(let indices): indices[offset]
    }
  }

  /// The indices of a range of symbols.
  public subscript(range: Range<Int>) -> [Int32] {
    var indices = [Int32](repeating: 0, count: range.count)
    copy(range, into: &indices)
    return indices
  }

  /// Writes the indices of a range to `target[start], target[start + stride], ...`.
  /// - Precondition: the range lies in the text and the last place in `target`.
  package func copy(
    _ range: Range<Int>, into target: inout [Int32], from start: Int = 0, stride: Int = 1
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "copy: range \(range) of \(count) symbols"
    )
    guard !range.isEmpty else { return }
    let last = start + (range.count - 1) * stride
    precondition(
      start >= 0 && stride >= 1 && last < target.count,
      "copy: places \(start) to \(last) by \(stride) of \(target.count)")
    switch storage {
    case .eight(let indices): Self.copy(indices, range, &target, start, stride)
    case .sixteen(let indices): Self.copy(indices, range, &target, start, stride)
    case .thirtyTwo(let indices): Self.copy(indices, range, &target, start, stride)
    }
  }

  private static func copy<Index: FixedWidthInteger>(
    _ indices: [Index], _ range: Range<Int>, _ target: inout [Int32], _ start: Int, _ stride: Int
  ) {
    var place = start
    for offset in range {
      target[place] = Int32(truncatingIfNeeded: indices[offset])
      place += stride
    }
  }
}

extension Vocabulary {
  /// The UTF-8 bytes of a range of an encoded text: those of the text itself also where a symbol
  /// became `<unk>`, but the white space between words as it is joined.
  package func byteCount(of text: EncodedText, in range: Range<Int>) -> Int {
    var count = 0
    forEachSpelling(of: text, in: range) { spelling, size in
      count += spelling.count
      if let size { count += Int(size.bytes) - Symbol.unknown.spelling.count }
    }
    return count
  }

  /// The characters of a range of an encoded text, counted as its bytes are.
  package func characterCount(of text: EncodedText, in range: Range<Int>) -> Int {
    var count = 0
    forEachSpelling(of: text, in: range) { spelling, size in
      // A byte pair may be a part of a character: its scalars are counted.
      count +=
        unit == .bytePair
        ? UTF8Sequence.scalarCount(of: spelling) : String(decoding: spelling, as: UTF8.self).count
      if let size { count += Int(size.characters) - 1 }
    }
    return count
  }

  /// Calls `body` with the bytes that decoding writes for each symbol, and for `<unk>` with the
  /// size of what stood in its place.
  private func forEachSpelling(
    of text: EncodedText, in range: Range<Int>,
    _ body: ([UInt8], (bytes: UInt32, characters: UInt32)?) -> Void
  ) {
    var joiner = WordJoiner(spacing: spacing)
    let start = lineStart(of: text, before: range.lowerBound)
    for offset in start..<range.lowerBound { _ = spelling(of: text[offset], &joiner) }
    var place =
      text.replaced.isEmpty ? 0 : (0..<range.lowerBound).count { text[$0] == unknownIndex }
    for offset in range {
      let spelling = spelling(of: text[offset], &joiner)
      if text[offset] == unknownIndex {
        body(spelling, text.replaced[place])
        place += 1
      } else {
        body(spelling, nil)
      }
    }
  }

  /// Where the line of words begins that a symbol stands in; the symbol's own place for other
  /// units, whose symbols are spelled alike wherever they stand.
  private func lineStart(of text: EncodedText, before offset: Int) -> Int {
    guard unit == .word, let end = index(of: .lineEnd) else { return offset }
    return (0..<offset).last { text[$0] == end }.map { $0 + 1 } ?? 0
  }
}
