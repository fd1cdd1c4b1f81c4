import Testing

@testable import TextModeling

@Suite("UTF-8 validation")
struct UTF8SequenceTests {
  @Test("Well-formed text has no defect", arguments: SampleTexts.all + ["", "\u{10FFFF}\u{800}\0"])
  func wellFormed(text: String) {
    #expect(UTF8Sequence.firstDefect(in: Array(text.utf8)) == nil)
  }

  @Test(
    "The first ill-formed sequence is found where it begins",
    arguments: [
      ([0x61, 0x0A, 0xE3, 0x81], 2, 2),  // Cut off by the end.
      ([0xF0, 0x9F, 0x98], 0, 1),
      ([0x61, 0xC0, 0xAF], 1, 1),  // Overlong "/".
      ([0xE0, 0x80, 0xAF], 0, 1),
      ([0xF0, 0x80, 0x80, 0xAF], 0, 1),
      ([0x0A, 0x0A, 0xED, 0xA0, 0x80, 0x61], 2, 3),  // A surrogate.
      ([0xF4, 0x90, 0x80, 0x80], 0, 1),  // Above U+10FFFF.
      ([0xC3, 0xA9, 0x80], 2, 1),  // A continuation alone.
      ([0xFF, 0xFE, 0x61, 0x00], 0, 1),  // UTF-16.
      ([0xE3, 0x81, 0x61], 0, 1),
    ] as [([UInt8], Int, Int)])
  func illFormed(bytes: [UInt8], offset: Int, line: Int) {
    #expect(throws: TextError.invalidUTF8(path: nil, byteOffset: offset, line: line)) {
      try UTF8Sequence.validate(bytes)
    }
  }

  @Test("Every two-byte sequence is judged as String judges it")
  func twoBytes() {
    for first in UInt8(0x7E)...0xFF {
      for second in UInt8.min...0xFF {
        let bytes = [first, second]
        let isValid = String(validating: bytes, as: UTF8.self) != nil
        #expect((UTF8Sequence.firstDefect(in: bytes) == nil) == isValid, "\(bytes)")
      }
    }
  }

  @Test("Every lead and second byte of a longer sequence is judged as String judges it")
  func longerSequences() {
    for first in UInt8(0xE0)...0xF7 {
      for second in stride(from: UInt8(0x70), through: 0xD0, by: 8) {
        for length in 3...4 {
          let bytes = [first, second] + [UInt8](repeating: 0x85, count: length - 2)
          let isValid = String(validating: bytes, as: UTF8.self) != nil
          #expect((UTF8Sequence.firstDefect(in: bytes) == nil) == isValid, "\(bytes)")
        }
      }
    }
  }
}
