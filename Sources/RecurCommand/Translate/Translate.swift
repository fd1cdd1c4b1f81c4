import Terminal

/// Encoder-decoders on pairs of sentences.
enum Translate {
  static let command = Command(
    "translate", summary: "encoder-decoders on pairs of sentences",
    subcommands: [
      TranslateTrainCommand.command, TranslateRunCommand.command, TranslateEvaluateCommand.command,
    ])
}
