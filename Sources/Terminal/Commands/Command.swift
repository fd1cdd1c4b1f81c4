/// A command of the tree: one that does something, with its options, one that holds others, or
/// both.
package struct Command: Sendable {
  /// The word that calls it.
  package let name: String
  /// One line, no full stop.
  package let summary: String
  /// A paragraph or two for the help page, separated by an empty line; may be empty.
  package let discussion: String
  package let positionals: [any CommandPositional]
  /// The options that people use first, which stand at the top of the help page, and alone on the
  /// short one; none where all are few.
  package let usedMost: [any CommandOption]
  /// Options by heading; the last group is the common one.
  package let groups: [OptionGroup]
  package let examples: Examples
  package let subcommands: [Command]
  /// What it does; nil for a command that only holds others.
  package let run: (@Sendable (Arguments, Console) throws -> Void)?

  /// Lines to type, and what they do.
  package typealias Examples = [(line: String, explanation: String)]

  /// A command that does something, and may hold others beside it.
  ///
  /// Precondition: no option is declared twice, and only the last positional argument varies in
  /// number.
  package init(
    _ name: String, summary: String, discussion: String = "",
    positionals: [any CommandPositional] = [], usedMost: [any CommandOption] = [],
    groups: [OptionGroup], examples: Examples, subcommands: [Command] = [],
    run: @escaping @Sendable (Arguments, Console) throws -> Void
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    self.usedMost = usedMost
    let help = usedMost.isEmpty ? Self.help : Self.helpOfTwoPages
    self.groups = groups + [OptionGroup("General", [Self.quiet, help])]
    self.examples = examples
    self.run = run
    self.subcommands = subcommands
    let names = self.groups.flatMap(\.options).map(\.name)
    precondition(Set(names).count == names.count, "command \(name): an option is declared twice")
    precondition(
      positionals.dropLast().allSatisfy { $0.count == 1...1 },
      "command \(name): only the last positional argument may vary in number")
  }

  /// A command that holds others; `options` stand before `--help` on its page.
  package init(
    _ name: String, summary: String, discussion: String = "",
    options: [any CommandOption] = [], examples: Examples = [], subcommands: [Command]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.subcommands = subcommands
    positionals = []
    usedMost = []
    groups = [OptionGroup("General", options + [Self.help])]
    run = nil
  }

  /// Every option, in the order of the help page.
  package var options: [any CommandOption] { groups.flatMap(\.options) }

  /// The option of this long name.
  package func option(named name: String) -> (any CommandOption)? {
    options.first { $0.name == name }
  }

  /// The option of this one-letter alias.
  package func option(short name: Character) -> (any CommandOption)? {
    options.first { $0.shortName == name }
  }

  /// The usage line after `path`, the words that call the command:
  /// `recur charlm train [options] TEXT...`.
  package func usage(path: String) -> String {
    if run == nil { return "\(path) COMMAND ..." }
    let required = options.filter(\.isRequired).map { "--\($0.name) \($0.placeholder ?? "")" }
    return ([path, "[options]"] + required + positionals.map(\.usage)).joined(separator: " ")
  }
}

// The options every command has, and the program's own.
extension Command {
  package static let quiet = Option<Bool>(
    "quiet", help: "No progress on standard error; only warnings and errors")
  package static let version = Option<Bool>(
    "version", shortName: "V", help: "Show the version")
  package static let completionScript = Option<String?>(
    "generate-completion-script", choices: CompletionShell.allCases.map(\.rawValue),
    placeholder: "SHELL", help: "Print what completes command lines in a shell")
  package static let help = Option<Bool>("help", shortName: "h", help: "Show this page")
  private static let helpOfTwoPages = Option<Bool>(
    "help", shortName: "h", help: "Show this page; -h alone the options used most")
}
