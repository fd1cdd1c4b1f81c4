/// The command as a whole: finds the subcommand, prints help, runs it, and turns every error into
/// an exit code.
package struct Program {
  package let root: Command
  package let version: String
  /// What the options of other programs are called here.
  package let synonyms: OptionSynonyms

  package init(root: Command, version: String, synonyms: OptionSynonyms = [:]) {
    self.root = root
    self.version = version
    self.synonyms = synonyms
  }

  /// Runs the command line.
  ///
  /// - Parameters:
  ///   - arguments: the words after the program's own name.
  ///   - console: the two streams; everything is written when this returns.
  /// - Returns: the exit code of the process.
  package func run(_ arguments: [String], console: Console) -> ExitCode {
    do {
      try dispatch(arguments, console: console)
      try console.flush()
      return .success
    } catch {
      let failure = CommandFailure(ending: error)
      // Results already made belong to the user; if they cannot be written, the first failure is
      // the one to tell.
      try? console.flush()
      console.clearTransientLine()
      console.report(failure)
      return failure.exitCode
    }
  }

  private func dispatch(_ arguments: [String], console: Console) throws {
    if ["--version", "-V"].contains(arguments.first) {
      return try console.print("\(root.name) \(version)")
    }
    if let shell = try completionShell(arguments) {
      return try console.print(shell.script(root))
    }
    let wantsManual = arguments.first == "help" && arguments.contains(Self.manualWord)
    let call = try Call(arguments.filter { !wantsManual || $0 != Self.manualWord }, root: root)
    if wantsManual {
      let name = "\(root.name) \(version)"
      for line in call.command.manual(path: call.path, source: name) { try console.print(line) }
    } else if call.wantsHelp {
      let isShort = ArgumentParser.helpWord(arguments) == "-h"
      let page = call.command.help(path: call.path, isShort: isShort, style: console.style)
      for line in page { try console.print(line) }
    } else if let run = call.command.run {
      var parser = ArgumentParser(call.command, path: call.path, synonyms: synonyms)
      let values = try parser.parse(call.rest)
      console.isQuiet = values[Command.quiet]
      try run(values, console)
    }
  }
}

extension Program {
  /// What asks for a manual page: `recur help charlm --man`.
  private static let manualWord = "--man"

  /// The shell whose script is asked for; nil: none is.
  private func completionShell(
    _ arguments: [String]
  ) throws(CommandFailure) -> CompletionShell? {
    let option = Command.completionScript
    guard let first = arguments.first, first.split(separator: "=").first == "--\(option.name)"
    else {
      return nil
    }
    var parser = ArgumentParser(
      Command(root.name, summary: "", groups: [OptionGroup("", [option])], examples: []) { _, _ in
      },
      path: root.name)
    return try parser.parse(arguments)[option].flatMap { CompletionShell(rawValue: $0) }
  }
}

/// The command a command line calls, and the words left for it.
private struct Call {
  var command: Command
  /// The words that call the command: `recur charlm train`.
  var path: String
  var rest: ArraySlice<String>
  /// Whether its help page is to be printed rather than the command run.
  var wantsHelp: Bool

  /// - Throws: `CommandFailure` (64) for an unknown command, or an option before the command.
  init(_ arguments: [String], root: Command) throws(CommandFailure) {
    command = root
    path = root.name
    rest = arguments[...]
    wantsHelp = ArgumentParser.helpWord(arguments) != nil
    while !command.subcommands.isEmpty, let word = rest.first {
      if let next = command.subcommands.first(where: { $0.name == word }) {
        command = next
        path += " \(next.name)"
        rest.removeFirst()
        continue
      }
      // What a command that does something cannot place, its parser explains.
      if command.run != nil, word.isDashed || !command.positionals.isEmpty { break }
      rest.removeFirst()
      if word == "help" {
        wantsHelp = true
      } else if !word.isDashed {
        throw unknownCommand(word)
      } else if !wantsHelp {
        throw unknownOption(word)
      }
    }
    // A command that only holds others has nothing to do but to say what it holds.
    if command.run == nil { wantsHelp = true }
  }

  private func unknownOption(_ word: String) -> CommandFailure {
    let known = suggestion(
      for: word.withoutDashes, among: command.options.map(\.name))
    let hint = known.map { "did you mean '--\($0)'?" } ?? "see '\(path) --help'"
    return .usage("unknown option \(quoted(word)) before the command; \(hint)")
  }

  private func unknownCommand(_ word: String) -> CommandFailure {
    let nested = command.subcommands.flatMap { group in
      group.subcommands.filter { $0.name == word }.map { "\(group.name) \($0.name)" }
    }
    var hint = "see '\(path) --help'"
    if let near = suggestion(for: word, among: command.subcommands.map(\.name)) {
      hint = "did you mean '\(near)'?"
    } else if !nested.isEmpty {
      hint = "did you mean \(nested.map { "'\($0)'" }.joined(separator: " or "))?"
    }
    return .usage("unknown command \(quoted(word)); \(hint)")
  }
}
