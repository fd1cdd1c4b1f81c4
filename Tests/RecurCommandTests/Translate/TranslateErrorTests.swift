import Foundation
import ModelFiles
import Terminal
import Testing

@testable import RecurCommand

/// Wrong input: one or two lines, the right exit code, nothing written.
@Suite("translate: wrong input")
struct TranslateErrorTests {
  private typealias Case = WrongInput

  private func session() throws -> CharLMSession {
    let session = try TranslateFixture.session()
    for (name, text) in [
      ("empty", ""), ("blank", "\n \n"), ("untabbed", "a\tb\nno tab\n"), ("source", "a\tb\n \tb\n"),
      ("target", "a\t\n"), ("one", "a\tb\n"),
      ("tatoeba", String(repeating: "1\tGo.\t7\tVa !\n", count: 3)),
      ("sentences", String(repeating: "1\teng\tGo.\n", count: 3)), ("stray", "a\tb c\rd\n"),
      ("same", "a\tb\na\tc\na\td\n"),
    ] {
      try session.write(text, to: name)
    }
    try Data([0x61, 0x09, 0x62, 0x0A, 0xFF, 0x09, 0x62]).write(
      to: session.directory.appendingPathComponent("binary"))
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try Checkpoint(kind: "charlm", formatVersion: 1).write(to: session.path("charlm"))
    try Checkpoint(kind: "translate", formatVersion: 1).write(to: session.path("translate"))
    return session
  }

  private static let cases = [
    Case("translate train @/blank -o @/m", 65, "holds no pairs"),
    Case("translate train @/blank -o @/m --weight-drop 2", 64, "--weight-drop"),
    Case(
      "translate train @/blank -o @/m --dropout-mask sequence", 64,
      "means nothing with --dropout 0"),
    Case("translate train @/untabbed -o @/m", 65, "untabbed: line 2 has no tab"),
    Case("translate train @/source -o @/m", 65, "line 2 has an empty source"),
    Case("translate train @/target -o @/m", 65, "line 1 has an empty target"),
    Case("translate train @/binary -o @/m", 65, "not UTF-8 at byte 4, line 2"),
    Case("translate train @/stray -o @/m", 65, "stray: line 2 has no tab"),
    Case(
      "translate train @/tatoeba -o @/m", 65,
      "numbers or language codes in columns 1 and 3: not a sentence and its translation\ntip: "
        + "take the columns of a pair: --columns 2,4"),
    Case("translate train @/sentences -o @/m", 65, "no pair of sentences beside them"),
    Case(
      "translate train @/pairs -o @/m --minimum-count 1000", 65, "no symbol occurs 1,000 times"),
    Case("translate train @/one -o @/m", 65, "too few pairs"),
    Case("translate train @/same -o @/m", 65, "1 different sources, at least 2 are needed"),
    Case("translate train @/pairs --validation @/untabbed -o @/m", 65, "line 2 has no tab"),
    Case("translate train - --validation - -o @/m", 64, "only once"),
    Case("translate train - --targets - -o @/m", 64, "only once"),
    Case("translate train @/pairs -o @/m --max-vocabulary 4 --unit bpe", 64, "259"),
    Case("translate train @/pairs --columns 2,2 -o @/m", 64, "not two different columns from 1 on"),
    Case("translate train @/pairs --columns 0,1 -o @/m", 64, "'0,1' is not two different"),
    Case("translate train @/pairs --columns 1,x -o @/m", 64, "'1,x' is not two different"),
    Case("translate train @/pairs --columns 1,9 -o @/m", 65, "line 1 has no column 9; it has 2"),
    Case("translate train @/pairs --columns 1,2 --targets @/one -o @/m", 64, "nothing with --targ"),
    Case("translate train @/pairs --targets @/one -o @/m", 65, "must be the translation of one"),
    Case("translate train @/pairs --targets @/none -o @/m", 66, "no such"),
    Case("translate train @/pairs --validation-targets @/one -o @/m", 64, "no --validation"),
    Case(
      "translate train @/pairs --targets @/pairs --validation @/pairs -o @/m", 64, "go together"),
    Case("translate train @/binary --skip-bad-lines -o @/m", 65, "not UTF-8"),
    Case("translate train @/untabbed --skip-bad-lines -o @/m --validation-fraction 0.5", 65, "few"),
    Case("translate train @/pairs -o @/m --attention bahdanau", 64, "is not one of none, dot"),
    Case(
      "translate train @/pairs -o @/m --attention none --input-feeding", 64,
      "means nothing with --attention none"),
    Case(
      "translate train @/pairs -o @/m --attention none --handover none", 64,
      "nothing of the source reaches the decoder"),
    Case("translate train @/pairs -o @/m --bidirectional --hidden-size 7", 64, "cannot be halved"),
    Case(
      "translate train @/pairs -o @/m --tied --embedding-size 3", 64,
      "must be the hidden size 256"),
    Case(
      "translate train @/pairs -o @/m --split-punctuation", 64,
      "means nothing with --unit character"),
    Case(
      "translate train @/pairs -o @/m --validation-fraction 0.6 --test-fraction 0.5", 64,
      "leave nothing to train on"),
    Case("translate train @/pairs --resume @/charlm", 65, "'charlm', not 'translate'"),
    Case("translate run @/none hello", 66, "no such model"),
    Case("translate run @/pairs hello", 65, "not a model"),
    Case("translate run @/charlm hello", 65, "a model of another kind: 'charlm', not 'translate'"),
    Case("translate run @/translate hello", 65, "incomplete: it has no configuration"),
    Case("translate run @/none --beam 0", 64, "out of range"),
    Case("translate evaluate @/charlm @/pairs", 65, "another kind"),
    Case("charlm sample @/translate", 65, "a model of another kind: 'translate', not 'charlm'"),
    Case("charlm train @/pairs --resume @/translate", 65, "'translate', not 'charlm'"),
  ]

  @Test("says what is wrong and writes nothing", arguments: cases)
  func table(wrong: WrongInput) throws {
    let session = try session()
    try wrong.expectRefused(in: session)
  }

  @Test(
    "options of decoding that contradict one another are wrong usage",
    arguments: [
      ("--greedy --beam 3", "--greedy is --beam 1"),
      ("--n-best 5 --beam 3", "--n-best 5 needs a beam as wide"),
      ("--sample --beam 3", "means nothing with --sample"),
      ("--temperature 2", "means nothing with a search"),
      ("--length-exponent 2", "means nothing with --length-penalty none"),
      ("--min-length 9 --max-length 3", "is more than --max-length"),
      ("--attention a.png", "neither a .html nor a .svg"),
    ])
  func decoding(options: String, message: String) throws {
    let session = try TranslateFixture.trained()
    let outcome = WrongInput.run(
      "translate run @/\(TranslateFixture.model) abc \(options)", in: session)
    #expect(outcome.code == .usage, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
    #expect(outcome.output.isEmpty)
  }
}
