import Foundation
import Testing

@testable import Terminal

@Suite("File descriptor")
struct FileDescriptorTests {
  @Test(
    "a terminal tells its width, one without a width counts as 80 columns", arguments: [0, 132])
  func terminal(columns: UInt16) throws {
    var (controller, terminal): (Int32, Int32) = (0, 0)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&controller, &terminal, nil, nil, &size) == 0)
    defer {
      close(controller)
      close(terminal)
    }
    let descriptor = FileDescriptor(number: terminal, name: "terminal")
    #expect(descriptor.width == (columns == 0 ? 80 : Int(columns)))
    #expect(descriptor.isTerminal == (ProcessInfo.processInfo.environment["TERM"] != "dumb"))
  }

  @Test("a pipe is no terminal")
  func pipeIsNoTerminal() {
    let pipe = Pipe()
    let descriptor = FileDescriptor(number: pipe.fileHandleForWriting.fileDescriptor, name: "pipe")
    #expect(!descriptor.isTerminal)
    #expect(descriptor.width == 80)
  }

  @Test("a pipe in non-blocking mode gets every byte, however slow its reader")
  func nonBlocking() async throws {
    let pipe = Pipe()
    let number = pipe.fileHandleForWriting.fileDescriptor
    try #require(fcntl(number, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let reader = Task.detached { try pipe.fileHandleForReading.readToEnd() }
    try FileDescriptor(number: number, name: "pipe").write(bytes)
    try pipe.fileHandleForWriting.close()
    #expect(try await reader.value == Data(bytes))
  }

  @Test("a closed descriptor is a failure with its name and errno")
  func closed() {
    #expect(throws: SystemFailure(operation: .write, path: "gone", number: EBADF)) {
      try FileDescriptor(number: -1, name: "gone").write([1])
    }
  }
}
