import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm: resuming")
struct CharLMResumeTests {
  private static let best = "m.safetensors"
  private static let latest = "m.latest.safetensors"

  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    return session
  }

  /// Two sessions' files have the same bytes.
  private func expectSame(_ left: CharLMSession, _ right: CharLMSession) throws {
    for name in [Self.best, Self.latest] where left.exists(name) || right.exists(name) {
      #expect(try left.bytes(name) == right.bytes(name), "\(name) differs")
    }
  }

  @Test(
    "four epochs are two epochs and two more, to the last bit",
    arguments: [
      [],
      [
        "--cell", "gru", "--dropout", "0.2", "--backpropagation-length", "15", "--clip-value",
        "0.1",
      ],
      ["--cell", "lstm-peepholes", "--split", "streams", "--optimizer", "rmsprop", "--residual"],
      ["--validation-fraction", "0", "--optimizer", "adadelta", "--tied", "--cell", "rnn"],
      ["--validate-every", "3", "--schedule", "step", "--schedule-epochs", "1", "--warm-up", "5"],
      ["--cell", "gru-reset-before", "--optimizer", "momentum", "--l2", "1e-3", "--patience", "9"],
      ["--average", "ema", "--average-window", "0.3", "--learning-rate", "0.05"],
      ["--average", "ema", "--validation-fraction", "0"],
      ["--average", "tail", "--average-window", "1", "--precision", "fast"],
      ["--cell", "jordan", "--layers", "1", "--dropout", "0.1", "--backpropagation-length", "15"],
      ["--cell", "lstm-capped", "--readout-from", "all"],
      ["--weight-drop", "0.3", "--dropout", "0.1", "--dropout-mask", "sequence"],
      [
        "--embedding-size", "6", "--input-dropout", "0.1", "--embedding-dropout", "0.2",
        "--weight-drop", "0.2",
      ],
      ["--bootstrap", "5", "--freeze", "layers.1.recurrent_weight"],
      ["--bootstrap", "6", "--split", "streams"],
    ])
  func epochs(options: [String]) throws {
    let (whole, halves) = (try session(), try session())
    let command = ["train", "text", "-o", Self.best] + CharLMSession.small + options
    #expect(try whole.run(command + ["--epochs", "4"]).status == 0)
    #expect(try halves.run(command + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(["train", "text", "--resume", Self.best, "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    try expectSame(whole, halves)
  }

  @Test(
    "a run that was stopped at any moment goes on as if it never was",
    arguments: [SIGKILL] + CharLMSession.endings)
  func stopped(signal: Int32) throws {
    let (whole, stopped) = (try session(), try session())
    let options =
      ["text", "-o", Self.best, "--validate-every", "9", "--log", "log"] + CharLMSession.small
    let process = try stopped.train(
      options + ["--epochs", "100000"], until: "epoch 3/", signal: signal)
    if signal != SIGKILL {
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 128 + signal)
    }
    let done = try stopped.progress(Self.latest).updates
    let plan = try #require(try stopped.lines("log").first)
    let updatesPerEpoch = try #require(plan["updates_per_epoch"] as? Int)
    let epochs = String(done / updatesPerEpoch + 2)
    let resumed = try stopped.run(["train", "text", "--resume", Self.best, "--epochs", epochs])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try whole.run(["train"] + options + ["--epochs", epochs]).status == 0)
    try expectSame(whole, stopped)
  }

  @Test("a run that ran out of time saves what it has and goes on later")
  func time() throws {
    let (whole, stopped) = (try session(), try session())
    let command =
      ["train", "text", "-o", Self.best, "--epochs", "2"] + CharLMSession.small
    #expect(try whole.run(command).status == 0)
    let first = try stopped.run(command + ["--max-seconds", "1e-6"])
    #expect(first.status == 0)
    #expect(first.diagnostics.contains("stopped after --max-seconds"))
    #expect(stopped.exists(Self.best))
    #expect(try stopped.run(["train", "text", "--resume", Self.latest]).status == 0)
    try expectSame(whole, stopped)
  }

  @Test("the text's name is remembered, and given anew where it has changed")
  func remembered() throws {
    let (whole, halves) = (try session(), try session())
    let command = ["train", "text", "-o", Self.best] + CharLMSession.small
    #expect(try whole.run(command + ["--epochs", "3"]).status == 0)
    #expect(try halves.run(command + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(["train", "--resume", "m", "--epochs", "3"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    try expectSame(whole, halves)
    try FileManager.default.moveItem(
      atPath: halves.path("text"), toPath: halves.path("moved"))
    let lost = try halves.run(["train", "--resume", "m", "--epochs", "4"])
    #expect(lost.status == 66)
    #expect(
      lost.diagnostics == """
        recur: text: no such file, and the model was trained on it
        tip: give TEXT, the file under the name that it has now

        """)
    #expect(try halves.run(["train", "moved", "--resume", "m", "--epochs", "4"]).status == 0)
    #expect(try halves.run(["train", "--resume", "m", "--epochs", "5"]).status == 0)
  }

  @Test("Control-C shows the whole command that goes on")
  func command() throws {
    let session = try session()
    let options = ["text", "-o", Self.best, "--log", "a log"] + CharLMSession.small
    let (process, diagnostics, _) = try session.start(["train"] + options + ["--epochs", "100000"])
    var said = Data()
    while !String(decoding: said, as: UTF8.self).contains("epoch 2/") {
      let piece = diagnostics.availableData
      guard !piece.isEmpty else { break }
      said += piece
    }
    kill(process.processIdentifier, SIGINT)
    let rest = String(decoding: try diagnostics.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(
      rest.hasSuffix(
        "recur: interrupted; saved, to go on with:\n"
          + "recur charlm train --resume m.safetensors --log 'a log'\n"))
  }

  @Test("a resumed run writes under another name when asked, and leaves the first model alone")
  func otherOutput() throws {
    let session = try session()
    let command = ["train", "text", "-o", Self.best, "--epochs", "1"] + CharLMSession.small
    #expect(try session.run(command).status == 0)
    let before = try session.bytes(Self.best)
    let resumed = try session.run([
      "train", "text", "--resume", Self.best, "--epochs", "2", "-o", "n.safetensors",
    ])
    #expect(resumed.status == 0)
    #expect(try session.bytes(Self.best) == before)
    #expect(session.exists("n.safetensors") && session.exists("n.latest.safetensors"))
  }

  @Test("another text or another architecture is refused, and nothing is written")
  func refused() throws {
    let session = try session()
    let command = ["train", "text", "-o", Self.best, "--epochs", "1"] + CharLMSession.small
    #expect(try session.run(command).status == 0)
    let before = (try session.bytes(Self.best), try session.bytes(Self.latest))
    try session.write(CharLMSession.text(31), to: "other")
    let other = try session.run(["train", "other", "--resume", Self.best])
    #expect(other.status == 65)
    #expect(other.diagnostics.contains("not the text that the model was trained on"))
    let larger = try session.run(["train", "text", "--resume", Self.best, "--hidden-size", "7"])
    #expect(larger.status == 64)
    #expect(
      larger.diagnostics
        == "recur: --hidden-size cannot change when a model is resumed: it was trained with 6\n")
    let same = try session.run(["train", "text", "--resume", Self.best, "--hidden-size", "6"])
    #expect(same.status == 0)
    #expect((try session.bytes(Self.best), try session.bytes(Self.latest)) == before)
  }

  @Test("the log of a resumed run follows that of the first")
  func log() throws {
    let session = try session()
    let command =
      ["train", "text", "-o", Self.best, "--epochs", "1", "--log", "log"] + CharLMSession.small
    #expect(try session.run(command).status == 0)
    let resumed = ["train", "text", "--resume", Self.best, "--epochs", "2", "--log", "log"]
    #expect(try session.run(resumed).status == 0)
    let events = try session.lines("log").compactMap { $0["event"] as? String }
    #expect(events.count { $0 == "plan" } == 2)
    #expect(events.count { $0 == "end" } == 2)
  }
}
