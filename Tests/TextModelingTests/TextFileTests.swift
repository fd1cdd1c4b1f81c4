import Foundation
import Testing

@testable import TextModeling

@Suite("Text files")
struct TextFileTests {
  /// Runs `body` with the path of a temporary file of these bytes.
  func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test("The bytes come as they are", arguments: [TextUnit.character, .scalar, .byte])
  func reads(unit: TextUnit) throws {
    let bytes = Array(SampleTexts.mixed.utf8)
    try withFile(bytes) { path in
      let read = try TextFile.read(path, unit: unit)
      #expect(read == bytes)
    }
  }

  @Test("A file longer than one read comes whole")
  func long() throws {
    let bytes = [UInt8](repeating: 0x61, count: 1 << 20) + Array("猫".utf8)
    try withFile(bytes) { path in
      // Not inside the expectation, which would print both on failure.
      let isEqual = try TextFile.read(path, unit: .character) == bytes
      #expect(isEqual)
    }
  }

  @Test("A file that takes more memory than it may, and a device without end, are given up")
  func memoryLimit() throws {
    try withFile([UInt8](repeating: 0x61, count: 1000)) { path in
      let whole = try TextFile.read(path, memoryLimit: 2000)
      #expect(whole.count == 1000)
      #expect(throws: TextError.tooLarge(path: path, limit: 1999)) {
        try TextFile.read(path, memoryLimit: 1999)
      }
      let two = try TextFile.read(joining: [path, path], unit: .scalar, memoryLimit: 4000)
      #expect(two.count == 2000)
      #expect(throws: TextError.tooLarge(path: path, limit: 3999)) {
        try TextFile.read(joining: [path, path], unit: .scalar, memoryLimit: 3999)
      }
    }
    #expect(throws: TextError.tooLarge(path: "/dev/zero", limit: 9 << 20)) {
      try TextFile.read("/dev/zero", unit: .byte, memoryLimit: 9 << 20)
    }
  }

  @Test("A byte order mark is left out of text and kept in bytes")
  func byteOrderMark() throws {
    let bytes = Array("\u{FEFF}a\u{FEFF}".utf8)
    try withFile(bytes) { path in
      let text = try TextFile.read(path, unit: .scalar)
      #expect(text == Array("a\u{FEFF}".utf8))
      let whole = try TextFile.read(path, unit: .byte)
      #expect(whole == bytes)
    }
  }

  @Test(
    "UTF-16 and UTF-32 are named, with a byte order mark and without one",
    arguments: [
      (String.Encoding.utf16LittleEndian, "UTF-16LE"), (.utf16BigEndian, "UTF-16BE"),
      (.utf32LittleEndian, "UTF-32LE"), (.utf32BigEndian, "UTF-32BE"), (.utf16, "UTF-16"),
      (.utf32, "UTF-32"),
    ])
  func otherEncodings(encoding: String.Encoding, name: String) throws {
    let text = "Où est la gare ?\tみなと\n"
    let bytes = Array(try #require(text.data(using: encoding)))
    try withFile(bytes) { path in
      #expect(throws: TextError.otherEncoding(path: path, name: name)) { try TextFile.read(path) }
      let read = try TextFile.read(path, unit: .byte)
      #expect(read == bytes)
    }
  }

  @Test("A text with some NUL is a text")
  func nul() throws {
    let bytes = Array("one\0two\0\0three and four\n".utf8)
    try withFile(bytes) { path in
      let read = try TextFile.read(path)
      #expect(read == bytes)
    }
  }

  @Test("For words a CR that ends a line alone is an LF, for other units it stays")
  func carriageReturns() throws {
    let bytes = Array("a\rb\r\nc\r".utf8)
    try withFile(bytes) { path in
      let words = try TextFile.read(path, unit: .word)
      #expect(words == Array("a\nb\r\nc\n".utf8))
      let characters = try TextFile.read(path)
      #expect(characters == bytes)
    }
  }

  @Test("A missing file is said to be missing", arguments: ["", "/nowhere/at/all.txt"])
  func missing(path: String) {
    #expect(throws: TextError.missing(path: path)) { try TextFile.read(path, unit: .byte) }
  }

  @Test("A file taken for a directory is said to be missing")
  func notADirectory() throws {
    try withFile([0x61]) { path in
      let inside = path + "/a.txt"
      #expect(throws: TextError.missing(path: inside)) { try TextFile.read(inside, unit: .byte) }
    }
  }

  @Test("A directory is said to be one", arguments: TextUnit.allCases)
  func directory(unit: TextUnit) {
    let path = FileManager.default.temporaryDirectory.path
    #expect(throws: TextError.isDirectory(path: path)) { try TextFile.read(path, unit: unit) }
  }

  @Test("A file without text is said to be empty", arguments: [[], [0xEF, 0xBB, 0xBF]])
  func empty(bytes: [UInt8]) throws {
    try withFile(bytes) { path in
      #expect(throws: TextError.empty(path: path)) { try TextFile.read(path, unit: .character) }
    }
  }

  @Test("Invalid UTF-8 is reported with its offset in the file and its line")
  func invalid() throws {
    let bytes = Array("\u{FEFF}a\nb".utf8) + [0xE3, 0x81]
    try withFile(bytes) { path in
      #expect(throws: TextError.invalidUTF8(path: path, byteOffset: 6, line: 2)) {
        try TextFile.read(path, unit: .character)
      }
      let read = try TextFile.read(path, unit: .byte)
      #expect(read == bytes)
    }
  }

  #if os(Linux)
    @Test("A file that cannot be read comes with the system's error")
    func unreadable() {
      // Address 0 of this process is not mapped: EIO, also for the superuser.
      let path = "/proc/self/mem"
      #expect(throws: TextError.unreadable(path: path, code: 5)) {
        try TextFile.read(path, unit: .byte)
      }
    }
  #endif

  @Test("A pipe is read to its end")
  func pipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("one\ntwo".utf8))
    try pipe.fileHandleForWriting.close()
    let bytes = try TextFile.read(from: pipe.fileHandleForReading, path: "-", unit: .character)
    #expect(bytes == Array("one\ntwo".utf8))
  }
}
