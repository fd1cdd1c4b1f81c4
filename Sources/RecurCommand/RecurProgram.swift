import Terminal

/// The tree of commands.
enum RecurProgram {
  static let command = Command(
    "recur", summary: "train, sample and study recurrent sequence models",
    options: [CommonOptions.version],
    subcommands: [
      CharLM.command, Translate.command, CompareCommand.command, Benchmark.command,
    ])

  static let program = Program(root: command, version: commandVersion)
}
