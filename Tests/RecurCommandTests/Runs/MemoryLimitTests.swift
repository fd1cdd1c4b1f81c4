import Foundation
import Testing

@testable import RecurCommand

@Suite("--memory-limit", .serialized)
struct MemoryLimitTests {
  /// Pairs of a few symbols, and one of some hundred in line 21.
  private static func pairs() -> String {
    (0..<60).map { index in
      let count = index == 20 ? 60 : 3
      let (source, target) = ("abcd ", "efgh ")
      return "\(index)" + String(repeating: source, count: count) + "\t"
        + String(repeating: target, count: count) + "\n"
    }.joined()
  }

  private static func session(_ command: String) throws -> CharLMSession {
    let session = try CharLMSession(command)
    try session.write(CharLMSession.text(1500), to: "text")
    try session.write(pairs(), to: "pairs")
    return session
  }

  /// The figure of a refusal or of a plan, in bytes.
  static func figure(_ words: String) throws -> Int {
    let found = try #require(
      words.firstMatch(of: /(needs|up to) ([0-9.]+) (KiB|MiB|GiB|TiB)/), "\(words)")
    let number = try #require(Double(found.2))
    let units = ["KiB": 10.0, "MiB": 20, "GiB": 30, "TiB": 40]
    return Int(number * exp2(units[String(found.3)] ?? 0))
  }

  /// Bytes that a process may have beside what it planned, and beside those of one that does
  /// nothing.
  static let allowance = 12 << 20

  /// Expects the memory of a run within 300 MiB to be at most what was planned and what the program
  /// itself takes.
  private static func expectKept(
    _ session: CharLMSession, _ command: String, _ arguments: [String],
    planned: (CharLMSession, MeasuredProcess) throws -> Int
  ) throws {
    let executable = try CharLMSession.executable()
    let idle = try MeasuredProcess(executable, ["--version"], in: session.directory)
    let run = try MeasuredProcess(
      executable, [command] + arguments + ["--memory-limit", "300MiB"], in: session.directory)
    #expect(run.status == 0, "\(run.diagnostics)")
    let planned = try planned(session, run)
    #expect(planned <= 300 << 20)
    #expect(
      run.peakBytes <= planned + idle.peakBytes + Self.allowance,
      "\(command) \(arguments): \(run.peakBytes) of \(planned) and \(idle.peakBytes) bytes")
  }

  private static func logged(_ session: CharLMSession, _ run: MeasuredProcess) throws -> Int {
    try #require(try session.lines("log").first?["peak_memory_bytes"] as? Int)
  }

  /// What is refused with next to no memory.
  private static func refused(
    _ arguments: [String], _ limit: String
  ) -> (CharLMSession, MeasuredProcess) throws -> Int {
    { session, _ in
      let outcome = try session.run(arguments + ["--memory-limit", limit])
      #expect(outcome.status == 64, "\(outcome.diagnostics)")
      return try figure(outcome.diagnostics)
    }
  }

  @Test("is kept by charlm: training of long sequences and of large weights, evaluation, samples")
  func charlm() throws {
    let session = try Self.session("charlm")
    let common = ["--layers", "1", "--updates", "1", "--sample-length", "0", "--threads", "2"]
    try Self.expectKept(
      session, "charlm",
      ["train", "text", "-o", "long", "--hidden-size", "32", "--batch-size", "20"]
        + ["--sequence-length", "1000", "--log", "log"] + common, planned: Self.logged)
    try FileManager.default.removeItem(atPath: session.path("log"))
    try Self.expectKept(
      session, "charlm",
      ["train", "text", "-o", "large", "--hidden-size", "500", "--batch-size", "2"]
        + ["--sequence-length", "4", "--validation-fraction", "0", "--log", "log"] + common,
      planned: Self.logged)
    let evaluation = ["evaluate", "long", "text", "--batch-size", "5000", "--threads", "2"]
    try Self.expectKept(
      session, "charlm", evaluation, planned: Self.refused(evaluation, "2MiB"))
    let sample = ["sample", "large", "--length", "3"]
    try Self.expectKept(session, "charlm", sample, planned: Self.refused(sample, "2MiB"))
  }

  @Test("is kept by translate: training and evaluation with one long pair")
  func translate() throws {
    let session = try Self.session("translate")
    try Self.expectKept(
      session, "translate",
      ["train", "pairs", "-o", "m", "--hidden-size", "16", "--embedding-size", "8", "--log", "log"]
        + ["--batch-size", "20", "--updates", "1", "--samples", "0", "--threads", "1"],
      planned: Self.logged)
    let evaluation = [
      "evaluate", "m", "pairs", "--threads", "1", "--beam", "2", "--max-length", "9",
    ]
    try Self.expectKept(
      session, "translate", evaluation, planned: Self.refused(evaluation, "2MiB"))
  }

  @Test("is kept by benchmark")
  func benchmark() throws {
    let session = try Self.session("benchmark")
    for arguments in [
      ["train", "--hidden-size", "64", "--batch-size", "16", "--sequence-length", "300"]
        + ["--layers", "1", "--seconds", "0.01", "--threads", "1"],
      ["sample", "--hidden-size", "700", "--length", "10"],
      ["kernels", "--only", "adam 3", "--precision", "single", "--seconds", "0.0001"],
    ] {
      try Self.expectKept(
        session, "benchmark", arguments, planned: Self.refused(arguments, "1MiB"))
    }
  }

  @Test("is kept by compare, which leaves out what does not fit")
  func compare() throws {
    let session = try Self.session("compare")
    let arguments = [
      "--cells", "lstm", "--hidden-sizes", "8,60", "--sequence-lengths", "16,300",
      "--trainers", "bptt,rtrl,uoro",
    ]
    try Self.expectKept(
      session, "compare",
      arguments + ["--threads", "1", "--seconds", "0.5", "--characters", "100"]
    ) { _, run in try Self.figure(run.diagnostics) }
    let outcome = try session.run(
      ["--hidden-sizes", "16384", "--sequence-lengths", "1000000", "--memory-limit", "300MiB"])
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("the smallest of these combinations needs "))
  }

  @Test("refuses long pairs with file, line and figure, wherever they stand")
  func longPairs() throws {
    let session = try Self.session("translate")
    try session.write(
      (0..<60).map { "short \($0)\tpair \($0)\n" }.joined(), to: "short")
    let options = TranslateFixture.small + ["--memory-limit", "15MiB", "--epochs", "1"]
    for files in [["pairs"], ["short", "--validation", "pairs"]] {
      var options = options
      if files.count > 1, let index = options.firstIndex(of: "--validation-fraction") {
        options.removeSubrange(index...index + 1)
      }
      let outcome = try session.run(["train"] + files + ["-o", "m"] + options)
      #expect(outcome.status == 64)
      #expect(outcome.diagnostics.contains("pairs, line 21: a pair of 301 and 299 symbols"))
      #expect(outcome.diagnostics.contains("what fits: "))
      #expect(!session.exists("m"))
    }
    let trained = try session.run(
      ["train", "short", "-o", "m", "--epochs", "1"] + TranslateFixture.small)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    let evaluated = try session.run(["evaluate", "m", "pairs", "--memory-limit", "5MiB"])
    #expect(evaluated.status == 64)
    #expect(evaluated.diagnostics.contains("pairs, line 21"))
    let run = try session.run(
      ["run", "m", "--memory-limit", "5MiB", "--max-source-length", "9000"],
      input: "short\n" + String(repeating: "long ", count: 1000) + "\n")
    #expect(run.status == 64)
    #expect(run.diagnostics.contains("standard input, line 2"))
  }

  @Test("sizes within the ranges of the options are refused, whatever they are")
  func absurd() throws {
    let session = try Self.session("benchmark")
    for arguments in [
      ["train", "--hidden-size", "16384", "--layers", "64", "--trainer", "rtrl"],
      ["train", "--batch-size", "65536", "--sequence-length", "65536"],
      ["sample", "--hidden-size", "16384", "--layers", "64"],
      ["translate", "--hidden-size", "16384", "--batch-size", "65536"], ["kernels"], [],
    ] {
      let outcome = try session.run(arguments + ["--memory-limit", "10MiB"])
      #expect(outcome.status == 64, "\(outcome.diagnostics)")
      #expect(outcome.diagnostics.contains("may have 10.0 MiB"))
    }
  }
}
