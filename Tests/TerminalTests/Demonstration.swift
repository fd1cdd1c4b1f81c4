import TerminalTesting

@testable import Terminal

/// A small tree of commands with an option of every kind, and a way to run it in memory.
enum Demonstration {
  enum Cell: String, CaseIterable { case rnn, lstm, gru }

  static let texts = Positional<[String]>("TEXT", help: "Text files")
  static let cell = Option<Cell>("cell", default: .lstm, placeholder: "KIND", help: "The cell")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...65536, help: "Hidden units of each layer")
  static let learningRate = Option<Double>(
    "learning-rate", default: 0.002, range: .above(0), help: "Step size")
  static let dropout = Option<Double>(
    "dropout", default: 0, range: 0..<1, help: "Share of the connections between layers dropped")
  static let epochs = Option<Int>("epochs", default: 50, range: 0..., help: "Passes over the text")
  static let topK = Option<Int?>("top-k", range: 1...1000, help: "Symbols to choose from")
  static let limit = Option<Double?>("limit", range: 0...1, help: "A bound")
  static let seed = Option<UInt64>("seed", default: 123, range: 0..., help: "Of the generator")
  static let sizes = Option<[Int]>("sizes", default: [64, 128], range: 1...512, help: "Sizes")
  static let stop = Option<[String]>("stop", help: "Texts that end a sample")
  static let prime = Option<String>("prime", default: "", help: "The beginning")
  static let unit = Option<String>(
    "unit", default: "scalar", choices: ["character", "scalar", "byte"], placeholder: "UNIT",
    help: "What a symbol is")
  static let output = Option<String>(
    "output", shortName: "o", path: "MODEL", help: "Where the model goes")
  static let log = Option<String?>("log", path: "FILE", help: "One JSON object per line")
  static let resume = Option<Bool>("resume", help: "Continue where the model stopped")

  static let model = OptionGroup("Model", [cell, hiddenSize, sizes, dropout, unit])
  static let training = OptionGroup("Training", [learningRate, epochs, seed, limit, resume])
  static let other = OptionGroup("Other", [topK, stop, prime, output, log])

  static let train = Command(
    "train", summary: "train a model on text files", discussion: "First line\nand more.\n\nSecond.",
    positionals: [texts], groups: [model, training, other],
    examples: [
      ("recur charlm train story.txt -o story", "Trains with the defaults."),
      ("recur charlm train a b --output m --cell gru", "Trains on two files."),
    ]
  ) { arguments, console in
    if arguments[texts] == ["defect"] { throw UndescribedError() }
    if arguments[texts] == ["empty"] { throw CommandFailure(.unusableData, "empty: no text") }
    console.note("training")
    try console.print("\(arguments[texts].joined(separator: "+")) \(arguments[hiddenSize])")
  }

  static let source = Positional<String>("MODEL", help: "The model")
  static let target = Positional<String?>("FILE", help: "Where the text goes")
  static let sample = Command(
    "sample", summary: "sample from a model", positionals: [source, target], groups: [],
    examples: []
  ) { arguments, console in
    try console.print("\(arguments[source]) \(arguments[target] ?? "none")")
  }

  struct UndescribedError: Error {}

  static let root = Command(
    "recur", summary: "sequence models",
    subcommands: [
      Command("charlm", summary: "language models", subcommands: [train, sample]),
      Command("translate", summary: "translation", subcommands: [sample]),
    ])

  /// Runs a command line, its words separated by spaces.
  static func run(_ line: String) -> (code: ExitCode, output: String, diagnostics: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let console = Console(output: output, diagnostics: diagnostics)
    let words = line.split(separator: " ").map(String.init)
    let code = Program(root: root, version: "9.8.7").run(words, console: console)
    return (code, output.text, diagnostics.text)
  }

  /// Reads the words after `recur charlm train`.
  static func parse(_ words: [String]) throws -> Arguments {
    var parser = ArgumentParser(train, path: "recur charlm train")
    return try parser.parse(words)
  }

  /// Reads the words with the required ones added.
  static func parse(_ words: String...) throws -> Arguments {
    try parse(["a.txt", "--output", "m"] + words)
  }
}
