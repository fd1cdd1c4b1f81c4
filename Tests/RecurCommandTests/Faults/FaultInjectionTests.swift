import Foundation
import ModelFiles
import Testing

@testable import RecurCommand

/// A run that goes on with a model, in which the n-th call to the operating system fails: whichever
/// it is, the run says so and ends with 74, and nothing that was saved is lost.
///
/// Some of the calls; every one with `RECUR_FAULTS` in the environment.
@Suite(
  "Calls that fail",
  .enabled(if: FaultInjector.isPossible, "wants Linux, and clang beside Swift's compiler"))
struct FaultInjectionTests {
  private static let model = "m.safetensors"
  private static let latest = "m.latest.safetensors"
  private static let files: Set = ["text", "log", model, latest]
  private static let options = [
    "--hidden-size", "4", "--layers", "1", "--batch-size", "2", "--sequence-length", "8",
    "--sample-length", "0", "--threads", "1", "--quiet", "--log", "log",
  ]
  private static let goOn = [
    "train", "text", "--resume", model, "--epochs", "2", "--log", "log", "--quiet",
  ]
  private static let isEvery = ProcessInfo.processInfo.environment["RECUR_FAULTS"] != nil

  /// A model of one epoch; what it becomes after another; and the library of faults.
  private static let prepared:
    Result<
      (first: CharLMSession, second: CharLMSession, tools: CharLMSession, library: String),
      any Error
    > = Result {
      let (first, second) = (try CharLMSession(), try CharLMSession())
      try first.write(CharLMSession.text(12), to: "text")
      let trained = try first.run(["train", "text", "-o", model, "--epochs", "1"] + options)
      try #require(trained.status == 0, "\(trained.diagnostics)")
      try copy(first, to: second)
      let resumed = try second.run(goOn)
      try #require(resumed.status == 0, "\(resumed.diagnostics)")
      let tools = try CharLMSession()
      return (first, second, tools, try FaultInjector.build(in: tools.directory))
    }

  private static func copy(_ source: CharLMSession, to target: CharLMSession) throws {
    for name in files { try source.bytes(name).write(to: URL(fileURLWithPath: target.path(name))) }
  }

  @Test(
    "whichever call fails, the run says so, ends with 74, and loses nothing",
    arguments: FaultInjector.Call.allCases, [ENOSPC, EIO])
  func fault(call: FaultInjector.Call, code: Int32) throws {
    let (first, second, _, library) = try Self.prepared.get()
    let unharmed = try CharLMSession()
    try Self.copy(first, to: unharmed)
    let counting = try FaultInjector(unharmed, library: library)
      .run(Self.goOn, call: call, number: 0, code: code, lasts: false)
    #expect(counting.outcome.status == 0 && !counting.hasFailed)
    let count = try #require(counting.counts[call])
    try #require(count > 1)
    for number in Self.isEvery ? Array(1...count) : [1, count / 2 + 1] {
      let session = try CharLMSession()
      try Self.copy(first, to: session)
      let injector = FaultInjector(session, library: library)
      // A full volume stays full.
      let run = try injector.run(
        Self.goOn, call: call, number: number, code: code, lasts: code == ENOSPC)
      let comment = Comment(
        rawValue: "\(call) \(number) of \(count), error \(code): \(run.outcome.diagnostics)")
      #expect(run.hasFailed, comment)
      #expect(run.outcome.status == 74, comment)
      #expect(run.outcome.diagnostics.hasPrefix("recur: "), comment)
      #expect(run.outcome.diagnostics.split(separator: "\n").count <= 2, comment)
      let names = try FileManager.default.contentsOfDirectory(atPath: session.directory.path)
      #expect(
        Set(names.filter { !$0.hasPrefix("output-") }).isSubset(of: Self.files),
        "\(names): \(comment)")
      // Both files are whole, and going on with them ends where the unharmed run did.
      for name in [Self.model, Self.latest] { _ = try session.progress(name) }
      let resumed = try session.run(Self.goOn)
      #expect(resumed.status == 0, "\(comment) \(resumed.diagnostics)")
      for name in [Self.model, Self.latest] {
        #expect(try session.bytes(name) == second.bytes(name), comment)
      }
    }
  }
}
