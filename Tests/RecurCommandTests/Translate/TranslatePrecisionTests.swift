import Foundation
import ModelFiles
import Recur
import Testing

@testable import RecurCommand

@Suite("translate train --precision")
struct TranslatePrecisionTests {
  private static let command =
    ["train", "pairs", "-o", TranslateFixture.model] + TranslateFixture.small
  private static let fast = ["--precision", "fast"]

  /// Models of all kinds of attention.
  static let kinds = [
    ["--bidirectional"],
    ["--attention", "none", "--peeky", "--reverse", "--cell", "gru", "--bridge", "tanh"],
    ["--attention", "additive", "--input-feeding", "--layers", "2", "--dropout", "0.2"],
    ["--attention", "dot", "--validate-every", "2", "--scheduled-sampling", "0.3"],
  ]

  private func recorded(_ session: CharLMSession, _ name: String) throws -> [String: [String]] {
    try TrainingSnapshot(
      Checkpoint(contentsOf: session.path(name), kind: "translate", newestVersion: 1)
    ).options
  }

  @Test("plan and log name the products, the checkpoint remembers them if they are chosen")
  func words() throws {
    let (exact, fast) = (try TranslateFixture.session(), try TranslateFixture.session())
    let options = ["--epochs", "1", "--log", "log"]
    let plain = try exact.run(Self.command + options)
    let rounded = try fast.run(Self.command + options + Self.fast)
    #expect(plain.status == 0 && rounded.status == 0, "\(rounded.diagnostics)")
    #expect(!plain.diagnostics.contains("bfloat16"))
    #expect(rounded.diagnostics.contains("of memory, products in bfloat16"))
    #expect(try exact.lines("log").first?["precision"] as? String == "exact")
    #expect(try fast.lines("log").first?["precision"] as? String == "fast")
    for name in [TranslateFixture.model, TranslateFixture.latest] {
      #expect(try recorded(exact, name)["precision"] == nil)
      #expect(try recorded(fast, name)["precision"] == ["fast"])
      #expect(try exact.training(name) != fast.training(name), "rounded at all")
    }
  }

  @Test("exact is what a run without the option does, to the byte")
  func standard() throws {
    let (plain, exact) = (
      try TranslateFixture.trained(), try TranslateFixture.trained(["--precision", "exact"])
    )
    for name in [TranslateFixture.model, TranslateFixture.latest] {
      #expect(try plain.bytes(name) == exact.bytes(name))
    }
  }

  @Test("loss and scores are those that evaluate finds with exact weights", arguments: kinds)
  func validation(options: [String]) throws {
    let session = try TranslateFixture.session()
    try session.write("abc\tcba\nfe\tef\nda\tad\n", to: "other")
    let trained = try session.run(
      [
        "train", "pairs", "--validation", "other", "-o", TranslateFixture.model, "--epochs", "3",
        "--hidden-size", "8", "--threads", "1", "--log", "log",
      ] + Self.fast + options)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    let last = try session.lines("log").last { $0["event"] as? String == "validation" }
    // Validation lets a translation be 10 symbols longer than the longest target, of 4.
    let found = try session.run([
      "evaluate", TranslateFixture.latest, "other", "--json", "--greedy", "--max-length", "14",
    ])
    let report = try #require(try CharLMSession.objects(found.output).first)
    #expect(last?["validation_loss"] as? Double == report["loss"] as? Double)
    for name in ["exact_match", "character_error_rate", "bleu", "chrf"] {
      #expect(last?[name] as? Double == report[name] as? Double, "\(name)")
    }
  }

  @Test("a run that was stopped goes on as if it never was, to the byte", arguments: kinds)
  func resumed(options: [String]) throws {
    let (whole, stopped) = (try TranslateFixture.session(), try TranslateFixture.session())
    let command = Self.command + options + Self.fast + ["--epochs", "3"]
    #expect(try whole.run(command).status == 0)
    #expect(try stopped.run(command + ["--max-seconds", "1e-6"]).status == 0)
    let done = try stopped.progress(TranslateFixture.latest).updates
    #expect(try done < whole.progress(TranslateFixture.latest).updates)
    let resumed = try stopped.run(["train", "pairs", "--resume", TranslateFixture.latest])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(resumed.diagnostics.contains("products in bfloat16"))
    for name in [TranslateFixture.model, TranslateFixture.latest] {
      #expect(try whole.bytes(name) == stopped.bytes(name), "\(name) differs")
    }
  }

  @Test("a resumed run may choose anew, and remembers its choice")
  func changed() throws {
    let session = try TranslateFixture.trained(Self.fast)
    func go(_ epochs: Int, _ options: [String]) throws {
      let outcome = try session.run(
        ["train", "pairs", "--resume", TranslateFixture.model, "--epochs", "\(epochs)"] + options)
      #expect(outcome.status == 0, "\(outcome.diagnostics)")
    }
    try go(2, ["--precision", "exact"])
    #expect(try recorded(session, TranslateFixture.latest)["precision"] == nil)
    try go(3, Self.fast)
    #expect(try recorded(session, TranslateFixture.latest)["precision"] == ["fast"])
    try go(4, [])
    #expect(try recorded(session, TranslateFixture.latest)["precision"] == ["fast"])
  }
}
