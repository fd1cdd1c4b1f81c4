import Foundation
import ModelFiles
import Testing

@testable import RecurCommand

@Suite("Output files")
struct OutputFilesTests {
  private static func session() throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    return session
  }

  private static let train =
    ["train", "text", "-o", "m", "--epochs", "1"] + CharLMSession.small

  /// Runs the command, which leaves the file as it is.
  private func expect(
    _ session: CharLMSession, _ arguments: [String], _ status: Int32, _ words: String,
    keeps name: String
  ) throws {
    let before = try session.bytes(name)
    let outcome = try session.run(arguments)
    #expect(outcome.status == status, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains(words), "\(outcome.diagnostics)")
    #expect(try session.bytes(name) == before)
  }

  @Test("a log is never the text, whatever its name, links and --overwrite")
  func logIsText() throws {
    let session = try Self.session()
    try session.write("{\"event\":\"plan\"}\n" + CharLMSession.text(30), to: "text")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: session.path("link"), withDestinationPath: "text")
    try files.linkItem(atPath: session.path("text"), toPath: session.path("hard"))
    for name in ["text", "./text", "link", "hard"] {
      try expect(
        session, Self.train + ["--overwrite", "--log", name], 64, "is the text to train on",
        keeps: "text")
    }
  }

  @Test(
    "a log is nothing but a log, though it begins with a brace", arguments: [[], ["--overwrite"]])
  func logIsForeign(options: [String]) throws {
    let session = try Self.session()
    for text in ["{\"a\": 1}\n", "{\"event\":\"start\"}\n", "my novel"] {
      try session.write(text, to: "settings.json")
      try expect(
        session, Self.train + options + ["--log", "settings.json"], 73, "is not a log",
        keeps: "settings.json")
      #expect(!session.exists("m"))
    }
  }

  @Test("a run's own log is replaced, and added to by a run that goes on")
  func ownLog() throws {
    let session = try Self.session()
    #expect(try session.run(Self.train + ["--log", "log"]).status == 0)
    let first = try session.lines("log").count
    #expect(try session.run(Self.train + ["--log", "log", "--overwrite"]).status == 0)
    #expect(try session.lines("log").count == first)
    let go = ["train", "text", "--resume", "m", "--epochs", "2", "--log", "log"]
    #expect(try session.run(go).status == 0)
    #expect(try session.lines("log").count > first)
  }

  @Test("no output is another output of the run")
  func sameOutput() throws {
    let session = try Self.session()
    for name in ["m", "m.latest", "./m"] {
      let outcome = try session.run(Self.train + ["--log", name])
      #expect(outcome.status == 64 && outcome.diagnostics.contains("is what --output writes"))
      #expect(!session.exists("m") && !session.exists("m.latest"))
    }
  }

  @Test("a second run does not write what the first one writes, under any of its names")
  func twoRuns() throws {
    let session = try Self.session()
    let locks = try ["m", "m.latest"].map { try FileLock(path: session.path($0)) }
    for output in ["m", "m.latest"] {
      let outcome = try session.run(
        ["train", "text", "-o", output, "--epochs", "1"] + CharLMSession.small)
      #expect(outcome.status == 73 && outcome.diagnostics.contains("another run"))
    }
    withExtendedLifetime(locks) {}
  }

  @Test("a run holds the locks of the model and of its latest state")
  func bothLocked() throws {
    let session = try Self.session()
    do {
      let output = try ModelOutput(
        path: session.path("m"), files: OutputFiles(reading: [], overwrites: false), isOwn: false)
      for name in ["m", "m.latest"] {
        #expect(throws: FileError.self) { try FileLock(path: session.path(name)) }
      }
      output.files.release()
      #expect(throws: Never.self) { try FileLock(path: session.path("m")) }
    }
    #expect(throws: Never.self) { try FileLock(path: session.path("m.latest")) }
  }

  @Test(
    "a file that the run reads is not overwritten, even so",
    arguments: [["-o", "m.latest"], ["-o", "n", "--log", "m.latest"], ["-o", "n", "--log", "m"]])
  func inputs(outputs: [String]) throws {
    let session = try Self.session()
    #expect(try session.run(Self.train).status == 0)
    try expect(
      session, ["train", "text", "--resume", "m", "--overwrite", "--epochs", "2"] + outputs, 64,
      "a file that this run reads", keeps: outputs.last ?? "m")
    #expect(!session.exists("n"))
  }

  @Test("a name that is too long, and a directory that is not there, are found before training")
  func early() throws {
    let session = try Self.session()
    let long = String(repeating: "n", count: 230) + ".safetensors"
    for (name, words) in [(long, "the name is too long"), ("none/m", "no such directory")] {
      let outcome = try session.run(
        ["train", "text", "-o", name, "--epochs", "1"] + CharLMSession.small)
      #expect(outcome.status == 73 && outcome.diagnostics.contains(words))
      #expect(!outcome.diagnostics.contains("epoch"))
    }
  }

  @Test("a picture of the attention replaces none that exists unless told so")
  func picture() throws {
    let session = try TranslateFixture.trained(["--attention", "dot"])
    let run = ["run", TranslateFixture.model, "abc", "--threads", "1", "--attention", "a.html"]
    try session.write("mine", to: "a.html")
    try expect(session, run, 73, "--overwrite", keeps: "a.html")
    #expect(try session.run(run + ["--overwrite"]).status == 0)
    #expect(try String(decoding: session.bytes("a.html"), as: UTF8.self).contains("<!DOCTYPE"))
    try FileManager.default.createSymbolicLink(
      atPath: session.path("b.html"), withDestinationPath: TranslateFixture.model)
    let model = ["run", TranslateFixture.model, "abc", "--attention", "b.html", "--overwrite"]
    try expect(session, model, 64, "is the model", keeps: TranslateFixture.model)
  }
}
