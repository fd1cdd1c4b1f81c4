import Foundation
import Recur
import SequenceTraining
import Terminal
import Testing

@testable import RecurCommand

@Suite("charlm train: trainers")
struct CharLMTrainerTests {
  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(12), to: "text")
    return session
  }

  /// A model so small that every trainer is quick in a debug build, and that goes with all of them.
  static let tiny = [
    "--hidden-size", "4", "--layers", "1", "--sample-length", "5", "--threads", "2",
  ]

  /// The options that a trainer is tried with.
  static func options(_ method: GradientMethod) -> [String] {
    var options = ["--trainer", method.name] + tiny
    if method.isForward {
      options += ["--batch-size", "2", "--update-every", "3", "--validate-every", "17"]
    } else {
      options += ["--batch-size", "2", "--sequence-length", "10", "--validate-every", "7"]
    }
    if method == .blocked { options += ["--block-length", "5"] }
    if method == .checkpointed { options += ["--checkpoint-slots", "1"] }
    return options
  }

  @Test("every trainer trains, and the plan names it", arguments: GradientMethod.allCases)
  func trains(method: GradientMethod) throws {
    let session = try session()
    let outcome = try session.run(
      ["train", "text", "-o", "m", "--epochs", "1", "--log", "log"] + Self.options(method))
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("trainer  ") == (method != .bptt))
    let plan = try #require(try session.lines("log").first)
    #expect(plan["trainer"] as? String == method.name)
    #expect(try session.run(["sample", "m", "--length", "5"]).status == 0)
  }

  @Test(
    "the memory planned is the memory held at the end, to the byte",
    arguments: GradientMethod.allCases)
  func memory(method: GradientMethod) throws {
    let session = try session()
    let outcome = try session.run(
      ["train", "text", "-o", "m", "--updates", "40", "--log", "log"] + Self.options(method))
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let lines = try session.lines("log")
    let planned = try #require(lines.first?["memory_bytes"] as? Int)
    #expect(lines.last?["memory_bytes"] as? Int == planned)
  }

  @Test(
    "the same for deeper models with embedding, residual connections and dropout",
    arguments: [
      ["--layers", "2", "--residual", "--dropout", "0.2", "--cell", "gru-reset-before"],
      ["--layers", "2", "--residual", "--trainer", "blocked-rtrl", "--tied"],
      ["--layers", "3", "--trainer", "rtrl", "--embedding-size", "3", "--cell", "gru"],
      ["--trainer", "checkpointed-bptt", "--sequence-length", "300", "--batch-size", "1"],
      ["--cell", "jordan"],
      ["--cell", "jordan", "--trainer", "blocked-rtrl", "--embedding-size", "3"],
    ])
  func memoryOfOthers(options: [String]) throws {
    let session = try session()
    let outcome = try session.run(
      ["train", "text", "-o", "m", "--updates", "30", "--log", "log"] + Self.tiny + options
        + (options.contains("--batch-size") ? [] : ["--batch-size", "2"]))
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let lines = try session.lines("log")
    let planned = try #require(lines.first?["memory_bytes"] as? Int)
    #expect(lines.last?["memory_bytes"] as? Int == planned)
  }

  @Test(
    "a run that is stopped and goes on leaves the bytes of one that never stopped",
    arguments: GradientMethod.allCases)
  func resumes(method: GradientMethod) throws {
    let (whole, stopped) = (try session(), try session())
    let command = ["train", "text", "-o", "m", "--preset", "recur-1"] + Self.options(method)
    // Neither at a validation nor at the end of a block.
    #expect(try whole.run(command + ["--updates", "31"]).status == 0)
    #expect(try stopped.run(command + ["--updates", "31", "--max-seconds", "1e-6"]).status == 0)
    for updates in ["11", "23", "31"] {
      let resumed = try stopped.run(["train", "text", "--resume", "m", "--updates", updates])
      #expect(resumed.status == 0, "\(resumed.diagnostics)")
    }
    // The stops were validations of the second run alone: the weights and all that is carried must
    // be the same.
    let (left, right) = (try whole.training("m.latest"), try stopped.training("m.latest"))
    #expect(left == right)
  }

  @Test(
    "so does one whose output is fed back",
    arguments: GradientMethod.allCases.filter { $0.isExact || !$0.isForward })
  func resumesWithFeedback(method: GradientMethod) throws {
    let (whole, stopped) = (try session(), try session())
    let command =
      ["train", "text", "-o", "m", "--cell", "jordan", "--preset", "recur-1"]
      + Self.options(method)
    #expect(try whole.run(command + ["--updates", "31"]).status == 0)
    #expect(try stopped.run(command + ["--updates", "31", "--max-seconds", "1e-6"]).status == 0)
    for updates in ["11", "31"] {
      let resumed = try stopped.run(["train", "text", "--resume", "m", "--updates", updates])
      #expect(resumed.status == 0, "\(resumed.diagnostics)")
    }
    #expect(try whole.training("m.latest") == stopped.training("m.latest"))
  }

  @Test(
    "products in bfloat16: planned, logged, resumed to the byte, validated in full precision",
    arguments: ["bptt", "truncated-bptt", "checkpointed-bptt"])
  func fast(trainer: String) throws {
    let (whole, stopped, exact) = (try session(), try session(), try session())
    let command = ["train", "text", "-o", "m", "--trainer", trainer, "--log", "log"] + Self.tiny
    let sizes = ["--batch-size", "2", "--sequence-length", "10", "--validation-fraction", "0.2"]
    let fast = command + sizes + ["--precision", "fast"]
    let outcome = try whole.run(fast + ["--updates", "31"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("products in bfloat16"))
    let lines = try whole.lines("log")
    #expect(lines.first?["precision"] as? String == "fast")
    #expect(
      lines.first?["memory_bytes"] as? Int == lines.last?["memory_bytes"] as? Int,
      "the memory planned is the memory held")
    #expect(try stopped.run(fast + ["--updates", "31", "--max-seconds", "1e-6"]).status == 0)
    let resumed = try stopped.run(["train", "text", "--resume", "m", "--updates", "31"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try whole.training("m.latest") == stopped.training("m.latest"))
    #expect(try exact.run(command + sizes + ["--updates", "31"]).status == 0)
    #expect(try whole.training("m.latest") != exact.training("m.latest"), "rounded at all")

    // 31 updates are no whole epoch: what was validated is the model of the last of them.
    let text = CharLMSession.text(12)
    try whole.write(String(text.dropFirst(Int(Double(text.count) * 0.8))), to: "tail")
    let losses = try whole.run(["evaluate", "m.latest", "tail", "--per-character"])
    let found = try CharLMSession.objects(losses.output).compactMap { $0["nats"] as? Double }
    let validated = try #require(lines.compactMap { $0["validation_loss"] as? Double }.last)
    #expect(!found.isEmpty)
    #expect(abs(found.reduce(0, +) / Double(found.count) - validated) < 1e-6)
  }

  @Test("back-propagation over windows goes on with its window, whatever the cell")
  func windows() throws {
    for options in [
      ["--cell", "gru-reset-before", "--residual"], ["--cell", "lstm", "--dropout", "0.3"],
    ] {
      let (whole, stopped) = (try session(), try session())
      let command =
        ["train", "text", "-o", "m", "--trainer", "truncated-bptt", "--layers", "2"]
        + ["--preset", "recur-1"]
        + ["--hidden-size", "4", "--batch-size", "3", "--sequence-length", "4", "--threads", "2"]
        + ["--backpropagation-length", "11", "--sample-length", "0"] + options
      #expect(try whole.run(command + ["--updates", "20"]).status == 0)
      #expect(try stopped.run(command + ["--updates", "9"]).status == 0)
      let resumed = try stopped.run(["train", "text", "--resume", "m", "--updates", "20"])
      #expect(resumed.status == 0, "\(resumed.diagnostics)")
      #expect(try whole.training("m.latest") == stopped.training("m.latest"))
    }
  }

  @Test("more memory than allowed is refused with the figure and with what fits")
  func limit() throws {
    let session = try session()
    let sizes = ["--hidden-size", "64", "--layers", "1", "--cell", "gru"]
    let refused = try session.run(
      ["train", "text", "-o", "m", "--trainer", "rtrl", "--memory-limit", "2MiB"] + sizes)
    #expect(refused.status == 64)
    #expect(refused.diagnostics.contains("rtrl needs"))
    #expect(refused.diagnostics.contains("--trainer snap-1 ("))
    #expect(!session.exists("m"))
    let allowed = try session.run(
      [
        "train", "text", "-o", "m", "--trainer", "snap-1", "--memory-limit", "2MiB", "--updates",
        "2",
      ]
        + sizes)
    #expect(allowed.status == 0, "\(allowed.diagnostics)")
  }

  @Test("what is offered in the place of too much memory fits: checkpoints, and a smaller batch")
  func offers() throws {
    let session = try session()
    try session.write(CharLMSession.text(200), to: "text")
    let command = ["train", "text", "-o", "m", "--hidden-size", "16", "--batch-size", "8"]
    let limited = ["--sequence-length", "700", "--memory-limit", "3MiB", "--updates", "1"]
    let refused = try session.run(command + limited)
    #expect(refused.status == 64)
    let offer = try #require(
      refused.diagnostics.firstMatch(of: /--checkpoint-memory ([0-9]+)/)?.1)
    let offered = ["--trainer", "checkpointed-bptt", "--checkpoint-memory", String(offer)]
    let allowed = try session.run(command + limited + offered)
    #expect(allowed.status == 0, "\(allowed.diagnostics)")
    let less = ["--trainer", "checkpointed-bptt", "--checkpoint-memory", "1k"]
    let tooLittle = try session.run(command + limited + less + ["--overwrite"])
    #expect(tooLittle.status == 64)
    #expect(tooLittle.diagnostics.contains("needs at least"))
  }

  @Test(
    "a number of bytes is read with its unit",
    arguments: [
      ("1500", 1500), ("2k", 2000), ("2KiB", 2048), ("1.5 MiB", nil), ("1.5MiB", 1_572_864),
      ("3G", 3_000_000_000), ("3GB", 3_000_000_000), ("1gib", 1 << 30), ("i", nil), ("", nil),
      ("0", nil), ("-1", nil), ("1e3", nil), ("9999999T", nil), ("12B", 12),
    ] as [(String, Int?)])
  func bytes(text: String, expected: Int?) throws {
    let found = try? TrainSettings.memoryLimit.value(of: [text]) as? Int
    #expect(found == expected)
  }
}
