/// A shell for which there is a script that completes command lines.
enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script, made of the tables of options of all commands.
  func script(_ root: Command) -> String {
    let calls = root.calls(path: root.name)
    return switch self {
    case .bash: bashCompletion(calls)
    case .zsh: zshCompletion(calls)
    case .fish: fishCompletion(calls)
    }
  }
}

extension Command {
  /// A command and the words that call it.
  typealias Call = (path: String, command: Command)

  /// This command and all below it.
  func calls(path: String) -> [Call] {
    [(path, self)] + subcommands.flatMap { $0.calls(path: "\(path) \($0.name)") }
  }

  /// Whether its arguments are files.
  var takesFiles: Bool { run != nil && !positionals.isEmpty }
}

extension CommandOption {
  /// The words that it may be written as: `--output`, `-o`.
  var spellings: [String] { ["--\(name)"] + (shortName.map { ["-\($0)"] } ?? []) }
}

/// A text in single quotes of a shell.
func singleQuoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
