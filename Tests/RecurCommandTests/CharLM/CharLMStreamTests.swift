import Foundation
import Recur
import SequenceTraining
import Terminal
import Testing

@testable import RecurCommand

@Suite("charlm train: text without end")
struct CharLMStreamTests {
  private static let model = ["--hidden-size", "4", "--layers", "1", "--sample-length", "5"]

  private func options(_ method: GradientMethod) -> [String] {
    var options =
      ["train", "-", "-o", "m", "--trainer", method.name, "--threads", "2"] + Self.model
    options += method.isForward ? ["--update-every", "3"] : ["--sequence-length", "7", "--stream"]
    if method == .blocked { options += ["--block-length", "5"] }
    if method == .truncated { options += ["--backpropagation-length", "11"] }
    return options
  }

  /// Runs the command with `pieces` written to its standard input one by one.
  private func run(
    _ session: CharLMSession, _ arguments: [String], _ pieces: [String]
  ) throws -> CharLMSession.Outcome {
    let input = Pipe()
    let (process, diagnostics, output) = try session.start(arguments, input: input)
    try input.fileHandleForReading.close()
    for piece in pieces { try input.fileHandleForWriting.write(contentsOf: Data(piece.utf8)) }
    try input.fileHandleForWriting.close()
    let said = try diagnostics.readToEnd() ?? Data()
    process.waitUntilExit()
    return CharLMSession.Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      diagnostics: String(decoding: said, as: UTF8.self))
  }

  @Test(
    "every trainer learns from a pipe; a run that goes on with more text is one run",
    arguments: GradientMethod.allCases)
  func parts(method: GradientMethod) throws {
    let (whole, parts) = (try CharLMSession(), try CharLMSession())
    let text = CharLMSession.text(6)
    let (first, second) = (String(text.prefix(83)), String(text.dropFirst(83)))
    let once = try run(whole, options(method), [text])
    #expect(once.status == 0, "\(once.diagnostics)")
    #expect(once.diagnostics.contains("standard input as it comes, 256 bytes"))
    #expect(once.diagnostics.contains("the text ended"))
    #expect(try run(parts, options(method), [first]).status == 0)
    let resumed = try run(parts, ["train", "-", "--resume", "m"], [second])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try whole.bytes("m") == parts.bytes("m"))
    #expect(!parts.exists("m.latest"))
    #expect(try whole.run(["sample", "m", "--length", "5"]).status == 0)
  }

  @Test("the pieces that a pipe brings do not matter")
  func pieces() throws {
    let (whole, pieces) = (try CharLMSession(), try CharLMSession())
    let text = CharLMSession.text(4)
    _ = try run(whole, options(.snap(order: 1)), [text])
    _ = try run(pieces, options(.snap(order: 1)), text.map { String($0) })
    #expect(try whole.bytes("m") == pieces.bytes("m"))
  }

  private static func read(_ diagnostics: FileHandle, until word: String) -> String {
    var said = ""
    while !said.contains(word) {
      let piece = diagnostics.availableData
      guard !piece.isEmpty else { break }
      said += String(decoding: piece, as: UTF8.self)
    }
    return said
  }

  @Test("checkpoints are written on a schedule, and one of a run that was killed goes on")
  func schedule() throws {
    let session = try CharLMSession()
    let input = Pipe()
    let (process, diagnostics, _) = try session.start(
      options(.uoro) + ["--save-every", "60"], input: input)
    try input.fileHandleForWriting.write(contentsOf: Data(CharLMSession.text(4).utf8))
    _ = Self.read(diagnostics, until: "saved")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let updates = try session.progress("m").updates
    #expect(updates >= 20 && updates.isMultiple(of: 20))
    let resumed = try run(session, ["train", "-", "--resume", "m"], [CharLMSession.text(2)])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try session.progress("m").updates > updates)
  }

  @Test(
    "a signal ends a run on a silent pipe, saved, with 128 and its number",
    arguments: CharLMSession.endings)
  func interrupted(signal: Int32) throws {
    let (session, whole) = (try CharLMSession(), try CharLMSession())
    let input = Pipe()
    let (process, diagnostics, _) = try session.start(
      options(.rtrl) + ["--save-every", "60"], input: input)
    let text = CharLMSession.text(4)
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    var said = Self.read(diagnostics, until: "saved")
    kill(process.processIdentifier, signal)
    said += String(decoding: try diagnostics.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + signal)
    #expect(
      said.contains("interrupted; saved, to go on with:\nrecur charlm train - --resume m\n"),
      "\(said)")
    // What was read and not used is not lost.
    _ = try run(session, ["train", "-", "--resume", "m"], [""])
    _ = try run(whole, options(.rtrl) + ["--save-every", "60"], [text])
    #expect(try session.training("m") == whole.training("m"))
    try input.fileHandleForWriting.close()
  }

  @Test("the memory of a stream is what was planned, however long it is")
  func memory() throws {
    let session = try CharLMSession()
    let options = options(.blocked) + ["--log", "log", "--save-every", "500"]
    #expect(try run(session, options, [CharLMSession.text(60)]).status == 0)
    let lines = try session.lines("log")
    let planned = try #require(lines.first?["memory_bytes"] as? Int)
    #expect(lines.last?["memory_bytes"] as? Int == planned)
    #expect(lines.last?["reason"] as? String == "ended")
    #expect(
      Set(lines.compactMap { $0["event"] as? String }) == ["plan", "progress", "sample", "end"])
  }

  @Test("the symbols of a stream can be those of a text or of a model")
  func vocabulary() throws {
    let session = try CharLMSession()
    try session.write("the cat sat on mat: 0123456", to: "symbols")
    let arguments = options(.eProp) + ["--vocabulary-from", "symbols"]
    let text = try run(session, arguments, [CharLMSession.text(3)])
    #expect(text.status == 0, "\(text.diagnostics)")
    #expect(text.diagnostics.contains("characters, <unk> one of them"))
    #expect(
      text.diagnostics.contains(
        "symbols were not in the model's vocabulary, <unk> in their place: "))
    try FileManager.default.moveItem(atPath: session.path("m"), toPath: session.path("old"))
    let model = try run(
      session, options(.eProp) + ["--vocabulary-from", "old"], [CharLMSession.text(3)])
    #expect(model.status == 0, "\(model.diagnostics)")
    #expect(model.diagnostics.contains("characters, <unk> one of them"))
  }

  @Test("a stream too short for an update, and a stream in a file's place, are refused")
  func refused() throws {
    let session = try CharLMSession()
    let short = try run(session, options(.rflo), ["abc"])
    #expect(short.status == 65)
    #expect(short.diagnostics.contains("ended after 3 symbols; at least 4"))
    #expect(!session.exists("m"))
    #expect(try run(session, options(.rflo), [CharLMSession.text(3)]).status == 0)
    try session.write(CharLMSession.text(3), to: "text")
    let file = try session.run(["train", "text", "--resume", "m"])
    #expect(file.status == 64)
    #expect(file.diagnostics.contains("was trained on a stream"))
  }

  @Test("a pipe that ends is read whole by a trainer that goes back, with validation and epochs")
  func whole() throws {
    let (piped, file) = (try CharLMSession(), try CharLMSession())
    let text = CharLMSession.text(20)
    try file.write(text, to: "text")
    let options = ["-o", "m", "--epochs", "2"] + CharLMSession.small
    let outcome = try run(piped, ["train", "-"] + options, [text])
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics.contains("epoch 2/2"))
    #expect(try file.run(["train", "text"] + options).status == 0)
    #expect(try piped.training("m") == file.training("m"))
  }

  @Test("a reader finds nothing on a silent pipe, then what is written, then the end")
  func reader() throws {
    let pipe = Pipe()
    var reader = StreamReader(
      FileDescriptor(number: pipe.fileHandleForReading.fileDescriptor, name: "pipe"))
    #expect(try reader.read(waiting: 1) == .nothing)
    try pipe.fileHandleForWriting.write(contentsOf: Data([1, 2, 3]))
    #expect(try reader.read(waiting: 1) == .bytes)
    #expect(Array(reader.piece) == [1, 2, 3])
    try pipe.fileHandleForWriting.close()
    #expect(try reader.read(waiting: 1) == .end)
    var broken = StreamReader(FileDescriptor(number: 9999, name: "nowhere"))
    #expect(throws: SystemFailure.self) { try broken.read(waiting: 1) }
  }
}
