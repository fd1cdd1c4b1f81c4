import Foundation
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

/// A command line that must be refused with one or two lines of 400 characters together at most,
/// and leave everything as it was.
struct WrongInput: Sendable, CustomTestStringConvertible {
  /// The words after `recur`; `@` stands for the session's directory.
  let line: String
  let status: Int32
  /// What the message says, among other things.
  let message: String

  init(_ line: String, _ status: Int32, _ message: String) {
    self.line = line
    self.status = status
    self.message = message
  }

  var testDescription: String { line }

  /// Runs a command line in this process.
  static func run(
    _ line: String, in session: CharLMSession
  ) -> (code: ExitCode, output: String, diagnostics: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let words = line.split(separator: " ").map {
      $0.replacingOccurrences(of: "@", with: session.directory.path)
    }
    let code = Program.recur.run(
      words, console: Console(output: output, diagnostics: diagnostics))
    return (code, output.text, diagnostics.text)
  }

  /// Expects the refusal, and no file written.
  func expectRefused(in session: CharLMSession) throws {
    let before = try FileManager.default.subpathsOfDirectory(atPath: session.directory.path)
    let outcome = Self.run(line, in: session)
    #expect(outcome.code.rawValue == status, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.hasPrefix("recur: "))
    #expect(outcome.diagnostics.split(separator: "\n").count <= 2)
    #expect(outcome.diagnostics.unicodeScalars.count <= 400, "\(outcome.diagnostics)")
    #expect(outcome.output.isEmpty)
    let after = try FileManager.default.subpathsOfDirectory(atPath: session.directory.path)
    #expect(Set(after) == Set(before))
  }
}
