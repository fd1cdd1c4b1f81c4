import Recur
import Terminal

// `recur translate run`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let texts = Positional<[String]>(
    "TEXT", minimum: 0, allowsEmpty: true,
    help: "Sentences, each an argument; without any, the lines of standard input")
  private static let nBest = Option<Int?>(
    "n-best", range: 1...1000, defaultText: "the best alone",
    help:
      "Write the N best of each sentence: its number, the score, and the translation, tabs between")
  private static let json = Option<Bool>(
    "json", help: "Write the translations of each sentence as a JSON object in a line")
  private static let overwrite = Option<Bool>("overwrite", help: "Replace a picture that exists")

  static let translateRun = Command(
    "run", summary: "translate sentences with a model",
    discussion: """
      Every sentence gives one line, an empty one an empty line. Lines of standard input are translated as they \
      come, and written at once. A score is the logarithm of a translation's probability, its end included, under \
      the penalties chosen. Sentences longer than any the model was trained on are translated as well as it can, up to \
      --max-source-length. \
      <unk> is never written.
      """,
    positionals: [model, texts],
    groups: [
      OptionGroup("Models", [Arguments.ensemble]),
      OptionGroup("Output", [nBest, json, AttentionPicture.option, overwrite]),
      TranslateDecodingOptions.group,
      MemoryBudget.group,
    ],
    examples: [
      ("recur translate run m.safetensors 'Good morning.'", "Translates a sentence."),
      (
        "recur translate run m.safetensors --n-best 3 < lines.txt",
        "Three translations of each line."
      ),
      (
        "recur translate run m.safetensors 'May 3, 2021' --attention a.html",
        "Shows where the model looked."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let budget = MemoryBudget(arguments)
    let paths = arguments.ensemblePaths(arguments.modelPath(model))
    try budget.requireModels(paths)
    let ensemble = try Arguments.ensemble(of: paths) {
      try TranslationEnsemble(paths.map { try TranslationModel.open($0).0 })
    }
    let model = ensemble.models[0]
    let files = OutputFiles(
      reading: paths.map { ($0, "the model") }, overwrites: arguments[overwrite])
    var picture = try arguments[AttentionPicture.option].map {
      try AttentionPicture(path: $0, model.configuration, files)
    }
    let decoding = try TranslateDecodingOptions.decoding(
      arguments, model.configuration, bestCount: arguments[nBest] ?? 1,
      keepsAttention: picture != nil)
    var translator = SentenceTranslator(
      ensemble, decoding: decoding, unknown: arguments[TranslateDecodingOptions.unknown],
      threads: arguments[TranslateDecodingOptions.threads])
    var (count, longest) = (0, 0)
    let path = arguments[texts].isEmpty ? "standard input" : "TEXT"
    func write(_ texts: [String]) throws {
      let part = try EncodedPairs(sources: texts, after: count, model.vocabulary)
      try TranslateDecodingOptions.requireLengths(part, path: path, arguments)
      if part.steps.source > longest {
        try TranslationMemory.requireDecoding(
          ensemble.models.map(\.network), part, path: path,
          threads: arguments[TranslateDecodingOptions.threads] ?? WorkerPool.processorCount,
          decoding, measuresLoss: false, budget)
        longest = part.steps.source
      }
      for found in try translator.translate(texts) {
        count += 1
        try picture?.add(found, model.vocabulary)
        let lines =
          arguments[json]
          ? [object(found).text] : lines(found, number: count, isList: arguments[nBest] != nil)
        for line in lines { try console.print(line) }
      }
      try console.flush()
    }
    if arguments[texts].isEmpty {
      var reader = LineReader()
      while let lines = try reader.next() { try write(lines) }
    } else {
      try write(arguments[texts])
    }
    if translator.unknownCount > 0 {
      console.warn(
        translator.unknownSymbols.words(arguments[TranslateDecodingOptions.unknown]))
    }
    guard let picture else { return }
    if picture.maps.isEmpty { console.warn("--attention: there is nothing to draw") }
    if picture.leftOut > 0 {
      console.warn("--attention: \(Format.grouped(picture.leftOut)) sentences are not drawn")
    }
    try picture.write()
  }

  private static func object(_ found: SentenceTranslation) -> JSONValue {
    let translations = zip(found.hypotheses, found.translations).map { hypothesis, text in
      ["text": .string(text), "score": .number(hypothesis.score)] as JSONValue
    }
    return ["source": .string(found.text), "translations": .array(translations)]
  }

  private static func lines(
    _ found: SentenceTranslation, number: Int, isList: Bool
  ) -> [String] {
    guard isList else { return [found.best] }
    guard !found.hypotheses.isEmpty else { return ["\(number)\t0\t"] }
    return zip(found.hypotheses, found.translations).map { hypothesis, text in
      "\(number)\t\(Format.fixed(hypothesis.score, digits: 4))\t\(text)"
    }
  }
}
