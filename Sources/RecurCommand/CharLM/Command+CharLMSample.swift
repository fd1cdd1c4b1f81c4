import Recur
import Terminal

// `recur charlm sample`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let prime = Option<String>(
    "prime", default: "",
    help: "The beginning of the text, which is written too; by word, its last word is a whole one")
  private static let length = Option<Int>(
    "length", default: 2000, range: 0...1_000_000_000, help: "Symbols to write")
  private static let count = Option<Int>(
    "count", default: 1, range: 1...1_000_000, help: "Texts to write, an empty line between them")
  private static let stop = Option<[String]>(
    "stop", help: "End before this text; may be given more than once")
  private static let unknown = Option<UnknownPolicy>(
    "unknown", default: .error, placeholder: "POLICY",
    help: "What happens to symbols of --prime that the model does not know")
  private static let seed = Option<UInt64>(
    "seed", default: 123, range: 0..., help: "Seed of the draws")
  private static let precision = Precision.option

  private static let temperature = Option<Double>(
    "temperature", default: 1, range: .above(0, upTo: 1e6),
    help: "Below 1 more probable text, above 1 more surprising")
  private static let greedy = Option<Bool>("greedy", help: "Always the most probable symbol")
  private static let topK = Option<Int?>(
    "top-k", range: 1...1_114_113, defaultText: "all", help: "Draw from the N most probable symbols"
  )
  private static let topP = Option<Double?>(
    "top-p", range: .above(0, upTo: 1), defaultText: "all",
    help: "Draw from the most probable symbols that together reach probability X")
  private static let repetitionPenalty = Option<Double>(
    "repetition-penalty", default: 1, range: .above(0, upTo: 1e6),
    help: "Above 1, recent symbols become less probable")
  private static let repetitionWindow = Option<Int>(
    "repetition-window", default: 64, range: 1...1_000_000, help: "Symbols back that are recent")

  static let charlmSample = Command(
    "sample", summary: "write text with a model",
    discussion: """
      Text appears as it is made. Without --prime it begins as after a line end, or, where the model knows none, \
      after its most frequent symbol. The same model, options and seed give the same text. <unk> is never written.
      """,
    positionals: [model],
    groups: [
      OptionGroup("Text", [prime, length, count, stop, unknown, seed, precision]),
      OptionGroup(
        "Choice",
        [temperature, greedy, topK, topP, repetitionPenalty, repetitionWindow]),
      MemoryBudget.group,
    ],
    examples: [
      ("recur charlm sample model.safetensors", "Writes 2000 characters."),
      (
        "recur charlm sample m.safetensors --prime 'The sea' --greedy --stop '.'",
        "Finishes a sentence."
      ),
    ], run: run)

  /// The longest that text is kept back, so that fast models do not spend their time on writing.
  private static let latency = Duration.milliseconds(20)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let budget = MemoryBudget(arguments)
    try budget.requireFiles([arguments[model]])
    let (languageModel, _) = try LanguageModel.open(arguments[model])
    let vocabulary = languageModel.vocabulary
    var unknownSymbols = UnknownSymbols()
    let prompt = try vocabulary.encode(
      arguments[prime], unknown: arguments[unknown], noting: &unknownSymbols)
    if unknownSymbols.count > 0 {
      console.warn(unknownSymbols.words(arguments[unknown], place: " of --prime"))
    }
    func make() -> TextGenerator {
      TextGenerator(
        PackedSequenceModel(
          languageModel.network, trains: false, precision: arguments[precision].products),
        vocabulary: vocabulary, options: options(arguments, vocabulary))
    }
    try budget.require(
      MemoryMeter.planned(make).peak.addingClamped(MemoryMeter.liveBytes),
      for: "writing with this model", advice: "use a smaller model")
    var writer = make()
    var generator = RandomGenerator(seed: arguments[seed])
    for index in 0..<arguments[count] {
      if index > 0 { try console.print() }
      try write(&writer, prompt, arguments, &generator, console)
    }
  }

  private static func options(
    _ arguments: Arguments, _ vocabulary: Vocabulary
  ) -> SamplingOptions {
    SamplingOptions(
      temperature: arguments[temperature], isGreedy: arguments[greedy], topK: arguments[topK],
      topP: arguments[topP], repetitionPenalty: arguments[repetitionPenalty],
      repetitionWindow: arguments[repetitionWindow], excludedSymbol: vocabulary.unknownIndex)
  }

  private static func write(
    _ writer: inout TextGenerator, _ prompt: [Int32], _ arguments: Arguments,
    _ generator: inout RandomGenerator, _ console: Console
  ) throws {
    var ready = ""
    var lastWritten = ContinuousClock.now
    try writer.write(
      arguments[length], after: prompt, until: arguments[stop], using: &generator
    ) { piece in
      ready += piece
      let now = ContinuousClock.now
      guard now - lastWritten >= latency else { return }
      lastWritten = now
      try console.stream(ready)
      ready.removeAll(keepingCapacity: true)
    }
    try console.print(ready)
  }
}
