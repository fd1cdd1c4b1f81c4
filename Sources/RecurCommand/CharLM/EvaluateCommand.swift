import Foundation
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// `recur charlm evaluate`.
enum EvaluateCommand {
  static let model = Positional<String>("MODEL", help: "A model that train wrote")
  static let texts = Positional<[String]>(
    "TEXT", help: "Text files, joined in this order; - is standard input")
  static let unknown = Option<UnknownPolicy>(
    "unknown", default: .error, placeholder: "POLICY",
    help: "What happens to symbols that the model does not know")
  static let perCharacter = Option<Bool>(
    "per-character",
    help: "Write a JSON line for each predicted symbol; the summary goes to standard error")
  static let batchSize = Option<Int>(
    "batch-size", default: 1, range: 1...65_536,
    help: "Cut the text into so many streams, each from a state of zeros: faster on several cores")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "all cores",
    help: "Threads, at most one a stream")

  static let command = Command(
    "evaluate", summary: "measure how well a model predicts a text",
    discussion: """
      Every symbol but the first is predicted from all those before it: the text is one stream, read from a state \
      of zeros. Of a model of words, the bits per character and per byte are those of the text as the model would \
      write it: white space between words is what it makes it, and an unknown word is one character.
      """,
    positionals: [model, texts],
    groups: [OptionGroup("Evaluation", [unknown, perCharacter, batchSize, threads])],
    examples: [
      .init("recur charlm evaluate model.safetensors other.txt", "Prints loss and perplexity."),
      .init(
        "recur charlm evaluate m.safetensors a.txt --per-character > out.jsonl",
        "Shows what surprised the model."),
    ], run: run)

  /// Steps of a chunk; the results do not depend on it.
  private static let chunk = 1000

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    if arguments[perCharacter], arguments[batchSize] > 1 {
      throw CommandFailure.usage("--per-character goes with one stream: leave out --batch-size")
    }
    let (languageModel, _) = try LanguageModel.open(arguments[model])
    let text = try read(arguments, languageModel.vocabulary)
    let evaluation = try Evaluation(languageModel, text, arguments, console)
    let metrics = try evaluation.run()
    let table = summary(metrics, text, languageModel.vocabulary)
    if arguments[perCharacter] {
      for line in table.lines { console.note(line) }
    } else {
      try console.print(table)
    }
  }

  private static func read(_ arguments: Arguments, _ vocabulary: Vocabulary) throws -> EncodedText {
    var bytes: [UInt8] = []
    for path in arguments[texts] { bytes += try TextFile.read(path, unit: vocabulary.unit) }
    let text = try EncodedText(bytes, vocabulary: vocabulary, unknown: arguments[unknown])
    guard text.count > 1 else {
      throw CommandFailure(
        .unusableData,
        "the text is too short: \(text.count) symbols that the model knows, at least 2 are needed")
    }
    return text
  }

  private static func summary(
    _ metrics: EvaluationMetrics, _ text: EncodedText, _ vocabulary: Vocabulary
  ) -> Table {
    let unit = vocabulary.unit
    var table = Table(.left("measure"), .right("value"))
    table.append("nats per \(unit.rawValue)", Format.loss(metrics.natsPerSymbol))
    table.append("bits per \(unit.rawValue)", Format.loss(metrics.bitsPerSymbol))
    if unit == .word {
      let whole = vocabulary.decode(text[0..<text.count])
      let characters = whole.count - vocabulary.decode([text[0]]).count
      table.append(
        "bits per character", Format.loss(metrics.totalNats / log2Base / Double(characters)))
    }
    table.append("bits per byte", Format.loss(metrics.bitsPerByte))
    table.append("perplexity", Format.fixed(metrics.perplexity, digits: 3))
    table.append("\(unit.rawValue)s predicted", Format.grouped(metrics.symbolCount))
    table.append("\(unit.rawValue)s unknown", Format.grouped(text.unknownCount))
    return table
  }

  /// The pass over the text.
  private struct Evaluation {
    let vocabulary: Vocabulary
    let text: EncodedText
    let console: Console
    let writesEach: Bool
    private let batchSize: Int
    private let evaluator: Evaluator<Float>

    init(
      _ model: LanguageModel, _ text: EncodedText, _ arguments: Arguments, _ console: Console
    ) throws {
      vocabulary = model.vocabulary
      self.text = text
      self.console = console
      writesEach = arguments[perCharacter]
      batchSize = min(arguments[EvaluateCommand.batchSize], text.count - 1)
      let threads = min(arguments[EvaluateCommand.threads] ?? WorkerPool.processorCount, batchSize)
      evaluator = Evaluator(
        PackedSequenceModel(model.model, trains: false), batchSize: batchSize,
        sequenceLength: min(chunk, text.count - 1), pool: WorkerPool(threads: threads))
    }

    func run() throws -> EvaluationMetrics {
      let length = evaluator.sequenceLength
      var blocks = EvaluationBlocks(
        text, range: 0..<text.count, batchSize: batchSize, sequenceLength: length)
      var inputs = [Int32](repeating: 0, count: batchSize * length)
      var targets = inputs
      var total = 0.0
      var done = 0
      var losses = [Double](repeating: 0, count: writesEach ? length : 0)
      while true {
        let count = blocks.next(inputs: &inputs, targets: &targets)
        guard count > 0 else { break }
        let batch = Batch(tokens: inputs, targets: targets)
        if writesEach {
          total += evaluator.lossSum(batch) { index, loss in losses[index] = loss }
          try write(losses.prefix(count), first: done + 1)
        } else {
          total += evaluator.lossSum(batch)
        }
        done += count
      }
      return EvaluationMetrics(
        totalNats: total, symbolCount: done,
        byteCount: vocabulary.byteCount(of: text, in: 1..<text.count))
    }

    private func write(_ losses: ArraySlice<Double>, first: Int) throws {
      for (index, loss) in losses.enumerated() {
        let symbol = vocabulary.symbols[Int(text[first + index])]
        let line: JSONValue = [
          "offset": .integer(first + index), "symbol": .string(Self.spelling(symbol)),
          "probability": .number(exp(-loss)), "nats": .number(loss),
        ]
        try console.print(line.text)
      }
    }

    /// The symbol itself; in words where it is no text: `<unk>`, `0xE3`.
    private static func spelling(_ symbol: Symbol) -> String {
      symbol.isUnknown
        ? symbol.description : String(validating: symbol.bytes, as: UTF8.self) ?? symbol.description
    }
  }
}
