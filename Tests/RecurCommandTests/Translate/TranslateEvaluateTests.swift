import Foundation
import Testing
import TextModeling

@testable import RecurCommand

@Suite("translate evaluate")
struct TranslateEvaluateTests {
  private let evaluate = ["evaluate", TranslateFixture.model, "pairs"]

  @Test("prints the scores, those by length, and the worst pairs")
  func tables() throws {
    let session = try TranslateFixture.trained()
    let outcome = try session.run(evaluate + ["--bands", "2", "--worst", "3"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    for words in [
      "pairs", "beam of 5", "loss", "exact match", "CER", "BLEU", "tok:13a", "chrF++",
      "source characters", "line  chrF  source",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test("writes one JSON object that says the same")
  func json() throws {
    let session = try TranslateFixture.trained()
    let outcome = try session.run(evaluate + ["--json", "--greedy", "--worst", "2"])
    let objects = try CharLMSession.objects(outcome.output)
    #expect(objects.count == 1)
    let report = try #require(objects.first)
    #expect(report["pairs"] as? Int == 60)
    for name in [
      "loss", "exact_match", "character_error_rate", "word_error_rate", "bleu", "chrf",
      "bleu_signature", "by_length",
    ] {
      #expect(report[name] != nil, "\(name)")
    }
    let bands = try #require(report["by_length"] as? [[String: Any]])
    #expect(bands.compactMap { $0["pairs"] as? Int }.reduce(0, +) == 60)
    #expect((report["worst"] as? [[String: Any]])?.count == 2)
  }

  @Test("says which symbols of either side the model does not know")
  func unknown() throws {
    let session = try TranslateFixture.trained()
    try session.write("☃☃\tfe\na☃\tf☁e\n", to: "other")
    let outcome = try session.run(["evaluate", TranslateFixture.model, "other", "--json"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try CharLMSession.objects(outcome.output).count == 1)
    for words in [
      "3 symbols of the sources were not in the model's vocabulary, left out: '☃'\n",
      "1 symbol of the targets was not in the model's vocabulary, <unk> in its place: '☁'\n",
    ] {
      #expect(outcome.diagnostics.contains(words), "\(outcome.diagnostics)")
    }
  }

  @Test("the loss on the validation pairs is the one that training found")
  func loss() throws {
    let session = try TranslateFixture.session()
    try session.write("abc\tcba\nfe\tef\n", to: "other")
    #expect(
      try session.run([
        "train", "pairs", "--validation", "other", "-o", TranslateFixture.model, "--epochs", "1",
        "--hidden-size", "8", "--threads", "1", "--log", "log",
      ]).status == 0)
    let line = try session.lines("log").first { $0["event"] as? String == "validation" }
    let outcome = try session.run(["evaluate", TranslateFixture.model, "other", "--json"])
    let report = try #require(try CharLMSession.objects(outcome.output).first)
    #expect(report["loss"] as? Double == line?["validation_loss"] as? Double)
  }
}
