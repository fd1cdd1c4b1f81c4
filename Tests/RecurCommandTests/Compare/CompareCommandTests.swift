import Foundation
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

@Suite("compare: the command")
struct CompareCommandTests {
  private static let small = [
    "--cells", "rnn,gru", "--hidden-sizes", "3", "--sequence-lengths", "6", "--characters", "40",
    "--seconds", "0.1", "--threads", "1", "--vocabulary-size", "3",
  ]

  private typealias Case = WrongInput

  private static let cases = [
    Case("compare --cells lstn", 64, "did you mean 'lstm'"),
    Case("compare --cells rnn,,gru", 64, "the value is empty"),
    Case("compare --trainers rtlr", 64, "did you mean 'rtrl'"),
    Case("compare --trainers=", 64, "the value is empty"),
    Case("compare --hidden-sizes 0", 64, "out of range"),
    Case("compare --hidden-sizes 4,x", 64, "'x' is not a whole number"),
    Case("compare --hidden-sizes=", 64, "the value is empty"),
    Case("compare --sequence-lengths 0", 64, "out of range"),
    Case("compare --sequence-lengths 8,-1", 64, "out of range"),
    Case("compare --vocabulary-size 2", 64, "out of range"),
    Case("compare --repeats 0", 64, "out of range"),
    Case("compare --seconds 0", 64, "out of range"),
    Case("compare --block-length 0", 64, "out of range"),
    Case("compare --block-length 4 --trainers rtrl", 64, "belongs to blocked-rtrl"),
    Case("compare --text @/text --vocabulary-size 5", 64, "means nothing with --text"),
    Case("compare --text @/none", 66, "no such file"),
    Case("compare --text @/folder", 66, "is a directory"),
    Case("compare --text @/empty", 65, "is empty"),
    Case("compare --text @/one", 65, "'a', again and again"),
    Case("compare --text @/text --sequence-lengths 100000", 65, "at least 100,001 needed"),
    Case("compare --text @/binary", 65, "not UTF-8"),
    Case("compare --output @/text", 73, "is a file"),
    Case("compare --output @/none/deep", 73, "no such directory"),
    Case("compare --output @/taken", 73, "is a directory"),
    Case("compare --layers 2", 64, "--layers"),
  ]

  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write("", to: "empty")
    try session.write(String(repeating: "a", count: 5000), to: "one")
    try Data([0x68, 0x69, 0x0A, 0xFF, 0x68]).write(
      to: session.directory.appendingPathComponent("binary"))
    for name in ["folder", "taken", "taken/index.html"] {
      try FileManager.default.createDirectory(
        at: session.directory.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    return session
  }

  @Test("says what is wrong and writes nothing", arguments: cases)
  func wrong(wrong: WrongInput) throws { try wrong.expectRefused(in: try session()) }

  /// Runs the command in a child of its own, where no other test uses the memory meter.
  private func succeeds(_ arguments: [String], output: String) async -> ExitTest.Result? {
    await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) { [arguments, output] in
      let words = ["compare", "--output", output] + arguments
      exit(Program.recur.run(words, console: .standard()).rawValue)
    }
  }

  @Test("writes its three files; the bytes measured are the bytes planned")
  func files() async throws {
    let session = try CharLMSession()
    let result = try #require(await succeeds(Self.small, output: session.path("new")))
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self).contains("blocked-rtrl"))
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("index.html"))
    let names = try FileManager.default.contentsOfDirectory(atPath: session.path("new"))
    #expect(Set(names) == Set(OutputDirectory.comparisonNames))
    let object = try #require(
      try JSONSerialization.jsonObject(with: session.bytes("new/comparison.json"))
        as? [String: Any])
    let combinations = try #require(object["combinations"] as? [[String: Any]])
    #expect(combinations.count == 22)
    for combination in combinations where combination["outcome"] as? String == "measured" {
      let held = try #require(combination["held_bytes"] as? Int)
      #expect(held == combination["planned_bytes"] as? Int, "\(combination)")
    }
  }

  @Test("leaves a file alone that no comparison wrote, unless it may be overwritten")
  func foreign() throws {
    let session = try CharLMSession()
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("d"), withIntermediateDirectories: true)
    for name in OutputDirectory.comparisonNames {
      try session.write("mine", to: "d/\(name)")
      let error = #expect(throws: CommandFailure.self) {
        try OutputDirectory.comparison(
          session.path("d"), OutputFiles(reading: [], overwrites: false))
      }
      #expect(error?.exitCode == .cannotCreate && error?.message.contains("--overwrite") == true)
      #expect(throws: Never.self) {
        try OutputDirectory.comparison(
          session.path("d"), OutputFiles(reading: [], overwrites: true))
      }
      #expect(throws: CommandFailure.self) {
        try OutputDirectory.comparison(
          session.path("d"),
          OutputFiles(reading: [(session.path("d/\(name)"), "the text")], overwrites: true))
      }
      #expect(try session.bytes("d/\(name)") == Data("mine".utf8))
      try FileManager.default.removeItem(atPath: session.path("d/\(name)"))
    }
  }

  @Test("replaces the files of an earlier comparison and leaves others alone; --json prints JSON")
  func replaces() async throws {
    let session = try CharLMSession()
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("d"), withIntermediateDirectories: true)
    let arguments = Self.small + ["--json", "--trainers", "bptt"]
    _ = try #require(await succeeds(arguments, output: session.path("d")))
    try session.write(
      "cell,trainer,hidden_size,sequence_length,outcome,old\n", to: "d/comparison.csv")
    try session.write("mine", to: "d/notes")
    let result = try #require(
      await succeeds(arguments, output: session.path("d")))
    #expect(
      try !String(decoding: session.bytes("d/comparison.csv"), as: UTF8.self).contains("old"))
    #expect(try session.bytes("d/notes") == Data("mine".utf8))
    let printed = Data(result.standardOutputContent)
    #expect(printed == (try session.bytes("d/comparison.json")))
  }

  /// Sends a signal to the process when the first cell is done.
  private final class SignallingSink: ByteSink {
    func write(_ bytes: [UInt8]) throws(SystemFailure) {
      if String(decoding: bytes, as: UTF8.self).hasPrefix("rnn:") { kill(getpid(), SIGINT) }
    }
  }

  @Test("interrupted, it prints what there is, writes no file and ends with 130")
  func interrupted() async throws {
    let session = try CharLMSession()
    let path = session.path("new")
    let arguments = Self.small + ["--seconds", "600", "--characters", "1000000000"]
    let result = await #expect(
      processExitsWith: .exitCode(130), observing: [\.standardOutputContent]
    ) { [arguments = arguments as [String], path = path as String] in
      let console = Console(
        output: FileDescriptor.standardOutput, diagnostics: SignallingSink())
      exit(
        Program.recur.run(["compare", "--output", path] + arguments, console: console)
          .rawValue)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("rnn, 3 hidden units"))
    #expect(!session.exists("new"))
  }
}
