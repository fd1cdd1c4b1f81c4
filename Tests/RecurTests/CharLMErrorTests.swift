import Foundation
import ModelFiles
import Testing

@testable import recur

/// Wrong input: one or two lines, the right exit code, nothing written.
@Suite("charlm: wrong input")
struct CharLMErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let status: Int32
    let message: String

    init(_ line: String, _ status: Int32, _ message: String) {
      self.line = line
      self.status = status
      self.message = message
    }

    var testDescription: String { line }
  }

  /// Runs `recur charlm` in this process; `@` stands for the session's directory.
  private func run(
    _ line: String, in session: CharLMSession
  ) -> (code: ExitCode, output: String, diagnostics: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let console = Console(output: output, diagnostics: diagnostics)
    let words = line.split(separator: " ").map {
      $0.replacingOccurrences(of: "@", with: session.directory.path)
    }
    let code = Recur.program.run(["charlm"] + words, console: console)
    return (code, output.text, diagnostics.text)
  }

  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write("", to: "empty")
    try session.write(String(repeating: "a", count: 5000), to: "one")
    try session.write("short", to: "short")
    try Data([0x68, 0x69, 0x0A, 0xFF, 0x68]).write(
      to: session.directory.appendingPathComponent("binary"))
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try Checkpoint(kind: "seq2seq", formatVersion: 1).write(to: session.path("other"))
    return session
  }

  private static let cases = [
    Case("train @/none -o @/m", 66, "no such file"),
    Case("train @/folder -o @/m", 66, "is a directory"),
    Case("train @/empty -o @/m", 65, "is empty"),
    Case("train @/one -o @/m", 65, "'a', again and again"),
    Case("train @/short -o @/m", 65, "too short: 3 symbols to train on, at least 2,501 needed"),
    Case("train @/text --split streams --batch-size 500 -o @/m", 65, "smaller --batch-size"),
    Case("train @/binary -o @/m", 65, "not UTF-8 at byte 3, line 2"),
    Case("train - - -o @/m", 64, "only once"),
    Case("train @/text -o @/none/m", 73, "no such directory"),
    Case("train @/text -o @/folder", 73, "is a directory"),
    Case("train @/text -o @/text --overwrite", 64, "is the text to train on"),
    Case("train @/text -o @/m --log @/none/log --batch-size 2", 73, "cannot be created"),
    Case("train @/text -o @/m --log @/text --batch-size 2", 73, "is not a log"),
    Case("train @/text -o @/m --hidden-size 0", 64, "out of range"),
    Case("train @/text -o @/m --learning-rate -1", 64, "out of range"),
    Case("train @/text -o @/m --learning-rate nan", 64, "not a finite number"),
    Case("train @/text -o @/m --layers 99999999999999999999", 64, "out of range"),
    Case("train @/text -o @/m --dropout 1", 64, "out of range"),
    Case(
      "train @/text -o @/m --hidden-size 65536 --layers 64 --batch-size 2", 64, "of memory"),
    Case("train @/text -o @/m --cell lstn", 64, "did you mean 'lstm'"),
    Case("train @/text -o @/m --cell gru --forget-bias 2", 64, "means nothing with --cell gru"),
    Case("train @/text -o @/m --momentum 0.5", 64, "means nothing with --optimizer adam"),
    Case("train @/text -o @/m --tied --embedding-size 3", 64, "must be the hidden size 128"),
    Case("train @/text -o @/m --trainer rtlr", 64, "did you mean 'rtrl'"),
    Case("train @/text -o @/m --trainer rtrl --sequence-length 9", 64, "see --update-every"),
    Case("train @/text -o @/m --update-every 9", 64, "see --sequence-length"),
    Case(
      "train @/text -o @/m --trainer rtrl --backpropagation-length 9", 64,
      "means nothing with --trainer rtrl"),
    Case("train @/text -o @/m --trainer rtrl --block-length 9", 64, "means nothing"),
    Case("train @/text -o @/m --checkpoint-slots 9", 64, "means nothing with --trainer bptt"),
    Case("train @/text -o @/m --checkpoint-memory 9k", 64, "means nothing with --trainer bptt"),
    Case("train @/text -o @/m --checkpoint-strategy mixed", 64, "means nothing"),
    Case(
      "train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9k --checkpoint-slots 3",
      64, "give one of them"),
    Case(
      "train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9k --batch-size 2",
      64, "needs at least"),
    Case("train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9x", 64, "bytes"),
    Case("train @/text -o @/m --trainer uoro --dropout 0.1", 64, "there is no dropout"),
    Case("train @/text -o @/m --trainer kf-rtrl", 64, "use --layers 1"),
    Case("train @/text -o @/m --trainer kf-rtrl --layers 1 --cell gru", 64, "use --cell rnn"),
    Case(
      "train @/text -o @/m --trainer kf-rtrl --layers 1 --embedding-size 3", 64,
      "leave out --embedding-size"),
    Case("train @/text -o @/m --trainer snap-1 --cell gru-reset-before", 64, "use --cell gru"),
    Case("train @/text -o @/m --memory-limit 10k --batch-size 2", 64, "may have 9.77 KiB"),
    Case("train @/text -o @/m --trainer rtrl --memory-limit 40MiB", 64, "what fits: --trainer"),
    Case(
      "train @/text -o @/m --trainer rtrl --hidden-size 20000 --batch-size 2", 64, "of memory"),
    Case("train @/text -o @/m --stream", 64, "TEXT must be -"),
    Case("train @/text -o @/m --vocabulary-from @/text", 64, "means nothing without a stream"),
    Case("train @/text -o @/m --save-every 9", 64, "means nothing without a stream"),
    Case("train - --trainer rtrl -o @/m --epochs 2", 64, "a stream, which has no end"),
    Case(
      "train - --trainer rtrl -o @/m --validation-fraction 0.1", 64, "nothing of it is held out"),
    Case("train - --trainer rtrl -o @/m --patience 2", 64, "nothing of it is held out"),
    Case("train - --trainer rtrl -o @/m --schedule cosine", 64, "go with --updates"),
    Case("train - --trainer rtrl -o @/m --batch-size 2", 64, "a stream is one"),
    Case("train - --trainer rtrl -o @/m --unit character", 64, "give --vocabulary-from FILE"),
    Case("train - --trainer rtrl -o @/m --vocabulary-size 9", 64, "means nothing"),
    Case("train - --stream -o @/m --vocabulary-from @/none", 66, "no such"),
    Case("train - --stream -o @/m --vocabulary-from @/other", 65, "another kind"),
    Case("train @/text --resume @/none", 66, "no such model"),
    Case("train @/text --resume @/text", 65, "not a model"),
    Case("sample @/none", 66, "no such model"),
    Case("sample @/folder", 66, "is a directory"),
    Case("sample @/text", 65, "not a model"),
    Case("sample @/other", 65, "a model of another kind: 'seq2seq', not 'charlm'"),
    Case("sample @/none --temperature 0", 64, "out of range"),
    Case("sample @/none --top-p 1.5", 64, "out of range"),
    Case("evaluate @/other @/text", 65, "another kind"),
    Case("evaluate @/none @/text --per-character --batch-size 2", 64, "--batch-size"),
  ]

  @Test("says what is wrong and writes nothing", arguments: cases)
  func table(wrong: Case) throws {
    let session = try session()
    let before = try FileManager.default.contentsOfDirectory(atPath: session.directory.path)
    let outcome = run(wrong.line, in: session)
    #expect(outcome.code.rawValue == wrong.status, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains(wrong.message), "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.hasPrefix("recur: "))
    #expect(outcome.diagnostics.split(separator: "\n").count <= 2)
    #expect(outcome.output.isEmpty)
    let after = try FileManager.default.contentsOfDirectory(atPath: session.directory.path)
    #expect(Set(after) == Set(before))
    #expect(try session.bytes("text") == Data(CharLMSession.text(30).utf8))
  }

  @Test(
    "a damaged model is refused", arguments: [("cut", 65), ("altered", 65)] as [(String, Int32)])
  func damaged(how: String, status: Int32) throws {
    let session = try session()
    let command = ["train", "text", "-o", "m", "--epochs", "1"] + CharLMSession.small
    #expect(try session.run(command).status == 0)
    var bytes = try session.bytes("m")
    if how == "cut" {
      bytes = bytes.prefix(bytes.count / 2)
    } else {
      bytes[bytes.count - 100] ^= 0x10
    }
    try bytes.write(to: URL(fileURLWithPath: session.path("m")))
    let outcome = run("sample @/m", in: session)
    #expect(outcome.code.rawValue == status)
    #expect(outcome.diagnostics.contains(how == "cut" ? "cut short" : "checksum disagree"))
  }

  @Test("kernels that do not run here are wrong usage", arguments: ["train", "sample", "evaluate"])
  func kernels(command: String) throws {
    let session = try session()
    let arguments = command == "train" ? ["text"] : command == "sample" ? ["m"] : ["m", "text"]
    let outcome = try session.run([command] + arguments, kernels: "abacus")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.hasPrefix("recur: RECUR_KERNELS=abacus does not run here"))
  }
}
