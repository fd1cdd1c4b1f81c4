import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm: a run whose time is given, and one that is told to go on otherwise")
struct CharLMBudgetTests {
  private static let model = "m.safetensors"
  private static let latest = "m.latest.safetensors"
  private static let small = ["text", "-o", model] + CharLMSession.small

  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    return session
  }

  private func events(_ session: CharLMSession, _ name: String) throws -> [[String: Any]] {
    try session.lines("log").filter { $0["event"] as? String == name }
  }

  @Test("it ends with its model, having told how it was laid out", arguments: ["none", "tail"])
  func ends(average: String) throws {
    let session = try session()
    let outcome = try session.run(
      ["train"] + Self.small
        + ["--preset", "standard", "--minutes", "0.05", "--log", "log", "--average", average])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("3 seconds in all, laid out once the speed is known"))
    #expect(try events(session, "plan").first?["minutes"] as? Double == 0.05)
    let end = try #require(try events(session, "end").first)
    #expect(end["reason"] as? String == "complete")
    let progress = try session.progress(Self.latest)
    #expect(progress.updates > 0 && progress.validatedUpdate == progress.updates)
    #expect(progress.budget?.seconds == 3)
    #expect(try session.progress(Self.model).updates == progress.bestUpdate)
    let again = try session.run(["train", "--resume", Self.model, "--minutes", "0.01"])
    #expect(again.status == 0, "\(again.diagnostics)")
    #expect(again.diagnostics.contains("the time is over; more with --minutes"))
    #expect(try session.run(["sample", Self.model, "--length", "5"]).status == 0)
  }

  @Test("Control-C saves it, and it goes on with the time that is left, or with other time")
  func interrupted() throws {
    let session = try session()
    let options = ["--minutes", "100", "--validate-every", "20", "--preset", "standard"]
    let process = try session.train(
      Self.small + options, until: "validation", signal: SIGINT)
    #expect(process.terminationStatus == 130)
    let first = try session.progress(Self.latest)
    let budget = try #require(first.budget)
    #expect(budget.seconds == 6000 && budget.used > 0 && budget.used < 6000)
    let more = String(budget.used / 60 + 0.05)
    let resumed = try session.run(
      ["train", "--resume", Self.model, "--minutes", more, "--log", "log"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    let second = try session.progress(Self.latest)
    #expect(second.updates > first.updates)
    // What was used before counts.
    let share = try #require(try events(session, "schedule").first?["share"] as? Double)
    #expect(share >= 0.99 * budget.used / (budget.used + 3) && share <= 1)
  }

  @Test("time that is over at once leaves the model as it was drawn, and says so")
  func noTime() throws {
    let session = try session()
    let outcome = try session.run(["train"] + Self.small + ["--minutes", "1e-6"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("warning: --minutes was over before the first update"))
    #expect(try session.progress(Self.model).updates == 0)
    #expect(try session.run(["sample", Self.model, "--length", "5"]).status == 0)
  }

  @Test("epochs go on as time, and time as epochs")
  func otherEnding() throws {
    let session = try session()
    #expect(try session.run(["train"] + Self.small + ["--epochs", "1"]).status == 0)
    let epoch = try session.progress(Self.latest)
    #expect(epoch.budget == nil)
    let timed = try session.run(["train", "--resume", Self.model, "--minutes", "0.04"])
    #expect(timed.status == 0, "\(timed.diagnostics)")
    let middle = try session.progress(Self.latest)
    #expect(middle.updates > epoch.updates && middle.budget != nil)
    let epochs = String(middle.position.epoch + 2)
    let counted = try session.run(["train", "--resume", Self.model, "--epochs", epochs])
    #expect(counted.status == 0, "\(counted.diagnostics)")
    let last = try session.progress(Self.latest)
    #expect(last.position.epoch == middle.position.epoch + 2 && last.position.block == 0)
    #expect(last.budget == nil)
  }

  @Test("another rate or schedule is taken with --override alone, and goes on exactly")
  func override() throws {
    let (session, other) = (try session(), try self.session())
    let change = ["--learning-rate", "0.001", "--schedule", "linear", "--average", "ema"]
    for session in [session, other] {
      #expect(try session.run(["train"] + Self.small + ["--epochs", "1"]).status == 0)
    }
    let start = try session.progress(Self.latest).updates
    let resume = ["train", "--resume", Self.model, "--epochs"]
    let refused = try session.run(resume + ["4"] + change)
    #expect(refused.status == 64)
    #expect(
      refused.diagnostics.contains(
        "cannot change when a model is resumed: it was trained with "))
    #expect(refused.diagnostics.contains("tip: --override lets it"))
    let kind = try session.run(resume + ["4", "--override", "--optimizer", "sgd"])
    #expect(kind.status == 64 && !kind.diagnostics.contains("tip"))
    let whole = try session.run(resume + ["4", "--override", "--log", "log"] + change)
    #expect(whole.status == 0, "\(whole.diagnostics)")
    #expect(try session.progress(Self.latest).courseStart == start)
    let rates = try events(session, "validation").compactMap { $0["learning_rate"] as? Double }
    #expect(rates.count == 3 && rates.allSatisfy { $0 < 0.001 } && rates == rates.sorted(by: >))
    // The same with a break, the second part without a word of it.
    let time = ["--max-seconds", "1e-6", "--override"]
    #expect(try other.run(resume + ["4"] + change + time).status == 0)
    let rest = try other.run(["train", "--resume", Self.model])
    #expect(rest.status == 0, "\(rest.diagnostics)")
    for name in [Self.model, Self.latest] {
      #expect(try session.bytes(name) == other.bytes(name), "\(name)")
    }
  }

  @Test("translate train has a time too")
  func pairs() throws {
    let session = try TranslateFixture.session()
    let outcome = try session.run(
      ["train", "pairs", "-o", Self.model, "--minutes", "0.08", "--log", "log"]
        + TranslateFixture.small + ["--preset", "standard", "--average", "ema"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let progress = try session.progress(Self.latest)
    #expect(progress.updates > 0 && progress.validatedUpdate == progress.updates)
    #expect(try events(session, "schedule").count == 1)
    #expect(outcome.output.contains("best model"))
  }
}
