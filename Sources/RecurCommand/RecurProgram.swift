import Terminal

/// The tree of commands.
enum RecurProgram {
  static let command = Command(
    "recur", summary: "train, sample and study recurrent sequence models",
    options: [Command.version],
    subcommands: [charlm, translate, CompareCommand.command, Benchmark.command])

  private static let charlm = Command(
    "charlm", summary: "language models by character, byte or word",
    subcommands: [
      CharLMTrainCommand.command, CharLMSampleCommand.command, CharLMEvaluateCommand.command,
    ])

  private static let translate = Command(
    "translate", summary: "encoder-decoders on pairs of sentences",
    subcommands: [
      TranslateTrainCommand.command, TranslateRunCommand.command, TranslateEvaluateCommand.command,
    ])

  static let program = Program(root: command, version: commandVersion)
}
