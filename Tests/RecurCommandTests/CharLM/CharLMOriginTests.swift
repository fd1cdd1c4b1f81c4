import Foundation
import ModelFiles
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm: going on with a model on another text")
struct CharLMOriginTests {
  private static let other = (0..<25).map { "Zeile \($0 % 5): größer und kühner ist es.\n" }
    .joined()
  /// The sizes of the model, which the run takes over, left out.
  private static let sizes = Array(CharLMSession.small.dropFirst(4))

  private func session(_ options: [String] = []) throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write(Self.other, to: "other")
    let trained = try session.run(
      ["train", "text", "-o", "old.safetensors", "--epochs", "1"] + CharLMSession.small + options)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    return session
  }

  private func model(_ session: CharLMSession, _ name: String) throws -> LanguageModel {
    try LanguageModel(contentsOf: session.path(name))
  }

  @Test(
    "the vocabulary grows, and four epochs are two and two more, to the last bit",
    arguments: [
      [], ["--vocabulary", "keep", "--optimizer", "sgd", "--learning-rate", "0.1"],
      ["--freeze", "layers.0,*.bias", "--dropout", "0.2", "--weight-drop", "0.3"],
      ["--vocabulary-size", "30"],
    ])
  func resumed(options: [String]) throws {
    let (whole, halves) = (try session(), try session())
    let before = try whole.bytes("old.safetensors")
    let command =
      ["train", "other", "--from", "old", "-o", "new.safetensors"] + Self.sizes + options
    let first = try whole.run(command + ["--epochs", "4"])
    #expect(first.status == 0, "\(first.diagnostics)")
    #expect(first.diagnostics.contains("old.safetensors") || first.diagnostics.contains("old: "))
    #expect(try halves.run(command + ["--epochs", "2"]).status == 0)
    // What the run began with is no longer needed.
    try FileManager.default.removeItem(atPath: halves.path("old.safetensors"))
    let resumed = try halves.run(["train", "--resume", "new.safetensors", "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    for name in ["new.safetensors", "new.latest.safetensors"] {
      #expect(try whole.bytes(name) == halves.bytes(name))
    }
    #expect(try whole.bytes("old.safetensors") == before)
    let (old, new) = (try model(whole, "old.safetensors"), try model(whole, "new.safetensors"))
    let kept = old.vocabulary.symbols
    if options.contains("keep") {
      #expect(new.vocabulary == old.vocabulary)
      #expect(first.diagnostics.contains("left out: 'Z'"))
    } else {
      #expect(new.vocabulary.symbols.starts(with: kept) && new.vocabulary.count > kept.count)
    }
    if options.contains("--vocabulary-size") {
      #expect(new.vocabulary.count == 30 && new.vocabulary.unknownIndex == 29)
    }
  }

  @Test("frozen parameters end with the bytes that they began with, and all others learn")
  func frozen() throws {
    let session = try session(["--embedding-size", "5"])
    let outcome = try session.run(
      [
        "train", "text", "--from", "old", "-o", "new", "--epochs", "2", "--freeze", "embedding",
        "--freeze", "layers.1.*,readout.bias", "--l2", "0.1", "--average", "ema",
      ] + Self.sizes)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("frozen     embedding, layers.1.*, readout.bias: "))
    let (old, new) = (try session.training("old.safetensors"), try session.training("new"))
    for name in old.keys where !name.hasPrefix("training.") && name.contains(".") {
      let isFrozen =
        name.hasPrefix("embedding.") || name.hasPrefix("layers.1.") || name == "readout.bias"
      #expect((old[name] == new[name]) == isFrozen, "\(name)")
    }
  }

  @Test("a stream begins with a model too")
  func stream() throws {
    let session = try session()
    let outcome = try session.run(
      [
        "train", "-", "--from", "old", "-o", "live", "--trainer", "rtrl", "--save-every", "100",
      ], input: Self.other)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("left out: 'Z'"))
    #expect(try model(session, "live").vocabulary == model(session, "old.safetensors").vocabulary)
  }

  @Test("what contradicts the model is refused in words")
  func refused() throws {
    let session = try session()
    for (line, status, message) in [
      ("--from @/old -o @/n --hidden-size 7", 64, "--hidden-size cannot change with --from"),
      ("--from @/old -o @/n --cell gru", 64, "it was trained with lstm"),
      ("--from @/old -o @/n --tied", 64, "it was trained without it"),
      ("--from @/old -o @/n --unit byte", 64, "--unit cannot change with --from"),
      ("--from @/old -o @/n --forget-bias 2", 64, "means nothing with --from"),
      ("--from @/old -o @/n --recurrent-initializer he", 64, "means nothing with --from"),
      ("--from @/old -o @/old.safetensors --overwrite", 64, "is a file that this run reads"),
      ("--from @/none -o @/n", 66, "no such model"),
      ("--from @/text -o @/n", 65, "text"),
      ("--vocabulary keep -o @/n", 64, "means nothing with a model that is drawn anew; see --from"),
      ("--from @/old -o @/n --vocabulary grow", 64, "is not one of extend, keep"),
      ("--from @/old -o @/n --freeze embeding", 64, "nothing in the model is named 'embeding'"),
      ("-o @/n --freeze layers.9", 64, "it has layers.0.input_weight, "),
      ("-o @/n --freeze *", 64, "all of the model is frozen"),
      ("--resume @/old --from @/old", 64, "cannot change when a model is resumed"),
    ] {
      try WrongInput("charlm train @/other \(line)", Int32(status), message)
        .expectRefused(in: session)
    }
  }
}
