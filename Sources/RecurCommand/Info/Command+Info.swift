import Recur
import Terminal

// `recur info`.
extension Command {
  private static let model = Positional<String?>(
    "MODEL",
    help: "A model that train wrote or a program saved; without one, model.safetensors")
  private static let json = Option<Bool>("json", help: "Print one JSON object in one line")

  static let info = Command(
    "info", summary: "say what is in a model",
    discussion: """
      The configuration, the vocabulary, the text that it was trained on, the options that were not left at their \
      defaults, how far training came, its losses, and the size; the file is read whole and its checksum compared.
      """,
    positionals: [model], groups: [OptionGroup("Output", [json]), MemoryBudget.group],
    examples: [
      ("recur info", "Says what is in model.safetensors."),
      ("recur info translation.safetensors --json", "As JSON."),
    ]
  ) { arguments, console in
    let path = try arguments.modelPath(model)
    try MemoryBudget(arguments).requireModels([path])
    let report = try ModelReport(path)
    if arguments[json] { return try console.print(report.json.text) }
    for line in alignedRows(report.rows) { try console.print(line) }
  }
}
