import Foundation
import TensorCore
import Terminal
import Testing

@testable import RecurCommand

@Suite("Processes that measure kernels")
struct KernelProcessTests {
  private static func shell(_ script: String, kernels: String = "avx2") -> KernelProcess {
    KernelProcess(
      kernels: kernels, executable: URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", script])
  }

  private static func lines(_ process: KernelProcess) throws -> [String] {
    var lines: [String] = []
    try process.run { lines.append(String(decoding: $0, as: UTF8.self)) }
    return lines
  }

  @Test("the child runs the set asked for and its lines are given away one by one")
  func lines() throws {
    let found = try Self.lines(Self.shell("echo one; printf 'tw'; echo o; echo $RECUR_KERNELS"))
    #expect(found == ["one", "two", "avx2"])
  }

  @Test(
    "a child that fails is a failure that names its set",
    arguments: [
      ("exit 65", ExitCode.unusableData, "the process that measured avx2 ended with exit code 65"),
      ("exit 3", .defect, "the process that measured avx2 ended with exit code 3"),
      ("kill -9 $$", .defect, "the process that measured avx2 was ended by signal 9"),
    ])
  func failure(script: String, code: ExitCode, message: String) {
    #expect(throws: CommandFailure(code, message)) { try Self.lines(Self.shell(script)) }
  }

  @Test("a program that is not there is a failure")
  func missing() {
    let process = KernelProcess(
      kernels: "avx2", executable: URL(fileURLWithPath: "/nonexistent/recur"), arguments: [])
    let failure = #expect(throws: CommandFailure.self) { try Self.lines(process) }
    #expect(failure?.exitCode == .defect)
    #expect(
      failure?.message.hasPrefix("/nonexistent/recur: cannot be started to measure avx2") == true)
  }

  @Test("a reply that cannot be used ends the child")
  func refused() {
    var child: Int32 = 0
    let refusal = CommandFailure(.defect, "refused")
    #expect(throws: refusal) {
      try Self.shell("echo $$; exec sleep 600").run { line in
        child = Int32(String(decoding: line, as: UTF8.self)) ?? 0
        throw refusal
      }
    }
    #expect(child > 0 && kill(child, 0) != 0)
  }

  @Test("the whole command measures every set that runs here, each beside reference")
  func everySet() throws {
    let beside =
      [URL(fileURLWithPath: CommandLine.arguments[0])] + Bundle.allBundles.map(\.bundleURL)
    let executable = try #require(
      beside.map { $0.deletingLastPathComponent().appendingPathComponent("recur") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) })
    let process = KernelProcess(
      kernels: "", executable: executable,
      arguments: [
        "benchmark", "kernels", "--json", "--quiet", "--seconds", "0.0005", "--only",
        "softmax 1x64",
      ])
    var sets: [String] = []
    for line in try Self.lines(process) {
      guard case .measurement(let found) = try KernelReport(line: line.utf8) else { continue }
      #expect(found.work == "softmax 1x64" && found.seconds > 0 && found.seconds.isFinite)
      #expect(line.contains("\"times_reference\":") && line.contains("\"fraction_of_limit\":"))
      sets.append(found.kernels)
    }
    let names = KernelSet.available.map(\.name)
    #expect(sets == names)
  }
}
