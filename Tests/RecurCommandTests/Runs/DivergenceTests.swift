import Recur
import Testing

@testable import RecurCommand

@Suite("Training that diverges")
struct DivergenceTests {
  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(60), to: "text")
    return session
  }

  private let command = ["train", "text", "-o", "m", "--log", "log"] + CharLMSession.small
  /// Far too large a rate.
  private let wild = ["--optimizer", "sgd", "--clip", "0", "--learning-rate", "1000"]

  @Test("a best model that is worse than uniform ends with 65, and the files are kept")
  func worse() throws {
    let session = try session()
    let outcome = try session.run(command + wild + ["--epochs", "3"])
    #expect(outcome.status == 65, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("training diverged"))
    #expect(outcome.diagnostics.contains("kept: m, m.latest"))
    #expect(!outcome.diagnostics.contains("is the best model"))
    #expect(session.exists("m") && session.exists("m.latest"))
    let lines = try session.lines("log")
    #expect(lines.last?["reason"] as? String == "diverged")
    let warnings = lines.compactMap { $0["warning"] as? String }
    #expect(warnings.filter { $0 == "worse than uniform" }.count == 1)
  }

  @Test("so does a model that is not validated and is worse than uniform at the end")
  func unvalidated() throws {
    let session = try session()
    let outcome = try session.run(
      command + wild + ["--epochs", "2", "--validation-fraction", "0"])
    #expect(outcome.status == 65, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("kept: m"))
  }

  @Test("before an epoch has passed a model that is worse than uniform is only warned of")
  func firstTry() throws {
    let session = try session()
    let outcome = try session.run(command + wild + ["--updates", "8"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("warning: at the end the loss is worse than uniform"))
    #expect(try session.lines("log").last?["reason"] as? String == "complete")
  }

  @Test("the influence is kept within its limit, which is counted, said, and resumed")
  func limit() throws {
    let session = try session()
    let words =
      ["train", "text", "--trainer", "rtrl", "--influence-limit", "0.01"]
      + CharLMTrainerTests.tiny
    let whole = try session.run(words + ["--updates", "40", "-o", "whole", "--log", "log"])
    #expect(whole.status == 0, "\(whole.diagnostics)")
    #expect(whole.diagnostics.contains("its influence rescaled beyond 0.01"))
    let count = try #require(try session.lines("log").last?["influence_limits"] as? Int)
    #expect(count > 0 && count <= 40)
    #expect(whole.diagnostics.contains("influence: passed its limit \(count) times"))
    #expect(try session.run(words + ["--updates", "15", "-o", "part"]).status == 0)
    let rest = try session.run(
      ["train", "text", "--resume", "part", "--updates", "40"])
    #expect(rest.status == 0, "\(rest.diagnostics)")
    #expect(try session.training("part.latest") == session.training("whole.latest"))
    #expect(try session.progress("part.latest").influenceLimits == count)
  }

  @Test(
    "a limit where no influence is carried is wrong usage",
    arguments: [
      ("--influence-limit 1", "which carries no influence"),
      ("--trainer uoro --influence-limit 1", "which carries no influence"),
      ("--trainer rtrl --influence-policy reset", "see --influence-limit"),
    ])
  func usage(words: String, message: String) throws {
    let session = try session()
    try WrongInput("charlm train @/text -o @/m \(words)", 64, message)
      .expectRefused(in: session)
  }
}
