import Foundation
import Recur
import Testing

@testable import ModelFiles
@testable import RecurCommand

@Suite("Resuming what a file says")
struct ResumedTrainingTests {
  private static let model = "m.safetensors"
  private static let latest = "m.latest.safetensors"

  private static func session(_ options: [String] = []) throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try train(session, model, options)
    return session
  }

  private static func train(
    _ session: CharLMSession, _ name: String, _ options: [String] = []
  ) throws {
    let outcome = try session.run(
      ["train", "text", "-o", name, "--epochs", "1"] + CharLMSession.small + options)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
  }

  /// Goes on to three epochs, which fails with 65 and changes neither file.
  private func expectRefused(_ session: CharLMSession, _ words: String) throws {
    let names = [Self.model, Self.latest]
    let before = try names.map { try session.bytes($0) }
    let outcome = try session.run(
      ["train", "text", "--resume", Self.model, "--epochs", "3", "--log", "log"])
    #expect(outcome.status == 65, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains(words), "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.utf8.count <= 400)
    #expect(try names.map { try session.bytes($0) } == before)
    #expect(!session.exists("log"))
  }

  /// Changes a section of the files of a model, whose checksums stay right.
  private func change(
    _ session: CharLMSession, _ section: String, _ names: [String] = [Self.model, Self.latest],
    _ body: (String) throws -> String
  ) throws {
    for name in names {
      var file = try SafetensorsFile(contentsOf: session.path(name))
      let text = try #require(file.metadata["recur.section." + section])
      let changed = try body(text)
      #expect(changed != text)
      file.metadata["recur.section." + section] = changed
      try file.write(to: session.path(name))
    }
  }

  @Test("a latest state of another run is not gone on with, and the model beside it stays")
  func otherRun() throws {
    let session = try Self.session()
    try Self.train(session, "other.safetensors", ["--seed", "7"])
    try FileManager.default.removeItem(atPath: session.path(Self.model))
    try FileManager.default.copyItem(
      atPath: session.path("other.safetensors"), toPath: session.path(Self.model))
    try expectRefused(session, "is of another run")
    // The way out that it names.
    try FileManager.default.removeItem(atPath: session.path(Self.latest))
    let alone = try session.run(["train", "text", "--resume", Self.model, "--epochs", "2"])
    #expect(alone.status == 0, "\(alone.diagnostics)")
  }

  @Test("of pairs too")
  func otherRunOfPairs() throws {
    let session = try TranslateFixture.trained()
    let other = try session.run(
      ["train", "pairs", "-o", "n", "--epochs", "1", "--seed", "7"] + TranslateFixture.small)
    #expect(other.status == 0)
    try FileManager.default.removeItem(atPath: session.path(Self.model))
    try FileManager.default.copyItem(
      atPath: session.path("n"), toPath: session.path(Self.model))
    let before = try session.bytes(Self.model)
    let outcome = try session.run(["train", "pairs", "--resume", Self.model, "--epochs", "2"])
    #expect(outcome.status == 65 && outcome.diagnostics.contains("is of another run"))
    #expect(try session.bytes(Self.model) == before)
  }

  @Test("an older best of the same run is no longer the latest state's")
  func olderBest() throws {
    let session = try Self.session()
    try FileManager.default.copyItem(
      atPath: session.path(Self.model), toPath: session.path("old"))
    let more = try session.run(["train", "text", "--resume", Self.model, "--epochs", "4"])
    #expect(more.status == 0)
    try #require(try session.bytes(Self.model) != session.bytes("old"))
    try session.bytes("old").write(to: session.directory.appendingPathComponent(Self.model))
    try expectRefused(session, "is of another run")
  }

  @Test(
    "a run that ended between best and latest goes on as one that did not, to the last bit",
    arguments: [[], ["--average", "ema", "--average-window", "0.5"]])
  func endedBetween(options: [String]) throws {
    let session = try Self.session(options)
    try FileManager.default.copyItem(
      atPath: session.path(Self.latest), toPath: session.path("old"))
    let go = ["train", "text", "--resume", Self.model, "--epochs"]
    #expect(try session.run(go + ["2"]).status == 0)
    let expected = try (session.bytes(Self.model), session.bytes(Self.latest))
    let (best, latest) = try (session.progress(Self.model), session.progress(Self.latest))
    try #require(best.updates == latest.updates)
    // The best is written first.
    try session.bytes("old").write(to: session.directory.appendingPathComponent(Self.latest))
    let finished = try session.run(go + ["2"])
    #expect(finished.status == 0 && finished.diagnostics.contains("nothing left to train"))
    #expect(try session.bytes(Self.model) == expected.0)
    #expect(try session.bytes(Self.latest) == expected.1)
    try session.bytes("old").write(to: session.directory.appendingPathComponent(Self.latest))
    #expect(try session.run(go + ["3"]).status == 0)
    let after = try (session.bytes(Self.model), session.bytes(Self.latest))
    try expected.0.write(to: session.directory.appendingPathComponent(Self.model))
    try expected.1.write(to: session.directory.appendingPathComponent(Self.latest))
    #expect(try session.run(go + ["3"]).status == 0)
    #expect(try session.bytes(Self.model) == after.0)
    #expect(try session.bytes(Self.latest) == after.1)
  }

  @Test(
    "counts at the ends of their range are refused",
    arguments: [
      "updates", "optimizer_steps", "norm_clips", "value_clips", "best_update", "validated_update",
      "epoch", "block", "sinceBest",
    ])
  func counts(name: String) throws {
    let session = try Self.session()
    let intact = try [Self.model, Self.latest].map { try session.bytes($0) }
    for value in [Int.min, -1, 1 << 58, .max] {
      for (name, bytes) in zip([Self.model, Self.latest], intact) {
        try bytes.write(to: session.directory.appendingPathComponent(name))
      }
      try change(session, "progress") {
        try $0.replacing(Regex("\"\(name)\":[0-9]+"), with: "\"\(name)\":\(value)")
      }
      try expectRefused(session, "progress")
    }
  }

  @Test("updates that do not lead to the place in the text are refused")
  func place() throws {
    let session = try Self.session()
    try change(session, "progress") {
      $0.replacing(#/"position":\{"block":0/#, with: "\"position\":{\"block\":1")
    }
    try expectRefused(session, "do not lead to its place in the text")
  }

  @Test(
    "options that describe another model are refused",
    arguments: [("hidden-size", "7"), ("layers", "1"), ("cell", "gru"), ("unit", "byte")])
  func options(name: String, value: String) throws {
    let session = try Self.session()
    try change(session, "options") {
      try $0.replacing(Regex("\"\(name)\":\\[\"[a-z0-9]+\"\\]"), with: "\"\(name)\":[\"\(value)\"]")
    }
    try expectRefused(session, "the options that it records describe another model")
  }

  @Test("a state in another shape is refused with both shapes")
  func shape() throws {
    let session = try Self.session()
    for name in [Self.model, Self.latest] {
      let file = try SafetensorsFile(contentsOf: session.path(name))
      let tensors = file.tensors.map { tensor in
        tensor.name != "training.state"
          ? tensor
          : StoredTensor(
            name: tensor.name, elementType: tensor.elementType,
            shape: [tensor.shape.reduce(1, *)], range: tensor.range, bytes: tensor.bytes)
      }
      try SafetensorsFile(path: "", metadata: file.metadata, tensors: tensors, pending: nil)
        .write(to: session.path(name))
    }
    try expectRefused(session, "carried state has shape [96], expected [2, 2, 4, 6]")
  }

  @Test("a generator that could only give zeros is refused")
  func generator() throws {
    let session = try Self.session()
    try change(session, "progress") { $0.replacing(#/"s([0-3])":[0-9]+/#) { "\"s\($0.1)\":0" } }
    try expectRefused(session, "generator")
  }
}
