import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("translate train")
struct TranslateTrainTests {
  private let command = ["train", "pairs", "-o", TranslateFixture.model] + TranslateFixture.small

  @Test("the plan, every validation with samples, and the end are shown, the table is the result")
  func course() throws {
    let session = try TranslateFixture.session()
    let outcome = try session.run(command + ["--epochs", "2", "--test-fraction", "0.1"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    for words in [
      "pairs      60, the longest of 4 and 4 characters", "to test at the end",
      "vocabularies of 9 and 9", "lstm, 1 layer of 8, embeddings of 4, general attention",
      "of memory", "epoch 1/2", "epoch 2/2", "exact", "CER", "BLEU", "chrF", "    → ",
      "saved: m.safetensors is the best model", "next: recur translate run m.safetensors",
    ] {
      #expect(outcome.diagnostics.contains(words), "\(words): \(outcome.diagnostics)")
    }
    let rows = outcome.output.split(separator: "\n")
    #expect(rows.first?.hasPrefix("best model") == true)
    #expect(rows.contains { $0.hasPrefix("validation") } && rows.contains { $0.hasPrefix("test") })
  }

  @Test("every line of the log is an object with the fields of its event")
  func log() throws {
    let session = try TranslateFixture.session()
    #expect(try session.run(command + ["--epochs", "2", "--log", "log"]).status == 0)
    let lines = try session.lines("log")
    let fields: [String: Set<String>] = [
      "plan": ["epoch", "seconds", "training_pairs", "source_vocabulary", "parameters"],
      "progress": ["epoch", "pairs", "seconds", "training_loss", "pairs_per_second"],
      "validation": [
        "epoch", "pairs", "seconds", "training_loss", "validation_loss", "exact_match",
        "character_error_rate", "bleu", "chrf",
      ],
      "sample": ["epoch", "pairs", "source", "reference", "text"],
      "end": ["epoch", "pairs", "seconds", "validation_loss"],
    ]
    #expect(Set(lines.compactMap { $0["event"] as? String }) == Set(fields.keys))
    for line in lines {
      let event = try #require(line["event"] as? String)
      #expect(try #require(fields[event]).isSubset(of: line.keys), "\(event)")
    }
    #expect(lines.last?["pairs"] as? Int == 96)
  }

  @Test("the model is the best by validation loss, the latest stands beside it")
  func bestAndLatest() throws {
    let session = try TranslateFixture.session()
    let outcome = try session.run(
      command + ["--epochs", "6", "--learning-rate", "0.2", "--log", "log"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let losses = try session.lines("log").filter { $0["event"] as? String == "validation" }
      .compactMap { $0["validation_loss"] as? Double }
    #expect(losses.count == 6)
    let best = try session.progress(TranslateFixture.model)
    #expect(best.validationLoss == losses.min())
    #expect(try session.progress(TranslateFixture.latest).validationLoss == losses.last)
  }

  @Test("patience stops a run that no longer improves")
  func patience() throws {
    let outcome = try TranslateFixture.session().run(
      command + ["--epochs", "50", "--learning-rate", "0.3", "--patience", "2"])
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics.contains("stopped early: 2 validations"))
  }

  @Test("without validation pairs the model is the latest, and no table is printed")
  func withoutValidation() throws {
    let session = try TranslateFixture.session()
    let outcome = try session.run(command + ["--epochs", "1", "--validation-fraction", "0"])
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(session.exists(TranslateFixture.model) && !session.exists(TranslateFixture.latest))
  }

  @Test("a file of its own may validate, and all other pairs train")
  func validationFile() throws {
    let session = try TranslateFixture.session()
    try session.write("a\ta\nxyz\tzyx\n", to: "other")
    let outcome = try session.run([
      "train", "pairs", "--validation", "other", "-o", TranslateFixture.model, "--epochs", "1",
      "--hidden-size", "8", "--threads", "1",
    ])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("2 to validate; 1 of them is trained on too"))
  }

  @Test(
    "every kind of model and of symbol trains and translates",
    arguments: [
      ["--unit", "byte", "--attention", "none", "--reverse", "--peeky", "--cell", "gru"],
      ["--unit", "word", "--split-punctuation", "--lowercase", "--bidirectional"],
      ["--unit", "scalar", "--attention", "additive", "--input-feeding", "--layers", "2"],
      ["--attention", "dot", "--handover", "output", "--bridge", "tanh", "--dropout", "0.2"],
      ["--label-smoothing", "0.1", "--scheduled-sampling", "0.5", "--minimum-count", "2"],
      ["--handover", "none", "--cell", "lstm-peepholes", "--max-vocabulary", "6"],
    ])
  func kinds(options: [String]) throws {
    let session = try TranslateFixture.trained(options)
    let outcome = try session.run(["run", TranslateFixture.model, "abc", "fed"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.output.count { $0 == "\n" } == 2)
  }

  @Test("one vocabulary and one embedding serve both sides, and the readout too")
  func shared() throws {
    let session = try TranslateFixture.session()
    let outcome = try session.run([
      "train", "pairs", "-o", TranslateFixture.model, "--epochs", "1", "--hidden-size", "8",
      "--shared-vocabulary", "--tied", "--threads", "1",
    ])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("one vocabulary of 9"))
    #expect(outcome.diagnostics.contains("embedding of 8, tied"))
  }

  @Test("a small task is learned")
  func learns() throws {
    let session = try TranslateFixture.session()
    try session.write((0..<40).map { "\($0 % 10)\t\($0 % 10)\n" }.joined(), to: "copies")
    let outcome = try session.run([
      "train", "copies", "-o", TranslateFixture.model, "--epochs", "12", "--hidden-size", "16",
      "--batch-size", "4", "--learning-rate", "0.02", "--validation-fraction", "0", "--threads",
      "1",
    ])
    #expect(outcome.status == 0)
    let digits = (0..<10).map { "\($0)" }
    let translated = try session.run(["run", TranslateFixture.model] + digits)
    #expect(translated.output == digits.joined(separator: "\n") + "\n")
  }
}
