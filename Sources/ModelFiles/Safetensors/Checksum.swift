/// CRC-64/XZ: the reflected ECMA-182 polynomial 0xC96C5795D7870F42, start and final inversion.
///
/// It finds every altered run of up to 64 bits and misses any other alteration with probability
/// 2^-64. Eight bytes a step by eight tables (Kounavis and Berry, 2005): 16 KiB of tables.
struct Checksum {
  private var register = ~UInt64(0)

  /// The checksum of everything appended so far.
  var value: UInt64 { ~register }

  mutating func append(_ bytes: [UInt8]) {
    let table = Self.table.span
    let span = bytes.span
    var remainder = register
    var index = 0
    while index + 8 <= span.count {
      var word: UInt64 = 0
      for byte in 0..<8 {
        word |= UInt64(span[index + byte]) << UInt64(8 * byte)
      }
      word ^= remainder
      remainder = 0
      for byte in 0..<8 {
        remainder ^= table[(7 - byte) * 256 + Int((word >> UInt64(8 * byte)) & 0xFF)]
      }
      index += 8
    }
    while index < span.count {
      remainder = table[Int((remainder ^ UInt64(span[index])) & 0xFF)] ^ (remainder >> 8)
      index += 1
    }
    register = remainder
  }

  /// Appends a count as eight little-endian bytes.
  mutating func append(count: Int) {
    append(UInt64.bytes(of: [UInt64(count)].span))
  }

  /// Appends the number of UTF-8 bytes and then these.
  mutating func append(text: String) {
    append(count: text.utf8.count)
    append(Array(text.utf8))
  }

  /// Row k holds the remainder of each byte followed by k zero bytes.
  private static let table: [UInt64] = {
    var table = [UInt64](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt64(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xC96C_5795_D787_0F42 : remainder >> 1
      }
      table[byte] = remainder
    }
    for entry in 256..<(8 * 256) {
      let previous = table[entry - 256]
      table[entry] = table[Int(previous & 0xFF)] ^ (previous >> 8)
    }
    return table
  }()
}
