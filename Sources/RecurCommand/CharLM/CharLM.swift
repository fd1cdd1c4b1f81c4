import Terminal

/// Language models by character, byte or word.
enum CharLM {
  static let command = Command(
    "charlm", summary: "language models by character, byte or word",
    subcommands: [TrainCommand.command, SampleCommand.command, EvaluateCommand.command])
}
