import Foundation
import Recur
import Terminal
import Testing

@testable import RecurCommand

@Suite("Lines of standard input")
struct LineReaderTests {
  private func reader(_ pieces: [[UInt8]]) throws -> (LineReader, Pipe) {
    let pipe = Pipe()
    for piece in pieces { try pipe.fileHandleForWriting.write(contentsOf: Data(piece)) }
    try pipe.fileHandleForWriting.close()
    let descriptor = FileDescriptor(
      number: pipe.fileHandleForReading.fileDescriptor, name: "standard input")
    return (LineReader(StreamReader(descriptor)), pipe)
  }

  private func lines(_ text: String) throws -> [String] {
    var (reader, pipe) = try reader([Array(text.utf8)])
    var lines: [String] = []
    while let next = try reader.next() { lines += next }
    withExtendedLifetime(pipe) {}
    return lines
  }

  @Test(
    "a line ends with LF, CR LF, CR or the end of the input",
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\n", ["a", "b"]), ("\n\na", ["", "", "a"]),
      ("a\n\n", ["a", ""]), ("\u{FEFF}a\nb", ["a", "b"]), ("é日\n", ["é日"]),
      ("a\rb\r\rc", ["a", "b", "", "c"]), ("a\r\r\nb\r", ["a", "", "b"]), ("\r\n\r", ["", ""]),
    ] as [(String, [String])])
  func ends(text: String, expected: [String]) throws {
    #expect(try lines(text) == expected)
  }

  @Test("CR LF that comes in two pieces ends one line")
  func cutLineEnd() throws {
    let pipe = Pipe()
    var reader = LineReader(
      StreamReader(
        FileDescriptor(number: pipe.fileHandleForReading.fileDescriptor, name: "standard input")))
    try pipe.fileHandleForWriting.write(contentsOf: Data("a\r".utf8))
    #expect(try reader.next() == ["a"])
    try pipe.fileHandleForWriting.write(contentsOf: Data("\nb\r\n\n".utf8))
    #expect(try reader.next() == ["b", ""])
    try pipe.fileHandleForWriting.close()
    #expect(try reader.next() == nil)
  }

  @Test("UTF-16 is named")
  func otherEncoding() throws {
    var (reader, pipe) = try reader([Array("Bonjour.\n".utf16.flatMap { [UInt8($0 & 0xFF), 0] })])
    #expect(throws: TextError.otherEncoding(path: "standard input", name: "UTF-16LE")) {
      try reader.next()
    }
    withExtendedLifetime(pipe) {}
  }

  @Test("a line that is not UTF-8 is an error with its number, after the lines before it")
  func invalid() throws {
    var (reader, pipe) = try reader([[0x61, 0x0A, 0xFF, 0x0A, 0x62, 0x0A]])
    #expect(try reader.next() == ["a"])
    let failure = #expect(throws: CommandFailure.self) { try reader.next() }
    #expect(failure?.exitCode == .unusableData)
    #expect(failure?.message == "standard input: line 2 is not UTF-8")
    withExtendedLifetime(pipe) {}
  }
}
