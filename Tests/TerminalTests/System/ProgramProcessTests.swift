import Foundation
import Testing

@testable import Terminal

@Suite("Program as a process")
struct ProgramProcessTests {
  @Test("the words are those after the program's name, whatever their letters")
  func words() throws {
    let line = ["recur", "charlm", "", "e\u{301}", "\u{301}x", "-o=日本"]
    #expect(try Program.words(line.map { Array($0.utf8) }) == Array(line.dropFirst()))
    #expect(try Program.words([]).isEmpty)
  }

  @Test("a word that is not UTF-8 is refused, never repaired")
  func notUTF8() {
    let expected = CommandFailure(
      .usage,
      "argument 1 is not UTF-8: 'caf\\xE9\\n.txt'\n"
        + "rename the file, or call it by a link whose name is UTF-8")
    #expect(throws: expected) {
      try Program.words([Array("recur".utf8), Array("caf".utf8) + [0xE9] + Array("\n.txt".utf8)])
    }
  }

  @Test("standard streams that were closed are the null device, and no file takes their numbers")
  func closedDescriptors() async {
    await #expect(processExitsWith: .exitCode(7)) {
      for number in 0...2 as ClosedRange<Int32> { close(number) }
      Program.openStandardDescriptors()
      let file = open("/dev/null", O_RDONLY)
      let written = (1...2 as ClosedRange<Int32>).map { write($0, "x", 1) }
      var byte: UInt8 = 0
      exit(file > 2 && written == [1, 1] && read(0, &byte, 1) == 0 ? 7 : 1)
    }
  }

  @Test("standard streams that are open are left alone")
  func openDescriptors() async {
    await #expect(processExitsWith: .exitCode(7)) {
      close(1)
      let file = open("/", O_RDONLY)
      Program.openStandardDescriptors()
      var status = stat()
      exit(file == 1 && fstat(1, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR ? 7 : 1)
    }
  }

  @Test("a file that grows too large, and a pipe without a reader, fail the write")
  func writeSignals() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Program.ignoreWriteSignals()
      var limit = rlimit(rlim_cur: 10, rlim_max: 10)
      #if canImport(Glibc)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        _ = setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let path = NSTemporaryDirectory() + "recur-\(UUID().uuidString)"
      let file = open(path, O_CREAT | O_WRONLY, 0o600)
      unlink(path)
      var failures: [Int32] = []
      do throws(SystemFailure) {
        try FileDescriptor(number: file, name: "file").write([UInt8](repeating: 0, count: 11))
      } catch {
        failures.append(error.number)
      }
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      do throws(SystemFailure) {
        try FileDescriptor(number: ends[1], name: "pipe").write([0])
      } catch {
        failures.append(error.number)
      }
      exit(failures == [EFBIG, EPIPE] ? 7 : 1)
    }
  }
}
