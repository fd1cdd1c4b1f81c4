import Foundation
import ModelFiles
import Recur
import Terminal
import Testing

@testable import RecurCommand

@Suite("What is in a model")
struct InfoTests {
  private func trained() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    let command = ["train", "text", "-o", "m", "--epochs", "2", "--dropout", "0.1"]
    #expect(try session.run(command + CharLMSession.small).status == 0)
    return session
  }

  @Test("is said in rows: model, vocabulary, text, options, progress, losses, size")
  func rows() throws {
    let outcome = WrongInput.run("info @/m", in: try trained())
    #expect(outcome.code == .success)
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ")[0] }
    #expect(
      rows == ["model", "vocabulary", "text", "options", "progress", "best", "last", "size"])
    for words in [
      "language model: lstm, 2 layers of 6, one-hot input, dropout 0.1; ", " characters: ' ' t ",
      "text, 900 bytes, checksum ", "--hidden-size 6 ", "--dropout 0.1", "2 epochs of 2, with ",
      " of them the state of training",
    ] {
      #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
    }
    #expect(!outcome.output.contains("--layers"))
  }

  @Test("is an object of JSON where that is wanted")
  func json() throws {
    let session = try trained()
    let outcome = WrongInput.run("info @/m --json", in: session)
    let object = try #require(try CharLMSession.objects(outcome.output).first)
    #expect(object["kind"] as? String == "charlm")
    let configuration = try #require(object["configuration"] as? [String: Any])
    #expect(configuration["hidden_size"] as? Int == 6)
    #expect(configuration["dropout"] as? Double == 0.1)
    let vocabulary = try #require(object["vocabulary"] as? [String: Any])
    #expect((vocabulary["symbols"] as? [String])?.first == " ")
    #expect((object["options"] as? [String: [String]])?["TEXT"] == ["text"])
    #expect(object["best_validation_loss"] as? Double == (try session.progress("m").stopping.best))
  }

  @Test("is said of translation models, and of what a program saved")
  func otherKinds() throws {
    let session = try TranslateFixture.trained()
    let translation = WrongInput.run("info @/m.safetensors", in: session)
    #expect(translation.output.hasPrefix("model       translation model: "))
    let model = try LanguageModel(of: "abc".utf8, layers: 1, hiddenSize: 3)
    try model.save(to: session.path("saved.safetensors"))
    let saved = WrongInput.run("info @/saved", in: session)
    #expect(saved.output.split(separator: "\n").count == 3)
    var generator = RandomGenerator(seed: 1)
    let sequence = SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .vectors(2), outputSize: 1, cell: GRUCell(), layers: 1, hiddenSize: 2),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
    try sequence.save(to: session.path("own"))
    #expect(WrongInput.run("info @/own", in: session).output.hasPrefix("model  sequence model; "))
  }

  @Test("is refused where the file is no model, or damaged")
  func refused() throws {
    let session = try trained()
    try WrongInput("info @/none", 66, "no such model").expectRefused(in: session)
    try WrongInput("info @/text", 65, "not a model").expectRefused(in: session)
    var bytes = try session.bytes("m")
    bytes[bytes.count - 100] ^= 0x10
    try bytes.write(to: session.directory.appendingPathComponent("m"))
    try WrongInput("info @/m", 65, "checksum disagree").expectRefused(in: session)
  }
}
