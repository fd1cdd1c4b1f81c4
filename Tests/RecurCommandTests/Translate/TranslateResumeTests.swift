import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("translate: resuming")
struct TranslateResumeTests {
  private func expectSame(_ left: CharLMSession, _ right: CharLMSession) throws {
    for name in [TranslateFixture.model, TranslateFixture.latest]
    where left.exists(name) || right.exists(name) {
      #expect(try left.bytes(name) == right.bytes(name), "\(name) differs")
    }
  }

  private let command = ["train", "pairs", "-o", TranslateFixture.model] + TranslateFixture.small

  @Test(
    "four epochs are two epochs and two more, to the last bit",
    arguments: [
      ["--dropout", "0.2", "--scheduled-sampling", "0.3", "--validate-every", "2"],
      [
        "--dropout", "0.2", "--dropout-mask", "sequence", "--weight-drop", "0.3",
        "--embedding-dropout", "0.2", "--scheduled-sampling", "0.3",
      ],
      ["--attention", "none", "--cell", "gru", "--validation-fraction", "0", "--unit", "byte"],
      ["--optimizer", "momentum", "--patience", "9", "--test-fraction", "0.1"],
    ])
  func epochs(options: [String]) throws {
    let (whole, halves) = (try TranslateFixture.session(), try TranslateFixture.session())
    #expect(try whole.run(command + options + ["--epochs", "4"]).status == 0)
    #expect(try halves.run(command + options + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(
      ["train", "pairs", "--resume", TranslateFixture.model, "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    try expectSame(whole, halves)
  }

  @Test(
    "a run that was stopped at any moment goes on as if it never was",
    arguments: [SIGKILL] + CharLMSession.endings)
  func stopped(signal: Int32) throws {
    let (whole, stopped) = (try TranslateFixture.session(), try TranslateFixture.session())
    let options = Array(command.dropFirst())
    let process = try stopped.train(
      options + ["--epochs", "100000"], until: "epoch 3/", signal: signal)
    if signal != SIGKILL { #expect(process.terminationStatus == 128 + signal) }
    let done = try stopped.progress(TranslateFixture.latest).updates
    let epochs = String(done / 6 + 2)
    let resumed = try stopped.run(
      ["train", "pairs", "--resume", TranslateFixture.model, "--epochs", epochs])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try whole.run(command + ["--epochs", epochs]).status == 0)
    try expectSame(whole, stopped)
  }

  @Test("other pairs or another architecture are refused, and nothing is written")
  func refused() throws {
    let session = try TranslateFixture.trained()
    let before = try session.bytes(TranslateFixture.latest)
    try session.write(TranslateFixture.pairs(61), to: "other")
    let other = try session.run(["train", "other", "--resume", TranslateFixture.model])
    #expect(other.status == 65)
    #expect(other.diagnostics.contains("not the text that the model was trained on"))
    let larger = try session.run(
      ["train", "pairs", "--resume", TranslateFixture.model, "--attention", "dot"])
    #expect(larger.status == 64)
    #expect(larger.diagnostics.contains("--attention cannot change when a model is resumed"))
    #expect(try session.bytes(TranslateFixture.latest) == before)
  }
}
