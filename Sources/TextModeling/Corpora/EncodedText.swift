/// A text as the indices of its symbols, in the narrowest integers that hold them.
///
/// Memory: `count` bytes for a vocabulary of up to 256 symbols, `2 * count` up to 65536, `4 * count`
/// above.
public struct EncodedText: Sendable {
  private enum Storage: Sendable {
    case eight([UInt8])
    case sixteen([UInt16])
    case thirtyTwo([Int32])
  }

  private let storage: Storage
  /// How many symbols there are.
  public let count: Int
  /// The UTF-8 bytes of the text's symbols, white space between words aside; those of skipped symbols are not counted, those of
  /// symbols that became `<unk>` are.
  public let byteCount: Int
  /// How many symbols of the text were not in the vocabulary.
  public let unknownCount: Int

  /// Encodes the bytes of a text.
  ///
  /// - Throws: ``TextError/invalidUTF8(path:byteOffset:line:)`` unless the unit is the byte, and
  ///   what ``Vocabulary/encode(_:unknown:)`` throws.
  /// - Complexity: one pass; beside the result, memory for a piece of some kilobytes.
  public init(
    _ bytes: [UInt8], vocabulary: Vocabulary, unknown policy: UnknownPolicy = .error
  ) throws(TextError) {
    if vocabulary.unit != .byte { try UTF8Sequence.validate(bytes) }
    let bound = vocabulary.unit == .byte ? bytes.count : UTF8Sequence.scalarCount(of: bytes)
    let encoder = Encoder(bytes: bytes, vocabulary: vocabulary, policy: policy, bound: bound)
    if vocabulary.count <= 1 << 8 {
      let indices: [UInt8]
      (indices, byteCount, unknownCount) = try encoder.encode()
      (storage, count) = (.eight(indices), indices.count)
    } else if vocabulary.count <= 1 << 16 {
      let indices: [UInt16]
      (indices, byteCount, unknownCount) = try encoder.encode()
      (storage, count) = (.sixteen(indices), indices.count)
    } else {
      let indices: [Int32]
      (indices, byteCount, unknownCount) = try encoder.encode()
      (storage, count) = (.thirtyTwo(indices), indices.count)
    }
  }

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

  /// Encodes into integers of any width.
  private struct Encoder {
    let bytes: [UInt8]
    let vocabulary: Vocabulary
    let policy: UnknownPolicy
    let bound: Int

    func encode<Index: FixedWidthInteger>() throws(TextError) -> ([Index], Int, Int) {
      var indices: [Index] = []
      indices.reserveCapacity(bound)
      var byteCount = 0
      let unknownCount = try vocabulary.forEachIndex(in: bytes, unknown: policy) { index, length in
        indices.append(Index(truncatingIfNeeded: index))
        byteCount += length
      }
      return (indices, byteCount, unknownCount)
    }
  }
}

extension Vocabulary {
  /// The UTF-8 bytes that decoding writes for a range of an encoded text, `<unk>` as the 3 bytes of
  /// U+FFFD and the white space between words as it is joined.
  package func byteCount(of text: EncodedText, in range: Range<Int>) -> Int {
    var speller = SymbolSpeller(self)
    let start = lineStart(of: text, before: range.lowerBound)
    for offset in start..<range.lowerBound { _ = speller.next(text[offset]) }
    return range.reduce(0) { $0 + speller.next(text[$1]).count }
  }

  /// Where the line of words begins that a symbol stands in; the symbol's own place for other
  /// units, whose symbols are spelled alike wherever they stand.
  private func lineStart(of text: EncodedText, before offset: Int) -> Int {
    guard unit == .word, let end = index(of: .lineEnd) else { return offset }
    return (0..<offset).last { text[$0] == end }.map { $0 + 1 } ?? 0
  }
}
