import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("translate: ensembles and pairs drawn anew")
struct TranslateEnsembleTests {
  private func object(_ session: CharLMSession, _ arguments: [String]) throws -> [String: Any] {
    let outcome = try session.run(["evaluate"] + arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    return try #require(try CharLMSession.objects(outcome.output).first)
  }

  @Test("models are averaged, whatever their sizes; a model beside itself changes nothing")
  func ensemble() throws {
    let session = try TranslateFixture.trained()
    let other = try session.run(
      [
        "train", "pairs", "-o", "n", "--epochs", "1", "--bootstrap", "4", "--cell", "gru",
        "--attention", "none",
      ] + TranslateFixture.small + ["--hidden-size", "12"])
    #expect(other.status == 0, "\(other.diagnostics)")
    func loss(_ words: [String]) throws -> Double {
      try #require(object(session, ["m", "pairs"] + words)["loss"] as? Double)
    }
    let one = try loss([])
    let two = try #require(object(session, ["n", "pairs"])["loss"] as? Double)
    #expect(try loss(["--ensemble", "n"]) < (one + two) / 2)
    #expect(try abs(loss(["--ensemble", "m"]) - one) < 1e-5)
    let command = ["run", "m", "abc", "fed"]
    let alone = try session.run(command)
    let same = try session.run(command + ["--ensemble", "m.safetensors"])
    let mixed = try session.run(command + ["--ensemble", "n", "--n-best", "2"])
    #expect(mixed.status == 0, "\(mixed.diagnostics)")
    #expect(alone.output == same.output && mixed.output.split(separator: "\n").count == 4)
  }

  @Test("models that do not go together are refused in words")
  func refused() throws {
    let session = try TranslateFixture.trained()
    try session.write(TranslateFixture.pairs(60) + "gg\tgg\n", to: "more")
    for (name, options) in [("n", []), ("s", ["--shared-vocabulary"])] {
      let data = name == "n" ? "more" : "pairs"
      let trained = try session.run(
        [
          "train", data, "-o", name, "--epochs", "1", "--validation-fraction", "0.2", "--samples",
          "0",
          "--hidden-size", "4", "--embedding-size", "4",
        ] + options)
      #expect(trained.status == 0, "\(trained.diagnostics)")
    }
    for (line, message) in [
      ("--ensemble @/n", "has another vocabulary than"),
      ("--ensemble @/s", "has another vocabulary than"),
      ("--ensemble @/m --ensemble @/pairs", "pairs"),
    ] {
      try WrongInput("translate run @/m abc \(line)", 65, message).expectRefused(in: session)
      try WrongInput("translate evaluate @/m @/pairs \(line)", 65, message)
        .expectRefused(in: session)
    }
  }

  @Test("pairs drawn anew: four epochs are two and two more, to the last bit")
  func bootstrap() throws {
    let (whole, halves, plain) = (
      try TranslateFixture.session(), try TranslateFixture.session(),
      try TranslateFixture.session()
    )
    let command = ["train", "pairs", "-o", TranslateFixture.model] + TranslateFixture.small
    let drawn = command + ["--bootstrap", "7"]
    let first = try whole.run(drawn + ["--epochs", "4"])
    #expect(first.diagnostics.contains("drawn anew with seed 7"))
    #expect(try halves.run(drawn + ["--epochs", "2"]).status == 0)
    #expect(try halves.run(["train", "--resume", "m", "--epochs", "4"]).status == 0)
    for name in [TranslateFixture.model, TranslateFixture.latest] {
      #expect(try whole.bytes(name) == halves.bytes(name))
    }
    #expect(try plain.run(command + ["--epochs", "4"]).status == 0)
    let name = TranslateFixture.latest
    #expect(try whole.training(name) != plain.training(name))
    // What is held out is the same.
    let counts = try [whole, plain].map {
      try $0.run(["evaluate", "m", "pairs", "--json"]).status
    }
    #expect(counts == [0, 0])
  }
}
