import Foundation
import Testing

@testable import RecurCommand

@Suite("translate: where pairs stand")
struct TranslatePairsTests {
  private let small = ["-o", TranslateFixture.model, "--epochs", "1"] + TranslateFixture.small

  /// The model's bytes after training on the same pairs in another form.
  private func model(_ session: CharLMSession, _ arguments: [String]) throws -> [UInt8] {
    let outcome = try session.run(["train"] + arguments + small + ["--overwrite"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    return Array(try session.bytes(TranslateFixture.model))
  }

  @Test("other columns and two files give the model of the same pairs in one file")
  func forms() throws {
    let session = try TranslateFixture.session()
    let pairs = TranslateFixture.pairs(60).split(separator: "\n").map { $0.split(separator: "\t") }
    let wide = pairs.enumerated().map { "\($0)\t\($1[1])\tx\t\($1[0])\n" }.joined()
    try session.write(wide, to: "wide")
    try session.write(pairs.map { "\($0[0])\n" }.joined(), to: "sources")
    try session.write(pairs.map { "\($0[1])\n" }.joined(), to: "targets")
    let losses = try [
      ["pairs"], ["wide", "--columns", "4,2"], ["sources", "--targets", "targets"],
    ]
    .map { arguments in
      _ = try model(session, arguments)
      let pairs = arguments.map { $0 == "--columns" ? "--columns" : $0 }
      let outcome = try session.run(["evaluate", TranslateFixture.model] + pairs + ["--json"])
      #expect(outcome.status == 0, "\(outcome.diagnostics)")
      return outcome.output
    }
    #expect(Set(losses).count == 1)
  }

  @Test("a resumed run remembers columns and the file of the targets")
  func resumed() throws {
    let session = try TranslateFixture.session()
    let pairs = TranslateFixture.pairs(60).split(separator: "\n").map { $0.split(separator: "\t") }
    try session.write(pairs.map { "\($0[0])\n" }.joined(), to: "sources")
    try session.write(pairs.map { "\($0[1])\n" }.joined(), to: "targets")
    _ = try model(session, ["sources", "--targets", "targets"])
    let outcome = try session.run(["train", "--resume", TranslateFixture.model, "--epochs", "2"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("epoch 2/2"))
  }

  @Test("bad lines are passed over where asked for, and named")
  func badLines() throws {
    let session = try TranslateFixture.session()
    try session.write(TranslateFixture.pairs(30) + "alone\n\tempty\n", to: "bad")
    let outcome = try session.run(["train", "bad", "--skip-bad-lines"] + small)
    #expect(outcome.status == 0)
    #expect(
      outcome.diagnostics.contains(
        "2 lines passed over: bad: line 31 has no tab between a source and a target; "
          + "bad: line 32 has an empty source"), "\(outcome.diagnostics)")
  }

  @Test("by byte pairs nothing is unknown, and word errors stand only beside words")
  func bytePairs() throws {
    let session = try TranslateFixture.session()
    _ = try model(session, ["pairs", "--unit", "bpe", "--max-vocabulary", "270"])
    let run = try session.run(["run", TranslateFixture.model, "zebra 漢字", "--unknown", "error"])
    #expect(run.status == 0, "\(run.diagnostics)")
    let evaluated = try session.run(["evaluate", TranslateFixture.model, "pairs"])
    #expect(evaluated.status == 0, "\(evaluated.diagnostics)")
    #expect(evaluated.output.contains("nats per token"))
    #expect(evaluated.output.contains("CER") && !evaluated.output.contains("WER"))
    try session.write("ab cd\tdc ba\n", to: "words")
    #expect(try session.run(["evaluate", TranslateFixture.model, "words"]).output.contains("WER"))
  }
}
