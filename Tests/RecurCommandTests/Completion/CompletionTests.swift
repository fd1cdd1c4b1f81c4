import Foundation
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

/// The scripts in the shells that there are; a shell that is not there is skipped.
@Suite("Completion")
struct CompletionTests {
  private static func path(_ shell: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(shell)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a shell prints after it has read the program's script for it.
  private static func run(_ shell: String, _ options: [String], _ commands: String) throws -> String
  {
    let output = MemorySink()
    let code = Program.recur.run(
      ["--generate-completion-script", shell],
      console: Console(output: output, diagnostics: MemorySink()))
    #expect(code == .success)
    let session = try CharLMSession()
    try session.write(output.text, to: "script")
    try session.write("", to: "story.txt")
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: try #require(path(shell)))
    process.arguments = options + ["-c", commands]
    process.currentDirectoryURL = session.directory
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }

  /// Lines so far, and some words that must be offered and some that must not.
  private static let lines: [(line: String, offered: [String], others: [String])] = [
    ("recur ", ["charlm", "translate", "info", "compare", "benchmark"], ["train"]),
    ("recur charlm t", ["train"], ["sample"]),
    ("recur charlm train --cell l", ["lstm", "lstm-peepholes"], ["gru"]),
    ("recur charlm train --hid", ["--hidden-size"], ["--layers"]),
    ("recur charlm train --output s", ["story.txt"], ["script --"]),
    ("recur charlm train st", ["story.txt"], ["charlm"]),
    ("recur benchmark k", ["kernels"], ["train"]),
  ]

  @Test("is right in bash", .enabled(if: path("bash") != nil, "bash is not installed"))
  func bash() throws {
    for (line, offered, others) in Self.lines {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      let found = try Self.run(
        "bash", ["--norc", "--noprofile"],
        "source ./script; COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _recur; "
          + #"printf '%s\n' "${COMPREPLY[@]}""#
      ).split(separator: "\n").map(String.init)
      #expect(Set(offered).isSubset(of: found), "\(line): \(found)")
      #expect(Set(others).isDisjoint(with: found), "\(line): \(found)")
    }
  }

  @Test("offers values after an equals sign in bash", .enabled(if: path("bash") != nil, "no bash"))
  func bashEquals() throws {
    let found = try Self.run(
      "bash", ["--norc", "--noprofile"],
      "source ./script; COMP_WORDS=(recur charlm train --cell = g); COMP_CWORD=5; _recur; "
        + #"printf '%s\n' "${COMPREPLY[@]}""#)
    #expect(found == "gru\ngru-reset-before\n")
  }

  @Test("is right in fish", .enabled(if: path("fish") != nil, "fish is not installed"))
  func fish() throws {
    for (line, offered, others) in Self.lines {
      let found = try Self.run(
        "fish", ["--no-config"], "source ./script; complete -C '\(line)'"
      ).split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
      #expect(Set(offered).isSubset(of: found), "\(line): \(found)")
      #expect(Set(others).isDisjoint(with: found), "\(line): \(found)")
    }
  }

  @Test("is right in zsh", .enabled(if: path("zsh") != nil, "zsh is not installed"))
  func zsh() throws {
    let stubs = """
      compdef() { }; _describe() { print -rl -- $commands }; _arguments() { print -rl -- "$@" }
      source ./script
      """
    let options = try Self.run("zsh", ["-f"], "\(stubs)\n_recur_charlm_train")
    #expect(options.contains("*--cell=[The recurrent cell]:CELL:(rnn relu-rnn"))
    #expect(options.contains("*-o+[Where the best model goes"))
    #expect(options.contains("*:argument:_files"))
    let commands = try Self.run("zsh", ["-f"], "\(stubs)\nstate=command; _recur_charlm")
    #expect(!commands.contains("error"))
    let rest = try Self.run(
      "zsh", ["-f"],
      "\(stubs)\n_recur_charlm() { print reached }; state=rest; words=(charlm); "
        + "_arguments() { state=rest }; _recur")
    #expect(rest == "reached\n")
  }
}
