import Terminal

extension Program {
  static let recur = Program(root: .recur, version: commandVersion, synonyms: .known)
}

// The tree of commands.
extension Command {
  static let recur = Command(
    "recur", summary: "train, sample and study recurrent sequence models",
    options: [Command.version],
    subcommands: [charlm, translate, compare, benchmark])

  private static let charlm = Command(
    "charlm", summary: "language models by character, byte or word",
    subcommands: [charlmTrain, charlmSample, charlmEvaluate])

  private static let translate = Command(
    "translate", summary: "encoder-decoders on pairs of sentences",
    subcommands: [translateTrain, translateRun, translateEvaluate])
}
