import Terminal

extension Program {
  static let recur = Program(root: .recur, version: commandVersion, synonyms: .known)
}

// The tree of commands.
extension Command {
  static let recur = Command(
    "recur", summary: "train, sample and study recurrent sequence models",
    discussion: """
      Results go to standard output, progress and warnings to standard error. Exit codes are those of sysexits(3): 0 \
      done, 64 wrong usage, 65 input that cannot be used, 66 input that is missing, 73 an output that cannot be \
      created, 74 reading or writing that failed, 128 + n a signal. RECUR_KERNELS names a kernel set; NO_COLOR leaves \
      out colours.
      """,
    options: [Command.version, Command.completionScript],
    examples: [
      ("recur charlm train story.txt", "Trains a model of a text, model.safetensors."),
      ("recur charlm sample", "Writes with it."),
      (
        "source <(recur --generate-completion-script bash)",
        "Completes commands and options in this shell; in ~/.bashrc in every one."
      ),
      ("recur help --man | man -l -", "Shows the manual page."),
    ],
    subcommands: [charlm, translate, series, info, compare, check, course, benchmark])

  private static let charlm = Command(
    "charlm", summary: "language models by character, byte or word",
    subcommands: [charlmTrain, charlmSample, charlmEvaluate])

  private static let series = Command(
    "series", summary: "forecasters of numbers",
    subcommands: [seriesTrain, seriesForecast, seriesEvaluate, seriesLearn])

  private static let translate = Command(
    "translate", summary: "encoder-decoders on pairs of sentences",
    subcommands: [translateTrain, translateRun, translateEvaluate])
}
