import Foundation
import Recur
import Terminal

// `recur charlm evaluate`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let texts = Positional<[String]>(
    "TEXT", help: "Text files, joined in this order; - is standard input")
  private static let unknown = Option<UnknownPolicy>(
    "unknown", default: .error, placeholder: "POLICY",
    help: "What happens to symbols that the model does not know")
  private static let perCharacter = Option<Bool>(
    "per-character",
    help: "Write a JSON line for each predicted symbol; the summary goes to standard error")
  private static let json = Option<Bool>("json", help: "Print the summary as one JSON object")
  private static let batchSize = Option<Int>(
    "batch-size", default: 1, range: 1...65_536,
    help: "Cut the text into so many streams, each from a state of zeros: faster on several cores")
  private static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "all cores",
    help: "Threads, at most one a stream")

  static let charlmEvaluate = Command(
    "evaluate", summary: "measure how well a model predicts a text",
    discussion: """
      Every symbol but the first is predicted from all those before it: the text is one stream, read from a state \
      of zeros. Bits per byte are those of the text's own UTF-8 bytes, also where a symbol is unknown. Of a model \
      of words, white space between words counts as the model would write it.

      With --adapt the text is read once more by a model that goes on learning from it (dynamic evaluation, Krause \
      et al. 2018), a few symbols at a time, each predicted before it is learned from. That is another protocol: its \
      figures stand beside the static ones. It is one stream, and so much slower; the result does not depend on the \
      number of threads.
      """,
    positionals: [model, texts],
    groups: [
      OptionGroup(
        "Evaluation",
        [
          Arguments.ensemble, unknown, perCharacter, json, batchSize, threads, MemoryBudget.option,
        ]),
      AdaptationOptions.group,
    ],
    examples: [
      ("recur charlm evaluate model.safetensors other.txt", "Prints loss and perplexity."),
      (
        "recur charlm evaluate m.safetensors a.txt --per-character > out.jsonl",
        "Shows what surprised the model."
      ),
      (
        "recur charlm evaluate a.safetensors other.txt --ensemble b.safetensors",
        "Measures two models as one, their distributions averaged."
      ),
      (
        "recur charlm evaluate m.safetensors other.txt --adapt",
        "Measures the model as it is, and learning while it reads."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    if arguments[perCharacter], arguments[batchSize] > 1 {
      throw CommandFailure.usage("--per-character goes with one stream: leave out --batch-size")
    }
    try arguments.require(
      [(json, !arguments[perCharacter], "--per-character")] + AdaptationOptions.rules(arguments)
        + [
          (
            AdaptationOptions.adapt, arguments[Arguments.ensemble].isEmpty,
            "--ensemble: one model goes on learning"
          )
        ])
    let budget = MemoryBudget(arguments)
    let paths = arguments.ensemblePaths(arguments.modelPath(model))
    try budget.requireModels(paths)
    try budget.requireFiles(arguments[texts])
    let ensemble = try Arguments.ensemble(of: paths) {
      try LanguageEnsemble(paths.map { try LanguageModel.open($0).0 })
    }
    let languageModel = ensemble.models[0]
    let text = try read(arguments, languageModel.vocabulary, memoryLimit: budget.limit)
    try require(budget, ensemble, text, arguments)
    let vocabulary = languageModel.vocabulary
    let adapts = arguments[AdaptationOptions.adapt]
    var done = 0
    func write(_ losses: ArraySlice<Double>) throws {
      try Self.write(losses, first: done + 1, of: text, vocabulary, console)
      done += losses.count
    }
    let metrics = try ensemble.evaluate(
      text, batchSize: arguments[batchSize],
      threads: arguments[threads] ?? WorkerPool.processorCount,
      each: arguments[perCharacter] && !adapts ? { losses in try write(losses) } : nil)
    let adapting =
      adapts
      ? try languageModel.read(
        text, adapting: AdaptationOptions(arguments),
        threads: arguments[threads] ?? WorkerPool.processorCount, budget, console,
        each: arguments[perCharacter] ? { losses in try write(losses) } : nil) : nil
    if text.unknownCount > 0 { console.warn(text.unknown.words(arguments[unknown])) }
    let rows = measures(metrics, text, vocabulary)
    let adaptedRows = adapting.map { measures($0.metrics, text, vocabulary) }
    let counts = [("predicted", metrics.symbolCount), ("unknown", text.unknownCount)].map {
      ("\(vocabulary.unit.symbolName)s \($0)", Format.grouped($1), JSONValue.integer($1))
    }
    if arguments[json] {
      func members(_ rows: [Row]) -> [JSONValue.Member] {
        rows.map { .init(name: $0.name.replacing(" ", with: "_"), value: $0.value) }
      }
      let adapted = adapting.map { adapting in
        JSONValue.object(
          members(adaptedRows ?? [])
            + JSONValue.members([
              "segment": .integer(arguments[AdaptationOptions.segmentLength]),
              "learning_rate": .number(arguments[AdaptationOptions.learningRate]),
              "decay": .number(arguments[AdaptationOptions.decay]),
              "\(vocabulary.unit.symbolName)s_per_second": .number(
                Double(metrics.symbolCount) / max(adapting.seconds, 1e-9)),
            ]))
      }
      return try console.print(
        JSONValue.object(
          members(rows + counts) + JSONValue.members(["adapting": adapted])
        ).text)
    }
    var table =
      adapts
      ? Table(.left("measure"), .right("static"), .right("adapting"))
      : Table(.left("measure"), .right("value"))
    for (index, row) in (rows + counts).enumerated() {
      guard let adaptedRows else {
        table.append(row.0, row.1)
        continue
      }
      table.append(row.0, row.1, index < adaptedRows.count ? adaptedRows[index].words : "")
    }
    if let adapting {
      let rate = Double(metrics.symbolCount) / max(adapting.seconds, 1e-9)
      console.note(
        "adapting: dynamic evaluation, another protocol than the static figures; "
          + "\(Format.count(rate)) \(vocabulary.unit.symbolName)s/s")
    }
    if arguments[perCharacter] {
      for line in table.lines { console.note(line) }
    } else {
      try console.print(table)
    }
  }

  private static func read(
    _ arguments: Arguments, _ vocabulary: Vocabulary, memoryLimit: Int
  ) throws -> EncodedText {
    let bytes = try TextFile.read(
      joining: arguments[texts], unit: vocabulary.unit, memoryLimit: memoryLimit)
    let text = try EncodedText(bytes, vocabulary: vocabulary, unknown: arguments[unknown])
    guard text.count > 1 else {
      throw CommandFailure(
        .unusableData,
        "the text is too short: \(Format.counted(text.count, "symbol")) that the model knows, at least "
          + "2 are needed")
    }
    return text
  }

  /// A measure by name, in words and for JSON.
  private typealias Row = (name: String, words: String, value: JSONValue)

  private static func measures(
    _ metrics: EvaluationMetrics, _ text: EncodedText, _ vocabulary: Vocabulary
  ) -> [Row] {
    let unit = vocabulary.unit.symbolName
    func number(_ name: String, _ value: Double, digits: Int = 4) -> Row {
      (name, Format.fixed(value, digits: digits), .number(value))
    }
    var rows = [
      number("nats per \(unit)", metrics.natsPerSymbol),
      number("bits per \(unit)", metrics.bitsPerSymbol),
    ]
    if vocabulary.unit.spansCharacters {
      let characters = vocabulary.characterCount(of: text, in: 1..<text.count)
      rows.append(
        number("bits per character", metrics.totalNats / log2Base / Double(characters)))
    }
    return rows + [
      number("bits per byte", metrics.bitsPerByte),
      number("perplexity", metrics.perplexity, digits: 3),
    ]
  }

  /// Stops (64) where the evaluation needs more memory than it may have.
  private static func require(
    _ budget: MemoryBudget, _ models: LanguageEnsemble, _ text: EncodedText, _ arguments: Arguments
  ) throws(CommandFailure) {
    let threads = arguments[threads] ?? WorkerPool.processorCount
    func bytes(_ streams: Int) -> Int {
      let (evaluator, memory) = MemoryMeter.planning {
        models.evaluator(of: text, batchSize: streams, threads: threads)
      }
      // The text in all its forms; the streams; inputs, targets and losses of a block.
      let held = MemoryMeter.liveBytes + text.memoryBytes + 3 * text.byteCount
      let block = 32 * evaluator.batchSize * evaluator.sequenceLength
      return memory.peak.addingClamped(held + 32 * min(streams, text.count) + block)
    }
    let streams = arguments[batchSize]
    try budget.require(
      bytes(streams),
      for: "evaluating \(Format.counted(streams, "stream")) of this text",
      advice: budget.advice(
        [budget.offer("batch-size", below: streams, bytes: bytes)],
        otherwise: "use a smaller model or a shorter text"))
  }

  /// Writes a line for each of the predicted symbols, the first of which is symbol `first`.
  private static func write(
    _ losses: ArraySlice<Double>, first: Int, of text: EncodedText, _ vocabulary: Vocabulary,
    _ console: Console
  ) throws {
    for (index, loss) in losses.enumerated() {
      let symbol = vocabulary.symbols[Int(text[first + index])]
      let line: JSONValue = [
        "offset": .integer(first + index), "symbol": .string(symbol.text),
        "probability": .number(exp(-loss)), "nats": .number(loss),
      ]
      try console.print(line.text)
    }
  }
}
