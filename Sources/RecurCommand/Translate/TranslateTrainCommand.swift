import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// `recur translate train`.
enum TranslateTrainCommand {
  static let command = Command(
    "train", summary: "train an encoder-decoder on pairs of sentences",
    discussion: """
      Every line of the file is a pair: what is translated, a tab, what it becomes. Part of the pairs is held out, \
      by source, so that no source that is measured was trained on. After each epoch the model is validated on \
      them (loss, exact match, character error rate, BLEU, chrF), shows some translations, and is saved. \
      Validation translates greedily, --validation-sample pairs at most.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation pairs MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its \
      options and its number of threads, and gives the same bytes as a run that never stopped. Options that do not \
      change what the model is may be given anew: --epochs, --updates, --patience, --threads, --samples, \
      --validation, --validation-sample, --bleu-tokenization, --precision and all of Files. Control-C saves, and ends \
      with exit code 130.
      """,
    positionals: [TranslateOptions.pairs], groups: TranslateOptions.groups,
    examples: [
      .init(
        "recur translate train phrases.tsv",
        "Trains an LSTM of 256 units with attention, by character."),
      .init(
        "recur translate train text.tsv --unit word --split-punctuation --bidirectional",
        "By word, the source read in both directions."),
      .init(
        "recur translate train sums.tsv --attention none --reverse --peeky",
        "Without attention: the source reversed, its summary given to the decoder at every step."),
      .init(
        "recur translate train phrases.tsv --resume translation.safetensors --epochs 40",
        "Goes on with a model, up to 40 epochs in all."),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let source = try given[TranslateOptions.resume].map {
      try ResumedTraining<TranslationModel>($0)
    }
    let arguments = try source.map { try $0.restore(given, of: command) } ?? given
    let settings = try TranslateSettings(arguments)
    let paths = [given[TranslateOptions.pairs]] + (settings.validationPath.map { [$0] } ?? [])
    let output = try ModelOutput(given, resumed: source?.path, texts: paths)
    let budget = MemoryBudget(arguments)
    try budget.requireFiles(paths)
    let pairs = try TrainingPairs(
      given[TranslateOptions.pairs], settings: settings, vocabulary: source?.model.vocabulary,
      expected: source?.snapshot.text)
    let configuration = try settings.configuration(pairs.vocabulary)
    let memory = try TranslationMemory.requireTraining(
      configuration, settings, pairs,
      paths: (given[TranslateOptions.pairs], settings.validationPath), budget)
    let log = try given[TrainOptions.log].map { try EventLog(path: $0, appending: source != nil) }
    if let source { source.warnOfKernels(console) }

    var options: [String: [String]] = [:]
    for record in arguments.recorded(TranslateOptions.recorded) {
      options[record.name] = record.texts
    }
    if settings.precision == .exact { options[Precision.option.name] = nil }
    options[TrainOptions.threads.name] = [String(settings.threads)]
    try source?.carryBest(to: output, options: options)

    var generator = RandomGenerator(seed: settings.seed)
    let model =
      try source?.model.network
      ?? EncoderDecoder<Float>(
        configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    let run = try TranslationRun(
      model, settings: settings, pairs: pairs, output: output, options: options,
      generator: generator, snapshot: source?.snapshot)
    try train(
      run,
      TranslationPlan(
        run: run, configuration: configuration, parameterCount: model.layout.count),
      memory: memory.peak, console: console, log: log,
      maximumSeconds: given[TrainOptions.maxSeconds])
  }

  private static func train(
    _ run: TranslationRun, _ plan: TranslationPlan, memory: Int, console: Console,
    log: EventLog?, maximumSeconds: Double?
  ) throws {
    for line in plan.lines(memory: memory) { console.note(line) }
    console.note()
    if let log { try plan.append(to: log, memory: memory) }
    let reporter = TrainingReporter(
      console: console, log: log, epochs: run.settings.epochs, totalUpdates: run.totalUpdates,
      updatesPerEpoch: run.updatesPerEpoch, charactersPerUpdate: run.settings.batchSize,
      firstUpdate: run.progress.updates)
    reporter.unit = WorkUnit(
      name: "pairs", abbreviation: "pairs", perEpoch: run.pairs.training.count)
    let before = run.progress.updates
    let ending = try run.train(reporter, maximumSeconds: maximumSeconds)
    run.note(ending, isNew: run.progress.updates > before, console)
    try summarize(run, console)
    let clipping = run.settings.optimization.clipping
    console.note(
      "clipping: \(run.progress.clippingWords(clipping, parameterCount: plan.parameterCount))")
    run.noteSaved(next: "translate run", console)
  }

  /// The table at the end: the best model on the pairs that were held out.
  private static func summarize(_ run: TranslationRun, _ console: Console) throws {
    let parts = [
      ("validation", run.pairs.validation.spread(run.settings.validationSample)),
      ("test", run.pairs.test),
    ].filter { $0.1.count > 0 }
    guard !parts.isEmpty else { return }
    let (best, _) = try TranslationModel.open(run.output.path)
    let meter = TranslationMeter(
      PackedEncoderDecoder(best.network, trains: false), vocabulary: best.vocabulary,
      pool: WorkerPool(threads: run.settings.threads))
    var table = Table(
      .left("best model"), .right("pairs"), .right("loss"), .right("exact match"), .right("CER"),
      .right("BLEU"), .right("chrF"))
    for (name, part) in parts {
      let scores = meter.translate(part, run.greedy, bleu: run.settings.bleu).scores
      table.append(
        name, Format.grouped(part.count), Format.loss(meter.loss(part)),
        Format.percent(scores.exactMatch, digits: 1),
        Format.percent(scores.characterErrors.rate, digits: 1),
        Format.fixed(scores.bleu.score, digits: 1), Format.fixed(scores.chrF, digits: 1))
    }
    console.note()
    try console.print(table)
    try console.flush()
    console.note()
  }
}
