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
    // Both texts are shorter than a pipe holds, so reading one after the other cannot block the child.
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
