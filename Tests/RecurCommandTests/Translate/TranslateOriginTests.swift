import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("translate: going on with a model on other pairs")
struct TranslateOriginTests {
  private func session(_ options: [String] = []) throws -> CharLMSession {
    let session = try TranslateFixture.session()
    try session.write(
      (0..<40).map { "x\($0 % 7)y\tq\($0 % 7)\n" }.joined(), to: "other")
    let trained = try session.run(
      ["train", "pairs", "-o", "old.safetensors", "--epochs", "1"] + TranslateFixture.small
        + options)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    return session
  }

  @Test(
    "the vocabularies grow or stay, and four epochs are two and two more, to the last bit",
    arguments: [
      ([], []), (["--shared-vocabulary"], ["--vocabulary", "keep"]),
      (
        ["--bidirectional", "--attention", "additive"], ["--freeze", "encoder", "--dropout", "0.1"]
      ),
    ])
  func resumed(original: [String], options: [String]) throws {
    let (whole, halves) = (try session(original), try session(original))
    let command =
      ["train", "other", "--from", "old", "-o", "new.safetensors", "--threads", "2"]
      + ["--preset", "recur-1"] + options
    let first = try whole.run(command + ["--epochs", "4"])
    #expect(first.status == 0, "\(first.diagnostics)")
    #expect(try halves.run(command + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(["train", "--resume", "new.safetensors", "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    for name in ["new.safetensors", "new.latest.safetensors"] {
      #expect(try whole.bytes(name) == halves.bytes(name))
    }
    let models = try ["old.safetensors", "new.safetensors"].map {
      try TranslationModel(contentsOf: whole.path($0))
    }
    let isKept = options.contains("keep")
    #expect((models[0].vocabulary == models[1].vocabulary) == isKept)
    #expect(
      models[1].vocabulary.source.symbols.starts(with: models[0].vocabulary.source.symbols))
    guard options.contains("encoder") else { return }
    let (old, new) = (try whole.training("old.safetensors"), try whole.training("new.safetensors"))
    let names = old.keys.filter { $0.hasPrefix("encoder.") && !$0.contains("embedding") }
    #expect(!names.isEmpty)
    for name in names { #expect(old[name] == new[name], "\(name)") }
  }

  @Test("what contradicts the model is refused in words")
  func refused() throws {
    let session = try session()
    for (line, status, message) in [
      ("--from @/old -o @/n --hidden-size 10", 64, "--hidden-size cannot change with --from"),
      ("--from @/old -o @/n --lowercase", 64, "it was trained without it"),
      ("--from @/old -o @/n --attention dot", 64, "it was trained with general"),
      ("--from @/old -o @/old.safetensors --overwrite", 64, "is a file that this run reads"),
      ("--vocabulary extend -o @/n", 64, "see --from"),
      ("--from @/old -o @/n --freeze nothing", 64, "nothing in the model is named 'nothing'"),
    ] {
      try WrongInput("translate train @/other \(line)", Int32(status), message)
        .expectRefused(in: session)
    }
  }
}
