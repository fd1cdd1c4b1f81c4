import Foundation
import Testing

@testable import RecurCommand

/// The built command run as a child, the way a shell does.
@Suite("Executable")
struct ExecutableTests {
  private struct Outcome {
    var status: Int32
    var output: String
    var diagnostics: String
  }

  /// The executable beside the test bundle.
  private static func executable() throws -> URL {
    let beside =
      [Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0])]
      + Bundle.allBundles.map(\.bundleURL)
    let candidates = beside.flatMap { url in
      [
        url.appendingPathComponent("recur"),
        url.deletingLastPathComponent().appendingPathComponent("recur"),
      ]
    }
    return try #require(
      candidates.first {
        FileManager.default.isExecutableFile(atPath: $0.path) && !$0.hasDirectoryPath
      },
      "the executable is built beside \(candidates.map(\.path))")
  }

  private func run(_ arguments: [String], output: FileHandle? = nil) throws -> Outcome {
    let (standardOutput, standardError) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? standardOutput
    process.standardError = standardError
    try process.run()
    // Both texts are shorter than a pipe holds, so reading one after the other cannot block the
    // child.
    let text = output == nil ? try standardOutput.fileHandleForReading.readToEnd() : nil
    let diagnostics = try standardError.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text ?? Data(), as: UTF8.self),
      diagnostics: String(decoding: diagnostics ?? Data(), as: UTF8.self))
  }

  @Test("the version is printed with exit code 0")
  func version() throws {
    let outcome = try run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output == "recur \(commandVersion)\n")
    #expect(outcome.diagnostics.isEmpty)
  }

  @Test(
    "without arguments and with --help the help is printed with exit code 0",
    arguments: [[], ["--help"]])
  func help(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("recur: "))
    #expect(outcome.diagnostics.isEmpty)
  }

  @Test("an unknown option or command is wrong usage", arguments: ["--nonsense", "nonsense"])
  func wrongUsage(word: String) throws {
    let outcome = try run([word])
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.diagnostics.hasPrefix("recur: unknown "))
    #expect(outcome.diagnostics.hasSuffix("see 'recur --help'\n"))
  }

  /// Runs a line of shell in which `"$0"` is the executable, in a directory of its own.
  private func shell(_ script: String) throws -> (outcome: Outcome, session: CharLMSession) {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(12), to: "text")
    let diagnostics = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, try Self.executable().path]
    process.currentDirectoryURL = session.directory
    process.standardOutput = FileHandle.nullDevice
    process.standardError = diagnostics
    try process.run()
    let text = try diagnostics.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let said = String(decoding: text, as: UTF8.self)
    return (Outcome(status: process.terminationStatus, output: "", diagnostics: said), session)
  }

  private static let train =
    "charlm train text -o m --epochs 1 --hidden-size 4 --batch-size 2 --sequence-length 8 --threads 1"

  @Test(
    "nothing of the console goes into a file where a standard stream is closed",
    arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func closedStream(redirection: String) throws {
    let (outcome, session) = try shell("\"$0\" \(Self.train) --log log \(redirection)")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try session.lines("log").last?["event"] as? String == "end")
    _ = try session.progress("m")
  }

  @Test("an argument that is not UTF-8 is refused by its number, with its bytes")
  func notUTF8() throws {
    let (outcome, _) = try shell("\"$0\" charlm train \"$(printf 'caf\\351')\"")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.hasPrefix("recur: argument 3 is not UTF-8: 'caf\\xE9'\n"))
  }

  @Test("a file larger than the process may write is a failure to write that leaves nothing")
  func fileSizeLimit() throws {
    let (outcome, session) = try shell("ulimit -f 2; exec \"$0\" \(Self.train) --quiet")
    #expect(outcome.status == 74)
    #expect(
      outcome.diagnostics.hasPrefix("recur: m: cannot be written: the file would be too large"))
    let names = try FileManager.default.contentsOfDirectory(atPath: session.directory.path)
    #expect(names == ["text"])
  }

  @Test("a run that ignores the hang-up of its terminal, as by nohup, trains on")
  func ignoredHangUp() throws {
    let train = Self.train.replacing("--epochs 1", with: "--epochs 1000000 --max-seconds 1")
    let (outcome, session) = try shell(
      "(sleep 0.5; kill -HUP $$) & trap '' HUP; exec \"$0\" \(train) --quiet")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    _ = try session.progress("m")
  }

  @Test("a closed pipe ends the program without a word")
  func closedPipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let outcome = try run(["--help"], output: pipe.fileHandleForWriting)
    #expect(outcome.status == 141)
    #expect(outcome.diagnostics.isEmpty)
  }

  #if os(Linux)
    @Test("standard output on a full disk is a failure to write")
    func fullDisk() throws {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let outcome = try run(["--help"], output: full)
      #expect(outcome.status == 74)
      #expect(
        outcome.diagnostics
          == "recur: standard output: cannot be written: No space left on device\n")
    }
  #endif
}
