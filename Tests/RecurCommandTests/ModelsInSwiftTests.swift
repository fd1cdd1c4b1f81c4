import Recur
import Testing

/// Programs that use what the command trained.
@Suite("Models of the command in Swift")
struct ModelsInSwiftTests {
  @Test("a language model is loaded, goes on training, and is used by the command again")
  func language() throws {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(60), to: "text")
    let trained = try session.run(
      ["train", "text", "-o", "model.safetensors", "--epochs", "2"] + CharLMSession.small)
    #expect(trained.status == 0, "\(trained.diagnostics)")

    var model = try LanguageModel(contentsOf: session.path("model.safetensors"))
    let text = try TextFile.read(session.path("text"))
    let before = try model.evaluate(text).natsPerSymbol
    try model.train(on: text, batchSize: 4, sequenceLength: 10, epochs: 2, threads: 1)
    #expect(try model.evaluate(text).natsPerSymbol < before)
    try model.save(to: session.path("more.safetensors"))

    let sampled = try session.run([
      "sample", "more.safetensors", "--length", "30", "--seed", "3", "--prime", "line",
    ])
    #expect(sampled.output == (try model.generate(length: 30, prime: "line", seed: 3)) + "\n")
  }

  @Test("a translation model says what the command says")
  func translation() throws {
    let session = try TranslateFixture.trained()
    let model = try TranslationModel(contentsOf: session.path(TranslateFixture.model))
    let outcome = try session.run(["run", TranslateFixture.model, "abc", "fe"])
    let translations = try ["abc", "fe"].map { try model.translate($0) }
    #expect(outcome.output == translations.map { $0 + "\n" }.joined())
  }
}
