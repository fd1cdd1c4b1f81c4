import Foundation
import ModelFiles
import Terminal
import Testing

@testable import RecurCommand

/// Wrong input: one or two lines, the right exit code, nothing written.
@Suite("charlm: wrong input")
struct CharLMErrorTests {
  private typealias Case = WrongInput

  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write("", to: "empty")
    try session.write(String(repeating: "a", count: 5000), to: "one")
    try session.write("short", to: "short")
    try Data([0x68, 0x69, 0x0A, 0xFF, 0x68]).write(
      to: session.directory.appendingPathComponent("binary"))
    try Data("some text\n".utf16.flatMap { [UInt8($0), 0] }).write(
      to: session.directory.appendingPathComponent("utf16"))
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try Checkpoint(kind: "seq2seq", formatVersion: 1).write(to: session.path("other"))
    return session
  }

  private static let cases = [
    Case("charlm train @/one -o @/m", 65, "'a', again and again"),
    Case(
      "charlm train @/short -o @/m", 65, "too short: 3 symbols to train on, at least 51 needed"),
    Case(
      "charlm train @/folder -o @/m", 66, "is a directory without a file *.txt\ntip: see --include"),
    Case("charlm train @/text --split streams --batch-size 500 -o @/m", 65, "smaller --batch-size"),
    Case("charlm train @/binary -o @/m", 65, "not UTF-8 at byte 3, line 2"),
    Case("charlm train @/utf16 -o @/m", 65, "looks like UTF-16LE; bring it into UTF-8"),
    Case("charlm train - - -o @/m", 64, "only once"),
    Case("charlm train @/text -o @/m --cell jordan", 64, "use --layers 1"),
    Case("charlm train @/text -o @/m --cell jordan --layers 1 --tied", 64, "leave out --tied"),
    Case(
      "charlm train @/text -o @/m --cell jordan --layers 1 --trainer uoro", 64,
      "use --trainer rtrl"),
    Case(
      "charlm train @/text -o @/m --average-window 0.5", 64, "means nothing with --average none"),
    Case("charlm train @/text -o @/m --minutes 3 --epochs 2", 64, "give one of them"),
    Case("charlm train @/text -o @/m --updates 9 --minutes 3", 64, "give one of them"),
    Case("charlm train @/text -o @/m --minutes 0", 64, "out of range"),
    Case("charlm train @/text -o @/m --minutes soon", 64, "'soon' is not a number"),
    Case("charlm train - -o @/m --stream --minutes 1", 64, "see --max-seconds"),
    Case("charlm train @/text -o @/m --override", 64, "see --resume"),
    Case("charlm train @/text -o @/m --preset char-rn", 64, "did you mean 'char-rnn'"),
    Case("translate train @/text -o @/m --preset char-rnn", 64, "see --preset recur-1"),
    Case("charlm train @/text -o @/m --average emma", 64, "did you mean 'ema'"),
    Case("charlm train @/text -o @/m --average ema --average-window 0", 64, "out of range"),
    Case("charlm train - -o @/m --stream --average tail", 64, "goes with --updates"),
    Case("benchmark train --cell jordan", 64, "use --layers 1"),
    Case("benchmark translate --cell jordan", 64, "use --cell rnn"),
    Case("charlm train @/text -o @/m --tied --embedding-size 3", 64, "must be the hidden size 128"),
    Case("charlm train @/text -o @/m --trainer rtlr", 64, "did you mean 'rtrl'"),
    Case("charlm train @/text -o @/m --trainer rtrl --sequence-length 9", 64, "see --update-every"),
    Case("charlm train @/text -o @/m --update-every 9", 64, "see --sequence-length"),
    Case(
      "charlm train @/text -o @/m --trainer rtrl --backpropagation-length 9", 64,
      "means nothing with --trainer rtrl"),
    Case("charlm train @/text -o @/m --trainer rtrl --block-length 9", 64, "means nothing"),
    Case(
      "charlm train @/text -o @/m --trainer snap-1 --precision fast", 64,
      "--precision means nothing with --trainer snap-1"),
    Case(
      "benchmark train --trainer rtrl --precision fast", 64, "belongs to back-propagation"),
    Case(
      "charlm train @/text -o @/m --checkpoint-slots 9", 64, "means nothing with --trainer bptt"),
    Case(
      "charlm train @/text -o @/m --checkpoint-memory 9k", 64, "means nothing with --trainer bptt"),
    Case("charlm train @/text -o @/m --checkpoint-strategy mixed", 64, "means nothing"),
    Case(
      "charlm train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9k --checkpoint-slots 3",
      64, "give one of them"),
    Case(
      "charlm train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9k --batch-size 2",
      64, "needs at least"),
    Case(
      "charlm train @/text -o @/m --trainer checkpointed-bptt --checkpoint-memory 9x", 64, "bytes"),
    Case(
      "charlm train @/text -o @/m --trainer uoro --dropout 0.1", 64,
      "nothing is dropped, but --dropout is 0.1"),
    Case(
      "charlm train @/text -o @/m --trainer rtrl --weight-drop 0.1", 64,
      "nothing is dropped, but --weight-drop is 0.1"),
    Case("charlm train @/text -o @/m --weight-drop 1", 64, "--weight-drop"),
    Case(
      "charlm train @/text -o @/m --readout-from all --trainer rtrl", 64,
      "reads the top layer alone"),
    Case("charlm train @/text -o @/m --readout-from some", 64, "last, layers, all"),
    Case(
      "charlm train @/text -o @/m --readout-from all --tied", 64,
      "--readout-from all does not go with --tied"),
    Case("charlm train @/text -o @/m --embedding-dropout -0.1", 64, "--embedding-dropout"),
    Case("charlm train @/text -o @/m --dropout-mask word --dropout 0.1", 64, "step, sequence"),
    Case(
      "charlm train @/text -o @/m --dropout-mask sequence", 64,
      "means nothing with --dropout 0 and --input-dropout 0"),
    Case("charlm train @/text -o @/m --trainer kf-rtrl", 64, "use --layers 1"),
    Case(
      "charlm train @/text -o @/m --trainer kf-rtrl --layers 1 --cell gru", 64, "use --cell rnn"),
    Case(
      "charlm train @/text -o @/m --trainer kf-rtrl --layers 1 --embedding-size 3", 64,
      "leave out --embedding-size"),
    Case(
      "charlm train @/text -o @/m --trainer snap-1 --cell gru-reset-before", 64, "use --cell gru"),
    Case("charlm train @/text -o @/m --memory-limit 10k --batch-size 2", 64, "may have 9.77 KiB"),
    Case(
      "charlm train @/text -o @/m --trainer rtrl --memory-limit 40MiB", 64, "what fits: --trainer"),
    Case(
      "charlm train @/text -o @/m --trainer rtrl --hidden-size 20000 --batch-size 2", 64,
      "of memory"),
    Case("charlm train @/text -o @/m --stream", 64, "TEXT must be -"),
    Case(
      "charlm train @/text -o @/m --vocabulary-from @/text", 64, "means nothing without a stream"),
    Case("charlm train @/text -o @/m --save-every 9", 64, "means nothing without a stream"),
    Case("charlm train - --trainer rtrl -o @/m --epochs 2", 64, "a stream, which has no end"),
    Case(
      "charlm train - --trainer rtrl -o @/m --validation-fraction 0.1", 64,
      "nothing of it is held out"),
    Case("charlm train - --trainer rtrl -o @/m --patience 2", 64, "nothing of it is held out"),
    Case("charlm train - --trainer rtrl -o @/m --schedule cosine", 64, "go with --updates"),
    Case("charlm train - --trainer rtrl -o @/m --batch-size 2", 64, "a stream is one"),
    Case(
      "charlm train - --trainer rtrl -o @/m --unit character", 64, "give --vocabulary-from FILE"),
    Case("charlm train - --trainer rtrl -o @/m --vocabulary-size 9", 64, "means nothing"),
    Case("charlm train - --stream -o @/m --vocabulary-from @/none", 66, "no such"),
    Case("charlm train - --stream -o @/m --vocabulary-from @/other", 65, "another kind"),
    Case("charlm sample @/none", 66, "no such model"),
    Case("charlm sample @/folder", 66, "is a directory"),
    Case("charlm sample @/text", 65, "not a model"),
    Case("charlm sample @/other", 65, "a model of another kind: 'seq2seq', not 'charlm'"),
    Case("charlm sample @/none --temperature -1", 64, "out of range"),
    Case("charlm sample", 66, "MODEL is missing, and here is no model.safetensors"),
    Case("charlm sample @/other --prime a --prime-file @/text", 64, "give one of them"),
    Case("charlm sample @/other --endless --length 3", 64, "means nothing with --endless"),
    Case("charlm train @/text -rnn_size 9", 64, "it is --hidden-size here"),
    Case("charlm train @/text --lr 1", 64, "unknown option '--lr'; it is --learning-rate here"),
    Case("charlm sample @/none -primetext a", 64, "it is --prime here"),
    Case("translate train @/text -optim adam", 64, "it is --optimizer here"),
    Case("charlm sample @/none --top-p 1.5", 64, "out of range"),
    Case("charlm evaluate @/other @/text", 65, "another kind"),
    Case("charlm evaluate @/none @/text --per-character --batch-size 2", 64, "--batch-size"),
  ]

  @Test("says what is wrong and writes nothing", arguments: cases)
  func table(wrong: WrongInput) throws {
    let session = try session()
    try wrong.expectRefused(in: session)
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
    let outcome = WrongInput.run("charlm sample @/m", in: session)
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
