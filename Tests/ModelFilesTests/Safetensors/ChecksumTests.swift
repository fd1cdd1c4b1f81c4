import Testing

@testable import ModelFiles

@Suite("Checksum")
struct ChecksumTests {
  private func bitwise(_ bytes: [UInt8]) -> UInt64 {
    var remainder = ~UInt64(0)
    for byte in bytes {
      remainder ^= UInt64(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xC96C_5795_D787_0F42 : remainder >> 1
      }
    }
    return ~remainder
  }

  @Test("The published check value of CRC-64/XZ is met")
  func checkValue() {
    var checksum = Checksum()
    checksum.append("123456789".bytes)
    #expect(checksum.value == 0x995D_C9BB_DF19_39FA)
  }

  @Test(
    "Eight bytes a step agree with one bit a step", arguments: [0, 1, 7, 8, 9, 15, 16, 17, 100])
  func agreement(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    var checksum = Checksum()
    checksum.append(bytes)
    #expect(checksum.value == bitwise(bytes))
  }

  @Test("Pieces give what the whole gives", arguments: 0...20)
  func pieces(_ cut: Int) {
    let bytes = (0..<20).map { UInt8(truncatingIfNeeded: $0 * 91 + 5) }
    var checksum = Checksum()
    checksum.append(Array(bytes.prefix(cut)))
    checksum.append(Array(bytes.dropFirst(cut)))
    #expect(checksum.value == bitwise(bytes))
  }
}
