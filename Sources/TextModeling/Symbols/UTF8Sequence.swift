/// What stands at an offset of bytes that should be UTF-8.
///
/// Source: The Unicode Standard, chapter 3, table 3-7 (well-formed byte sequences) and the practice
/// of one U+FFFD per maximal subpart, which is also that of `String(decoding:as:)`.
enum UTF8Sequence: Equatable {
  /// A scalar of this many bytes.
  case scalar(length: Int)
  /// A maximal subpart of this many bytes that no continuation can complete.
  case illFormed(length: Int)
  /// The beginning of a scalar, cut off by the end of the bytes.
  case truncated

  /// Reads the sequence that begins at `offset`.
  init(at offset: Int, in bytes: [UInt8]) {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[offset] {
    case 0x00...0x7F:
      self = .scalar(length: 1)
      return
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default:
      self = .illFormed(length: 1)
      return
    }
    for place in 1..<length {
      guard offset + place < bytes.count else {
        self = .truncated
        return
      }
      let accepted = place == 1 ? second : 0x80...0xBF
      guard accepted.contains(bytes[offset + place]) else {
        self = .illFormed(length: place)
        return
      }
    }
    self = .scalar(length: length)
  }

  /// The offset of the first ill-formed or truncated sequence, nil when all is UTF-8.
  static func firstDefect(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset < bytes.count {
      if bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      guard case .scalar(let length) = UTF8Sequence(at: offset, in: bytes) else { return offset }
      offset += length
    }
    return nil
  }

  /// Throws ``TextError/invalidUTF8(path:byteOffset:line:)`` unless all is UTF-8.
  static func validate(_ bytes: [UInt8], path: String? = nil) throws(TextError) {
    guard let offset = firstDefect(in: bytes) else { return }
    let line = 1 + bytes.indices[..<offset].count { bytes.endsLine(at: $0) }
    throw .invalidUTF8(path: path, byteOffset: offset, line: line)
  }

  /// How many scalars well-formed bytes hold: an upper bound of their grapheme clusters.
  static func scalarCount(of bytes: [UInt8]) -> Int {
    bytes.count { $0 & 0xC0 != 0x80 }
  }

  /// The bytes of the scalar that begins at `offset` of well-formed bytes.
  static func length(at offset: Int, in bytes: [UInt8]) -> Int {
    switch bytes[offset] {
    case ..<0x80: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }

  /// The scalar that begins at `offset` of well-formed bytes.
  static func scalar(at offset: Int, in bytes: [UInt8]) -> Unicode.Scalar {
    let length = length(at: offset, in: bytes)
    var value = UInt32(bytes[offset])
    if length > 1 {
      value &= 0x7F >> UInt32(length)
      for place in 1..<length { value = value << 6 | UInt32(bytes[offset + place] & 0x3F) }
    }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
