import Recur
import Terminal

// `recur charlm sample`.
extension Command {
  private static let model = Positional<String?>(
    "MODEL",
    help: "A model that train wrote, with or without .safetensors; without one, model.safetensors")
  private static let prime = Option<String>(
    "prime", default: "",
    help: """
      The beginning of the text, which is written too; - is standard input; by word, its last word is a whole one. \
      \\n, \\t and \\\\ are a line end, a tab and a backslash
      """)
  private static let primeFile = Option<String?>(
    "prime-file", path: "FILE",
    help: "The beginning of the text is that of a file, without its last line end")
  private static let length = Option<Int>(
    "length", default: 2000, range: 0...1_000_000_000, help: "Symbols to write")
  private static let endless = Option<Bool>(
    "endless", help: "Write until Control-C, a stop text, or the reader of a pipe is gone")
  private static let cold = Option<Bool>(
    "cold",
    help: "Begin from a state of zeros, not after the end of the text that the model was trained on"
  )
  private static let count = Option<Int>(
    "count", default: 1, range: 1...1_000_000, help: "Texts to write, an empty line between them")
  private static let stop = Option<[String]>(
    "stop",
    help: "End before this text, which takes \\n as --prime does; may be given more than once")
  private static let unknown = Option<UnknownPolicy>(
    "unknown", default: .error, placeholder: "POLICY",
    help: "What happens to symbols of the beginning that the model does not know")
  private static let seed = Option<UInt64>(
    "seed", default: 123, range: 0..., help: "Seed of the draws")
  private static let precision = Precision.option
  private static let json = Option<Bool>("json", help: "Write each text as a JSON object in a line")

  private static let temperature = Option<Double>(
    "temperature", default: 1, range: 0...1e6,
    help: "Below 1 more probable text, above 1 more surprising; 0 = greedy")
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
      Text appears as it is made, as a continuation of the text that the model was trained on, of whose end it \
      remembers some lines; with --cold or from a model without them it begins as after a line end. The same model, options and seed give the same text. <unk> is never written.

      With --adapt the model first learns from the text of --prime-file, as it reads it once, and then writes in \
      its manner (dynamic evaluation, Krause et al. 2018).
      """,
    positionals: [model], usedMost: [prime, length, temperature, stop, count],
    groups: [
      OptionGroup(
        "Text",
        [
          prime, primeFile, cold, length, endless, count, stop, unknown, seed, precision,
          Arguments.ensemble, json,
        ]),
      OptionGroup(
        "Choice",
        [temperature, greedy, topK, topP, repetitionPenalty, repetitionWindow]),
      AdaptationOptions.group, MemoryBudget.group,
    ],
    examples: [
      ("recur charlm sample", "Writes 2000 characters with model.safetensors."),
      (
        "recur charlm sample m.safetensors --prime 'The sea' --greedy --stop '.'",
        "Finishes a sentence."
      ),
      (
        "recur charlm sample m.safetensors --prime-file letter.txt --adapt",
        "Goes on with a letter, after having learned from it."
      ),
    ], run: run)

  /// Bytes of a symbol of a text that is kept whole, in all its forms.
  private static let bytesPerSymbol = 12
  /// The longest that text is kept back, so that fast models do not spend their time on writing.
  private static let latency = Duration.milliseconds(20)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    try requireMeaning(arguments)
    let budget = MemoryBudget(arguments)
    let path = try arguments.modelPath(model)
    let paths = arguments.ensemblePaths(path)
    try budget.requireModels(paths)
    try budget.requireFiles(arguments[primeFile].map { [$0] } ?? [])
    let ensemble = try Arguments.ensemble(of: paths) {
      try LanguageEnsemble(paths.map { try LanguageModel.open($0).0 })
    }
    var models = ensemble.models
    let vocabulary = ensemble.vocabulary
    var unknownSymbols = UnknownSymbols()
    let beginning = try beginning(arguments, vocabulary.unit, budget)
    let prompt = try vocabulary.encode(
      beginning, unknown: arguments[unknown], noting: &unknownSymbols)
    if unknownSymbols.count > 0 {
      let place = " of \(arguments[primeFile] == nil ? "--prime" : "--prime-file")"
      console.warn(unknownSymbols.words(arguments[unknown], place: place))
    }
    if arguments[AdaptationOptions.adapt], prompt.count > 1 {
      models[0].network = try models[0].read(
        EncodedText(beginning, vocabulary: vocabulary, unknown: arguments[unknown]),
        adapting: AdaptationOptions(arguments), threads: WorkerPool.processorCount, budget, console
      ).network
    }
    let writing = models
    func make() -> TextGenerator {
      TextGenerator(
        writing.map {
          PackedSequenceModel(
            $0.network, trains: false, precision: arguments[precision].products)
        },
        vocabulary: vocabulary, options: options(arguments, vocabulary),
        warmUp: arguments[cold] ? [] : writing[0].warmUp)
    }
    try budget.require(
      MemoryMeter.planned(make).peak.addingClamped(MemoryMeter.liveBytes)
        .addingClamped(arguments[json] ? bytesPerSymbol * arguments[length] : 0),
      for: "writing with this model", advice: "use a smaller model")
    var writer = make()
    var generator = RandomGenerator(seed: arguments[seed])
    Interrupt.install()
    for index in 0..<arguments[count] {
      if index > 0, !arguments[json] { try console.print() }
      try write(&writer, prompt, arguments, &generator, console)
    }
  }

  private static func requireMeaning(_ arguments: Arguments) throws(CommandFailure) {
    let isEndless = arguments[endless]
    try arguments.require(
      [
        (prime, arguments[primeFile] == nil, "--prime-file: give one of them"),
        (length, !isEndless, "--endless"), (count, !isEndless, "--endless"),
        (json, !isEndless, "--endless"),
        (
          AdaptationOptions.adapt, arguments[primeFile] != nil,
          "no text to learn from: give one by --prime-file"
        ),
        (
          AdaptationOptions.adapt, arguments[Arguments.ensemble].isEmpty,
          "--ensemble: one model goes on learning"
        ),
      ] + AdaptationOptions.rules(arguments))
  }

  /// The bytes that the text begins with.
  private static func beginning(
    _ arguments: Arguments, _ unit: TextUnit, _ budget: MemoryBudget
  ) throws(TextError) -> [UInt8] {
    let file = arguments[primeFile] ?? (arguments[prime] == "-" ? "-" : nil)
    guard let file else { return Array(arguments[prime].unescaped.utf8) }
    // Its symbols take four times as much.
    var bytes = try TextFile.read(file, unit: unit, memoryLimit: budget.limit / 4)
    for end in ["\n", "\r"] where bytes.last == end.utf8.first { bytes.removeLast() }
    return bytes
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
    let isWhole = arguments[json]
    try writer.write(
      arguments[endless] ? .max : arguments[length], after: prompt,
      until: arguments[stop].map(\.unescaped), using: &generator
    ) { piece in
      ready += piece
      let isInterrupted = Interrupt.isRequested
      let now = ContinuousClock.now
      guard now - lastWritten >= latency || isInterrupted else { return }
      lastWritten = now
      if !isWhole {
        try console.stream(isInterrupted ? ready + "\n" : ready)
        ready.removeAll(keepingCapacity: true)
      }
      // What was to be seen has been seen.
      if isInterrupted { throw CommandFailure(Interrupt.exitCode, "") }
    }
    try console.print(
      isWhole ? JSONValue.object(JSONValue.members(["text": .string(ready)])).text : ready)
  }
}
