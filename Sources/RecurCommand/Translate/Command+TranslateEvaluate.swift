import Foundation
import Recur
import Terminal

// `recur translate evaluate`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let pairs = Positional<String>("PAIRS", help: "Pairs, as train reads them")
  private static let json = Option<Bool>("json", help: "Write one JSON object")
  private static let bands = Option<Int>(
    "bands", default: 5, range: 0...1000, help: "Groups of like source lengths; 0 = none")
  private static let worst = Option<Int>(
    "worst", default: 10, range: 0...1_000_000, help: "The worst pairs that are shown; 0 = none")

  static let translateEvaluate = Command(
    "evaluate", summary: "measure how well a model translates pairs",
    discussion: """
      The sources are translated and compared with their targets in the model's normal form: exact matches, \
      character and word error rates, BLEU and chrF as sacreBLEU defines them (the signature says how). The loss \
      is that of the targets given the sources. The worst pairs are those of the lowest chrF.
      """,
    positionals: [model, pairs],
    groups: [
      OptionGroup("Models", [Arguments.ensemble]),
      OptionGroup(
        "Pairs", [PairReading.columnNumbers, PairReading.targets, PairReading.skipBadLines]),
      OptionGroup("Report", [json, bands, worst, TranslateSettings.bleuTokenization]),
      TranslateDecodingOptions.group, MemoryBudget.group,
    ],
    examples: [
      ("recur translate evaluate m.safetensors test.tsv", "Prints the scores."),
      (
        "recur translate evaluate m.safetensors test.tsv --greedy --json",
        "Translates greedily, as validation does, and writes JSON."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let budget = MemoryBudget(arguments)
    let paths = arguments.ensemblePaths(arguments.modelPath(model))
    try budget.requireModels(paths)
    let reading = try PairReading(arguments)
    let targets = arguments[PairReading.targets]
    try budget.requireFiles([arguments[pairs]] + (targets.map { [$0] } ?? []))
    let ensemble = try Arguments.ensemble(of: paths) {
      try TranslationEnsemble(paths.map { try TranslationModel.open($0).0 })
    }
    let model = ensemble.models[0]
    let decoding = try TranslateDecodingOptions.decoding(arguments, model.configuration)
    var warnings: [String] = []
    let texts = try reading.read(
      arguments[pairs], targets: targets, memoryLimit: budget.limit, skipped: &warnings)
    for warning in warnings { console.warn(warning) }
    let part = try encode(
      texts, model.vocabulary, arguments[TranslateDecodingOptions.unknown], console)
    try TranslateDecodingOptions.requireLengths(part, path: arguments[pairs], arguments)
    let threads = arguments[TranslateDecodingOptions.threads] ?? WorkerPool.processorCount
    try TranslationMemory.requireDecoding(
      ensemble.models.map(\.network), part, path: arguments[pairs], threads: threads, decoding,
      budget)
    let (loss, found) = ensemble.evaluate(
      part, decoding, bleu: TranslateSettings.bleu(arguments), pool: WorkerPool(threads: threads))
    let report = TranslationReport(
      found: found, loss: loss, decoding: decoding.words,
      unit: model.vocabulary.sourceNormalization.unit,
      targetUnit: model.vocabulary.targetNormalization.unit,
      bands: arguments[bands] == 0
        ? []
        : TranslationScores.bands(
          lengths: part.encoded.map(\.source.count), hypotheses: found.hypotheses,
          references: found.references, count: arguments[bands], bleu: found.bleu),
      worst: SentenceScore.worst(
        arguments[worst], hypotheses: found.hypotheses, references: found.references))
    if arguments[json] {
      try console.print(report.json.text)
    } else {
      for (index, table) in report.tables.enumerated() {
        if index > 0 { try console.print() }
        try console.print(table)
      }
    }
  }

  /// The policy is one for sources; what is unknown of a target is `<unk>`, which no translation
  /// has. Says what was unknown of either.
  private static func encode(
    _ texts: [SentencePair], _ vocabulary: PairVocabulary, _ policy: UnknownPolicy,
    _ console: Console
  ) throws -> EncodedPairs {
    var (sources, targets) = (UnknownSymbols(), UnknownSymbols())
    var encoded: [SequencePair] = []
    for pair in texts {
      encoded.append(
        SequencePair(
          source: try vocabulary.encode(
            pair.source, side: .source, unknown: policy, line: pair.line, noting: &sources),
          target: try vocabulary.encode(
            pair.target, side: .target, unknown: .unk, line: pair.line, noting: &targets)))
    }
    if sources.count > 0 { console.warn(sources.words(policy, place: " of the sources")) }
    if targets.count > 0 { console.warn(targets.words(.unk, place: " of the targets")) }
    return EncodedPairs(texts: texts, encoded: encoded)
  }
}
