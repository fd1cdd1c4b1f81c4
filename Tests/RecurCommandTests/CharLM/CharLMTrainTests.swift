import Foundation
import ModelFiles
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm train")
struct CharLMTrainTests {
  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    return session
  }

  private let command = ["train", "text", "-o", "m.safetensors"] + CharLMSession.small

  @Test("the plan, every validation and the end are shown, the table is the result")
  func course() throws {
    let session = try session()
    let outcome = try session.run(command + ["--epochs", "2"])
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics.contains("lstm, 2 layers of 6, one-hot input"))
    #expect(outcome.diagnostics.contains("contiguous split"))
    #expect(outcome.diagnostics.contains("epoch 1/2"))
    #expect(outcome.diagnostics.contains("epoch 2/2"))
    #expect(outcome.diagnostics.contains("saved: m.safetensors is the best model"))
    let rows = outcome.output.split(separator: "\n")
    #expect(rows.first?.hasPrefix("validation loss") == true)
    for name in ["this model, best", "this model, last", "uniform", "unigram", "5-gram"] {
      #expect(rows.contains { $0.hasPrefix(name) }, "\(name)")
    }
  }

  @Test("quiet leaves the table only")
  func quiet() throws {
    let outcome = try session().run(command + ["--epochs", "1", "--quiet"])
    #expect(outcome.diagnostics.isEmpty)
    #expect(outcome.output.hasPrefix("validation loss"))
  }

  @Test("the model is the best by validation loss, the latest stands beside it")
  func bestAndLatest() throws {
    let session = try session()
    // Far too large a rate makes the loss rise after the start.
    let outcome = try session.run(
      command + ["--epochs", "6", "--learning-rate", "2", "--log", "log"])
    #expect(outcome.status == 0)
    let validations = try session.lines("log").filter { $0["event"] as? String == "validation" }
    let losses = validations.compactMap { $0["validation_loss"] as? Double }
    #expect(losses.count == 6)
    let least = try #require(losses.min())
    let first = try #require(losses.firstIndex(of: least))
    let (best, latest) = (
      try session.progress("m.safetensors"), try session.progress("m.latest.safetensors")
    )
    #expect(best.validationLoss == least)
    #expect(best.updates == validations[first]["update"] as? Int)
    #expect(latest.updates == validations[5]["update"] as? Int)
    #expect(latest.bestUpdate == best.updates)
  }

  @Test("patience stops a run that no longer improves")
  func patience() throws {
    let outcome = try session().run(
      command + ["--epochs", "50", "--learning-rate", "5", "--patience", "2"])
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics.contains("stopped early: 2 validations"))
  }

  @Test("without validation text the model is the latest, and no table is printed")
  func withoutValidation() throws {
    let session = try session()
    let outcome = try session.run(command + ["--epochs", "1", "--validation-fraction", "0"])
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(session.exists("m.safetensors") && !session.exists("m.latest.safetensors"))
  }

  @Test("every line of the log is an object with the fields of its event")
  func log() throws {
    let session = try session()
    #expect(try session.run(command + ["--epochs", "2", "--log", "log"]).status == 0)
    let lines = try session.lines("log")
    #expect(lines.first?["event"] as? String == "plan")
    #expect(lines.last?["event"] as? String == "end")
    let fields: [String: Set<String>] = [
      "plan": ["epoch", "characters", "seconds", "symbols", "vocabulary", "parameters", "split"],
      "progress": [
        "epoch", "characters", "seconds", "training_loss", "gradient_norm", "learning_rate",
        "characters_per_second",
      ],
      "validation": [
        "epoch", "characters", "seconds", "training_loss", "validation_loss", "bits_per_character",
        "gradient_norm", "learning_rate",
      ],
      "sample": ["epoch", "characters", "seconds", "text"],
      "end": ["epoch", "characters", "seconds", "validation_loss", "bits_per_character"],
    ]
    #expect(Set(lines.compactMap { $0["event"] as? String }) == Set(fields.keys))
    for line in lines {
      let event = try #require(line["event"] as? String)
      #expect(try #require(fields[event]).isSubset(of: line.keys), "\(event)")
    }
    let last = try #require(lines.last)
    #expect(last["epoch"] as? Double == 2)
  }

  @Test("a model that exists is not replaced unless told so")
  func overwrite() throws {
    let session = try session()
    try session.write("precious", to: "m.safetensors")
    let refused = try session.run(command + ["--epochs", "1"])
    #expect(refused.status == 73)
    #expect(refused.diagnostics.contains("--overwrite replaces it"))
    #expect(try session.bytes("m.safetensors") == Data("precious".utf8))
    #expect(try session.run(command + ["--epochs", "1", "--overwrite"]).status == 0)
    #expect(try session.bytes("m.safetensors") != Data("precious".utf8))
  }

  @Test("the latest state of an interrupted run is not replaced unless told so either")
  func overwriteLatest() throws {
    let session = try session()
    try session.write("precious", to: "m.latest.safetensors")
    #expect(try session.run(command + ["--epochs", "1"]).status == 73)
    let without = ["--epochs", "1", "--overwrite", "--validation-fraction", "0"]
    #expect(try session.run(command + without).status == 0)
    #expect(!session.exists("m.latest.safetensors"))
  }

  @Test("of two runs on one model the second is refused")
  func lock() throws {
    let session = try session()
    let lock = try FileLock(path: session.path("m.safetensors"))
    let refused = try session.run(command + ["--epochs", "1"])
    #expect(refused.status == 73)
    #expect(refused.diagnostics.contains("another run"))
    #expect(!session.exists("m.safetensors"))
    withExtendedLifetime(lock) {}
  }

  @Test("a loss that is not finite ends the run and keeps the last good model")
  func notFinite() throws {
    let session = try session()
    let unstable = [
      "--cell", "relu-rnn", "--optimizer", "sgd", "--clip", "0", "--learning-rate", "1e6",
      "--validate-every", "1", "--epochs", "3",
    ]
    let outcome = try session.run(command + unstable)
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("the loss is not finite at update"))
    if session.exists("m.safetensors") {
      #expect(outcome.diagnostics.contains("kept: m.safetensors"))
      #expect(try session.run(["sample", "m.safetensors", "--length", "3"]).status == 0)
    }
  }

  @Test("several files are one text")
  func severalFiles() throws {
    let session = try session()
    try session.write(CharLMSession.text(15), to: "a")
    try session.write(
      String(CharLMSession.text(30).dropFirst(CharLMSession.text(15).count)), to: "b")
    let parts =
      ["train", "a", "b", "-o", "n.safetensors", "--epochs", "1", "--split", "contiguous"]
      + CharLMSession.small
    #expect(try session.run(command + ["--epochs", "1"]).status == 0)
    #expect(try session.run(parts).status == 0)
    #expect(try session.training("m.safetensors") == session.training("n.safetensors"))
  }

  @Test("the results are an object of JSON where that is wanted")
  func json() throws {
    let outcome = try session().run(command + ["--epochs", "1", "--json"])
    let object = try #require(try CharLMSession.objects(outcome.output).first)
    #expect(object["model"] as? String == "m.safetensors")
    #expect(object["best_validation_loss"] as? Double == object["validation_loss"] as? Double)
    let baselines = try #require(object["baselines"] as? [String: Double])
    #expect(Set(baselines.keys) == ["uniform", "unigram", "5-gram"])
    #expect(object["beats_5-gram"] as? Bool == false)
  }

  @Test("the table says whether the model beats the 5-gram")
  func rival() throws {
    let session = try session()
    let early = try session.run(command + ["--epochs", "1"])
    #expect(early.output.contains("the 5-gram is better than this model by "))
    #expect(early.output.contains("5-gram, interpolated modified Kneser-Ney"))
    // A text of random digits: the 5-gram learns what is not there.
    var generator = RandomGenerator(seed: 1)
    try session.write(
      String((0..<1500).map { _ in generator.uniform() < 0.5 ? "0" : "1" }), to: "digits")
    let digits = try session.run(
      ["train", "digits", "-o", "d", "--epochs", "2"] + CharLMSession.small)
    #expect(digits.output.contains("this model beats the 5-gram by "), "\(digits.output)")
  }

  @Test("a text drawn anew is another text to train on, and what is held out stays")
  func bootstrap() throws {
    let session = try session()
    let drawn = try session.run(command + ["--epochs", "1", "--bootstrap", "3", "--json"])
    #expect(drawn.diagnostics.contains("bootstrap  drawn anew with seed 3, blocks of the text"))
    let tensors = try session.training("m.latest.safetensors")
    let plain = try session.run(command + ["--epochs", "1", "--overwrite", "--json"])
    #expect(try tensors != session.training("m.latest.safetensors"))
    // The simple models are those of the whole text.
    let baselines = try [drawn, plain].map { outcome in
      try #require(
        try CharLMSession.objects(outcome.output).first?["baselines"] as? [String: Double])
    }
    #expect(baselines[0] == baselines[1])
  }

  @Test("one epoch of one update is neither epochs nor updates, and a short text is not compressed")
  func singular() throws {
    let outcome = try session().run(
      command + ["--epochs", "1", "--sequence-length", "200", "--threads", "1"])
    #expect(outcome.diagnostics.contains("1 epoch of 1 update, 4 streams x 200 steps"))
    #expect(outcome.diagnostics.contains("kernels, 1 thread, "))
    #expect(outcome.diagnostics.contains("of 1 update\n"))
    #expect(!outcome.output.contains("lzma") && !outcome.output.contains("zlib"))
  }

  @Test("the end says what the validations say")
  func verdict() throws {
    let outcome = try session().run(command + ["--epochs", "4"])
    #expect(outcome.diagnostics.contains("the curve: still improving: more --epochs would help"))
  }

  @Test("a cap on the vocabulary makes the rare symbols unknown, which sampling never writes")
  func vocabularyCap() throws {
    let session = try session()
    let options = ["--epochs", "1", "--vocabulary-size", "5"]
    #expect(try session.run(command + options).status == 0)
    let sample = try session.run(["sample", "m.safetensors", "--length", "200"])
    #expect(sample.status == 0)
    #expect(!sample.output.contains("\u{FFFD}"))
    #expect(Set(sample.output.dropLast()).count <= 4)
  }
}
