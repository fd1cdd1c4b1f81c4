import Foundation
import Testing

@testable import RecurCommand

@Suite("charlm by byte pairs")
struct CharLMBytePairTests {
  @Test("train, sample, evaluate and info speak of tokens; every text can be a prompt")
  func course() throws {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(60), to: "text")
    let trained = try session.run(
      ["train", "text", "--unit", "bpe", "--vocabulary-size", "300", "-o", "m.safetensors"]
        + CharLMSession.small + ["--epochs", "2"])
    #expect(trained.status == 0, "\(trained.diagnostics)")
    #expect(trained.output.contains("bits/token") && trained.output.contains("bits/byte"))
    #expect(trained.diagnostics.contains("bits per token"), "\(trained.diagnostics)")
    let sample = try session.run(
      ["sample", "m.safetensors", "--prime", "Ünïcode 漢字\n", "--length", "20"])
    #expect(sample.status == 0 && sample.output.hasPrefix("Ünïcode 漢字\n"))
    let evaluated = try session.run(["evaluate", "m.safetensors", "text"])
    #expect(evaluated.status == 0)
    for words in ["nats per token", "bits per byte", "bits per character", "tokens predicted"] {
      #expect(evaluated.output.contains(words), "\(evaluated.output)")
    }
    let resumed = try session.run(["train", "--resume", "m.safetensors", "--epochs", "3"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    for (command, words) in [
      ("train - --stream --unit bpe --vocabulary-from text -o s", "a stream is learned by"),
      ("train - --stream --vocabulary-from m.safetensors -o s", "its symbols are tokens"),
      ("train text --unit bpe --vocabulary-size 255 -o s", "256"),
    ] {
      let outcome = try session.run(command.split(separator: " ").map(String.init))
      #expect(outcome.status == 64 && outcome.diagnostics.contains(words), "\(outcome.diagnostics)")
    }
  }
}
