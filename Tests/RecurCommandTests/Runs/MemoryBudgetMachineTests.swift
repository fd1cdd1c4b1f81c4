import Foundation
import Testing

@testable import RecurCommand

@Suite("What the machine has free")
struct MemoryBudgetMachineTests {
  @Test("is read from what the system tells")
  func machine() {
    #expect(MemoryBudget.available("MemTotal:  9 kB\nMemAvailable:     123 kB\n") == 125_952)
    #expect(MemoryBudget.available("MemTotal:  9 kB\n") == nil)
    #expect(MemoryBudget.available > 0 && MemoryBudget.allowed >= MemoryBudget.available)
  }

  /// Files of groups in a directory of their own.
  private static func groups(_ files: [String: String]) throws -> CharLMSession {
    let session = try CharLMSession()
    for (path, text) in files {
      try FileManager.default.createDirectory(
        at: session.directory.appendingPathComponent(path).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try session.write(text, to: path)
    }
    return session
  }

  @Test("is no more than control groups leave, the process's own and those it lies in")
  func groups() throws {
    let session = try Self.groups([
      "a/memory.max": "1000\n", "a/memory.current": "900\n",
      "a/memory.stat": "anon 1\ninactive_file 300\n", "a/b/memory.max": "max\n",
      "a/b/memory.high": "700\n", "a/b/memory.current": "100\n", "memory/c/x": "",
      "memory/c/memory.limit_in_bytes": "50\n", "memory/c/memory.usage_in_bytes": "20\n",
    ])
    func left(_ membership: String) -> Int? {
      MemoryBudget.availableInGroups(membership, mount: session.directory.path)
    }
    #expect(left("0::/a/b\n") == 400)
    #expect(left("0::/a\n") == 400 && left("0::/elsewhere\n") == nil && left("0::/\n") == nil)
    #expect(left("12:cpu:/c\n3:pids,memory:/c/d\n") == 30)
    #expect(left("12:cpu:/c\n") == nil && left("nonsense") == nil)
    try session.write("600\n", to: "a/b/memory.current")
    #expect(left("0::/a/b") == 100)
    try session.write("900\n", to: "a/b/memory.current")
    #expect(left("0::/a/b") == 0)
  }

  @Test(
    "is no more than the process's own limits leave",
    .disabled(if: Sanitizer.keepsShadow, "A sanitizer's shadow of all memory needs more."),
    arguments: [("ulimit -v 2000000", 2_048_000_000), ("ulimit -d 500000", 512_000_000)])
  func limits(limit: String, bytes: Int) throws {
    let session = try CharLMSession("benchmark")
    let shell = URL(fileURLWithPath: "/bin/sh")
    let command = "\(limit) && exec \"$0\" benchmark sample --hidden-size 16384"
    let run = try MeasuredProcess(
      shell, ["-c", command, CharLMSession.executable().path], in: session.directory)
    #expect(run.status == 64)
    let found = try #require(run.diagnostics.firstMatch(of: /may have ([0-9.]+) (MiB|GiB)/))
    let number = try #require(Double(found.1)) * (found.2 == "MiB" ? 0x1p20 : 0x1p30)
    #expect(number < Double(bytes) * 3 / 4 && number > Double(bytes) / 4, "\(run.diagnostics)")
  }
}
