import Foundation
import Testing

@testable import RecurCommand

/// Wrong input of the options that every training run has: the same words from every command.
@Suite("Training runs: wrong input")
struct WrongRunTests {
  /// The commands that train, with data to train on.
  private static let runs = [("charlm train", "@/text"), ("translate train", "@/pairs")]

  /// The words after the command, in which `DATA` stands for its data; the exit code; a part of the
  /// message.
  private static let rows: [(line: String, status: Int32, message: String)] = [
    ("@/none -o @/m", 66, "no such file"),
    ("@/folder -o @/m", 66, "is a directory"),
    ("@/empty -o @/m", 65, "is empty"),
    ("DATA -o @/none/m", 73, "no such directory"),
    ("DATA -o @/folder", 73, "is a directory"),
    ("DATA -o @/other", 73, "--overwrite replaces it"),
    ("DATA -o DATA --overwrite", 64, "is the text to train on"),
    ("DATA -o @/m --log @/none/log --batch-size 2", 73, "cannot be created"),
    ("DATA -o @/m --log @/other --batch-size 2", 73, "is not a log"),
    ("DATA -o @/m --log DATA --batch-size 2", 64, "is the text to train on"),
    ("DATA -o @/m --hidden-size 0", 64, "out of range"),
    ("DATA -o @/m --learning-rate -1", 64, "out of range"),
    ("DATA -o @/m --learning-rate nan", 64, "not a finite number"),
    ("DATA -o @/m --layers 99999999999999999999", 64, "out of range"),
    ("DATA -o @/m --dropout 1", 64, "out of range"),
    ("DATA -o @/m --hidden-size 65536 --layers 64 --batch-size 2", 64, "of memory"),
    ("DATA -o @/m --cell lstn", 64, "did you mean 'lstm'"),
    ("DATA -o @/m --cell gru --forget-bias 2", 64, "means nothing with --cell gru"),
    ("DATA -o @/m --momentum 0.5", 64, "means nothing with --optimizer adam"),
    ("DATA -o @/m --optimizer sgd --beta1 0.5", 64, "means nothing with --optimizer sgd"),
    (
      "DATA -o @/m --schedule step --schedule-floor 0.5", 64, "means nothing with --schedule step"
    ),
    (
      "DATA -o @/m --schedule cosine --schedule-factor 0.5", 64,
      "means nothing with --schedule cosine"
    ),
    (
      "DATA -o @/m --validation-fraction 0 --patience 2", 64,
      "means nothing with --validation-fraction 0"
    ),
    ("DATA -o @/m --precision half", 64, "exact, fast"),
    ("DATA --resume @/none", 66, "no such model"),
    ("DATA --resume DATA", 65, "not a model"),
  ]

  private static let cases = runs.flatMap { command, data in
    rows.map { row in
      WrongInput(
        "\(command) \(row.line.replacingOccurrences(of: "DATA", with: data))", row.status,
        row.message)
    }
  }

  @Test("says what is wrong and writes nothing", arguments: cases)
  func table(wrong: WrongInput) throws {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write(TranslateFixture.pairs(60), to: "pairs")
    try session.write("", to: "empty")
    try session.write("something else", to: "other")
    try FileManager.default.createDirectory(
      at: session.directory.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try wrong.expectRefused(in: session)
  }
}
