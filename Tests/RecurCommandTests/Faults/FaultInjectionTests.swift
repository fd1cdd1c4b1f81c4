import Foundation
import ModelFiles
import Testing

@testable import RecurCommand

/// A run in which the n-th call to the operating system fails: whichever it is, the run says so and
/// ends with 74, and nothing that was saved is lost.
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
  private static let anew = ["train", "text", "-o", model, "--epochs", "2"] + options
  private static let goOn = [
    "train", "text", "--resume", model, "--epochs", "2", "--log", "log", "--quiet",
  ]
  private static let isEvery = ProcessInfo.processInfo.environment["RECUR_FAULTS"] != nil

  /// A text; the same with a model of one epoch beside it; and the library of faults.
  private static let prepared:
    Result<
      (text: CharLMSession, model: CharLMSession, tools: CharLMSession, library: String), any Error
    > = Result {
      let (text, model, tools) = (try CharLMSession(), try CharLMSession(), try CharLMSession())
      for session in [text, model] { try session.write(CharLMSession.text(12), to: "text") }
      let trained = try model.run(anew + ["--epochs", "1"])
      try #require(trained.status == 0, "\(trained.diagnostics)")
      return (text, model, tools, try FaultInjector.build(in: tools.directory))
    }

  private static func copy(_ source: CharLMSession) throws -> CharLMSession {
    let session = try CharLMSession()
    for name in files where source.exists(name) {
      try source.bytes(name).write(to: URL(fileURLWithPath: session.path(name)))
    }
    return session
  }

  @Test(
    "whichever call of a run fails, the run says so, ends with 74, and loses nothing",
    arguments: FaultInjector.Call.allCases, [ENOSPC, EIO])
  func newRun(call: FaultInjector.Call, code: Int32) throws {
    let (text, _, _, library) = try Self.prepared.get()
    try expectNothingLost(
      Self.anew, again: Self.anew + ["--overwrite"], from: text, library, call, code)
  }

  @Test(
    "whichever call of a run that goes on fails, the same, and the model that it goes on with stays",
    arguments: FaultInjector.Call.allCases, [ENOSPC, EIO])
  func resumedRun(call: FaultInjector.Call, code: Int32) throws {
    let (_, model, _, library) = try Self.prepared.get()
    try expectNothingLost(Self.goOn, again: Self.goOn, from: model, library, call, code)
  }

  /// Runs the command with each of the calls failing, then `again`, which ends where the run ends
  /// that no fault befell.
  private func expectNothingLost(
    _ command: [String], again: [String], from start: CharLMSession, _ library: String,
    _ call: FaultInjector.Call, _ code: Int32
  ) throws {
    let unharmed = try Self.copy(start)
    let counting = try FaultInjector(unharmed, library: library)
      .run(command, call: call, number: 0, code: code, lasts: false)
    #expect(counting.outcome.status == 0 && !counting.hasFailed)
    let count = try #require(counting.counts[call])
    try #require(count > 1)
    for number in Self.isEvery ? Array(1...count) : [1, count / 2 + 1] {
      let session = try Self.copy(start)
      // A full volume stays full.
      let run = try FaultInjector(session, library: library)
        .run(command, call: call, number: number, code: code, lasts: code == ENOSPC)
      let comment = Comment(
        rawValue: "\(call) \(number) of \(count), error \(code): \(run.outcome.diagnostics)")
      #expect(run.hasFailed, comment)
      #expect(run.outcome.status == 74, comment)
      #expect(run.outcome.diagnostics.hasPrefix("recur: "), comment)
      #expect(run.outcome.diagnostics.split(separator: "\n").count <= 2, comment)
      let names = try FileManager.default.contentsOfDirectory(atPath: session.directory.path)
      let others = names.filter { !$0.hasPrefix("output-") && !Self.files.contains($0) }
      #expect(others.isEmpty, comment)
      for name in [Self.model, Self.latest] where start.exists(name) || session.exists(name) {
        _ = try session.progress(name)
      }
      let resumed = try session.run(again)
      #expect(resumed.status == 0, "\(comment) \(resumed.diagnostics)")
      for name in [Self.model, Self.latest] {
        #expect(try session.bytes(name) == unharmed.bytes(name), comment)
      }
    }
  }
}
