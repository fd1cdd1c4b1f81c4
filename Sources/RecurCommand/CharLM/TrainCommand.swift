import ModelFiles
import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// `recur charlm train`.
enum TrainCommand {
  static let command = Command(
    "train", summary: "train a language model on text, by character, byte or word",
    discussion: """
      The text is read as parallel streams whose state is carried from update to update and starts from zeros in \
      every epoch. Part of it is held out: after each epoch, or more often, the model is validated on it, writes a \
      short sample, and is saved.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation text MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its \
      options and its number of threads, and gives the same bytes as a run that never stopped. Options that do not \
      change what the model is may be given anew: --epochs, --updates, --patience, --threads, --sample-length, \
      --save-every, --memory-limit and all of Files. Control-C saves, and ends with exit code 130.

      With --unit word a symbol is a word, a punctuation mark or the end of a line; the vocabulary has an <unk> for \
      all others, and --vocabulary-size keeps the most frequent. Text that is written has the white space beside \
      punctuation marks that the training text has there most often, and single spaces elsewhere; indents are lost.

      With a trainer that goes forward in time, or with --stream, - is a stream: learned from once, as it comes, \
      in constant memory, until it ends or Control-C. Its symbols are the 256 bytes, or those of \
      --vocabulary-from; a checkpoint is written every --save-every characters, and --resume goes on with what \
      comes then. Without either, - is read to its end like a file.
      """,
    positionals: [TrainOptions.texts], groups: TrainOptions.groups,
    examples: [
      .init(
        "recur charlm train story.txt", "Trains two LSTM layers of 128 units for 50 epochs."),
      .init(
        "recur charlm train a.txt b.txt --hidden-size 512 --dropout 0.5 -o big",
        "Trains a larger model on two files."),
      .init(
        "recur charlm train story.txt --resume model.safetensors --epochs 100",
        "Goes on with a model, up to 100 epochs in all."),
      .init(
        "recur charlm train story.txt --unit word --vocabulary-size 5000",
        "Learns words instead of characters."),
      .init(
        "recur charlm train - --trainer blocked-rtrl --layers 1 -o live",
        "Learns from a pipe without end, a byte at a time."),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let job = try prepare(given, console)
    switch job.run {
    case .text(let run):
      try train(
        run, console: console, log: job.log, memory: job.memory,
        maximumSeconds: given[TrainOptions.maxSeconds])
    case .stream(let run):
      try StreamTraining(run: run, console: console, log: job.log, memory: job.memory)
        .train(maximumSeconds: given[TrainOptions.maxSeconds])
    }
  }

  /// A run that is ready to begin.
  private struct Job {
    enum Run {
      case text(TrainingRun)
      case stream(StreamRun)
    }

    let run: Run
    let log: EventLog?
    let memory: TrainingMemory
  }

  /// Everything up to the first update. What it reads to go on with is gone when it returns.
  private static func prepare(_ given: Arguments, _ console: Console) throws -> Job {
    let source = try given[TrainOptions.resume].map { try ResumedModel($0) }
    let arguments = try source.map { try $0.restore(given, of: command) } ?? given
    let isStream = try isStream(arguments, isResumed: source != nil)
    let settings = try TrainSettings(arguments, isStream: isStream)
    let output = try openOutput(given, source)
    let budget = MemoryBudget(arguments)
    if !isStream { try budget.requireFiles(given[TrainOptions.texts]) }
    let text =
      isStream
      ? nil
      : try TrainingText(
        given[TrainOptions.texts], settings: settings, vocabulary: source?.model.vocabulary,
        expected: source?.snapshot.text)
    let vocabulary =
      try text?.vocabulary ?? source?.model.vocabulary ?? StreamVocabulary.make(arguments)
    let batches = try text?.batches(settings)
    let memory = try TrainingMemory(
      settings, vocabularySize: vocabulary.count, textBytes: text?.memoryBytes ?? 0,
      validationStreams: text.map { text in { text.validationStreams($0) } } ?? { _ in 0 })
    try memory.require(limit: budget.limit)
    var generator = RandomGenerator(seed: settings.seed)
    let model =
      source?.model.network
      ?? SequenceModel<Float>(
        settings.architecture.network(
          vocabularySize: vocabulary.count, forgetBias: settings.forgetBias),
        weights: settings.initializer, recurrent: settings.recurrentInitializer, using: &generator)
    let log = try given[TrainOptions.log].map {
      try EventLog(path: $0, appending: source != nil)
    }
    if let source { source.warnOfKernels(console) }
    let options = recorded(arguments, settings, vocabulary)
    try source?.carryBest(to: output, options: options)
    let updatesPerEpoch = batches?.blocksPerEpoch
    let training = try ModelTraining(
      model, settings: settings,
      updates: settings.optimization.updateOptions(
        totalUpdates: updatesPerEpoch.map { settings.totalUpdates(perEpoch: $0) }
          ?? settings.updates ?? 0,
        updatesPerEpoch: updatesPerEpoch ?? 1),
      vocabulary: vocabulary, options: options, generator: generator,
      snapshot: source?.snapshot)
    guard let text, let batches else {
      let run = StreamRun(training, output: output, snapshot: source?.snapshot)
      return Job(run: .stream(run), log: log, memory: memory)
    }
    let run = try TrainingRun(
      training, text: text, batches: batches, output: output, snapshot: source?.snapshot)
    return Job(run: .text(run), log: log, memory: memory)
  }

  /// Whether the text is a stream: standard input alone, with a trainer that goes forward in time or by `--stream`.
  /// A run that goes on stays what it was.
  ///
  /// - Throws: `CommandFailure` (64) for `--stream` with anything but standard input.
  private static func isStream(
    _ arguments: Arguments, isResumed: Bool
  ) throws(CommandFailure) -> Bool {
    let isInput = arguments[TrainOptions.texts] == ["-"]
    guard arguments[TrainOptions.stream] else {
      let isStream = isInput && !isResumed && arguments[TrainOptions.trainer].isForward
      for option in [TrainOptions.vocabularyFrom, TrainOptions.saveEvery] as [any CommandOption]
      where !isStream && arguments.isGiven(option) {
        throw .usage("--\(option.name) means nothing without a stream; see --stream")
      }
      return isStream
    }
    guard isInput else {
      throw .usage(
        isResumed && !arguments.isGiven(TrainOptions.stream)
          ? "--resume: the model was trained on a stream; TEXT must be -, standard input"
          : "--stream takes standard input: TEXT must be -")
    }
    guard !(isResumed && arguments.isGiven(TrainOptions.vocabularyFrom)) else {
      throw .usage("--vocabulary-from means nothing with --resume: the model has its vocabulary")
    }
    return true
  }

  /// What a checkpoint remembers of the command line, what was chosen in its place among it.
  private static func recorded(
    _ arguments: Arguments, _ settings: TrainSettings, _ vocabulary: Vocabulary
  ) -> [String: [String]] {
    var options: [String: [String]] = [:]
    for record in arguments.recorded(TrainOptions.recorded) { options[record.name] = record.texts }
    for name in TrainOptions.unrecordedByDefault { options[name] = nil }
    options[TrainOptions.vocabularyFrom.name] = nil
    options[TrainOptions.threads.name] = [String(settings.threads)]
    options[TrainOptions.batchSize.name] = [String(settings.estimator.batchSize)]
    let method = arguments[TrainOptions.trainer]
    if method != .bptt { options[TrainOptions.trainer.name] = [method.name] }
    let precision = arguments[Precision.option]
    if precision != .exact { options[Precision.option.name] = [precision.rawValue] }
    if method == .checkpointed {
      options[TrainOptions.checkpointStrategy.name] = [
        arguments[TrainOptions.checkpointStrategy].rawValue
      ]
    }
    if settings.isStream {
      options[TrainOptions.stream.name] = [""]
      options[TrainOptions.unit.name] = [vocabulary.unit.rawValue]
      options[TrainOptions.saveEvery.name] = [String(settings.saveEvery)]
    }
    return options
  }

  private static func openOutput(
    _ given: Arguments, _ source: ResumedModel?
  ) throws -> ModelOutput {
    try ModelOutput(
      given, resumed: source?.path, texts: given[TrainOptions.texts])
  }

  private static func train(
    _ run: TrainingRun, console: Console, log: EventLog?, memory: TrainingMemory,
    maximumSeconds: Double?
  ) throws {
    let settings = run.settings
    let parameterCount = memory.parameterCount
    let plan = TrainingPlan(
      settings: settings, text: run.text, updatesPerEpoch: run.updatesPerEpoch,
      totalUpdates: run.totalUpdates, parameterCount: parameterCount, outputPath: run.output.path,
      latestPath: run.output.latestPath, doneUpdates: run.progress.updates)
    for line in plan.lines(memory: memory) { console.note(line) }
    console.note()
    if let log { try plan.append(to: log, memory: memory) }

    let charactersPerUpdate = settings.estimator.batchSize * settings.estimator.sequenceLength
    let reporter = TrainingReporter(
      console: console, log: log, epochs: settings.epochs, totalUpdates: run.totalUpdates,
      updatesPerEpoch: run.updatesPerEpoch, charactersPerUpdate: charactersPerUpdate,
      firstUpdate: run.progress.updates,
      smoothed: settings.method.isForward
        ? SmoothedLoss(charactersPerUpdate: charactersPerUpdate) : SmoothedLoss())
    reporter.unit = .symbols(run.text.vocabulary.unit)
    let before = run.progress.updates
    let ending = try run.train(reporter, maximumSeconds: maximumSeconds)
    try conclude(
      run, ending, console, parameterCount: parameterCount, isNew: run.progress.updates > before)
  }

  private static func conclude(
    _ run: TrainingRun, _ ending: TrainingRun.Ending, _ console: Console, parameterCount: Int,
    isNew: Bool
  ) throws {
    let summary = TrainingSummary(
      progress: run.progress, text: run.text, updatesPerEpoch: run.updatesPerEpoch)
    run.note(ending, isNew: isNew, console)
    if let table = summary.table() {
      console.note()
      try console.print(table)
      try console.flush()
      console.note()
    }
    let clipping = run.settings.optimization.clipping
    console.note(
      "clipping: \(run.progress.clippingWords(clipping, parameterCount: parameterCount))")
    run.noteSaved(next: "charlm sample", console)
  }
}
