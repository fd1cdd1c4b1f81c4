import Recur
import Terminal

// `recur charlm train`.
extension Command {
  static let charlmTrain = Command(
    "train", summary: "train a language model on text, by character, byte or word",
    discussion: """
      The text is read as parallel streams whose state is carried from update to update and starts from zeros in \
      every epoch. Part of it is held out, of several files a part of each: after each epoch, or more often, the model is validated on it, writes a \
      short sample, and is saved.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation text MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its \
      options and its number of threads, and gives the same bytes as a run that never stopped. Options that do not \
      change what the model is may be given anew: --epochs, --minutes, --updates, --patience, --threads, \
      --sample-length, --save-every, --memory-limit and all of Files; with --override those of the optimisation too. \
      Control-C saves, and ends with exit code 130.

      With --minutes the run ends with that time, its best model saved; the learning rate falls over it, whatever the \
      speed, and validations take little of it. Other values for options that are not given have --preset.

      \(TrainSettings.divergence)

      With --unit word a symbol is a word, a punctuation mark or the end of a line; the vocabulary has an <unk> for \
      all others, and --vocabulary-size keeps the most frequent. Text that is written has the white space beside \
      punctuation marks that the training text has there most often, and single spaces elsewhere; indents are lost.

      With a trainer that goes forward in time, or with --stream, - is a stream: learned from once, as it comes, \
      in constant memory, until it ends or Control-C. Its symbols are the 256 bytes, or those of \
      --vocabulary-from; a checkpoint is written every --save-every characters, and --resume goes on with what \
      comes then. Without either, - is read to its end like a file.
      """,
    positionals: [CharLMSettings.texts], usedMost: CharLMSettings.usedMost,
    groups: CharLMSettings.groups,
    examples: [
      (
        "recur charlm train story.txt", "Trains two LSTM layers of 128 units for 50 epochs."
      ),
      (
        "recur charlm train a.txt b.txt --hidden-size 512 --dropout 0.5 -o big",
        "Trains a larger model on two files."
      ),
      (
        "recur charlm train letters.txt --from books.safetensors -o letters",
        "Goes on with the weights of a model, on another text."
      ),
      ("recur charlm train story.txt --minutes 3", "Trains the best model of three minutes."),
      ("recur charlm train books/ --epochs 20", "Trains on all files *.txt of a folder."),
      (
        "recur charlm train --resume model.safetensors --epochs 100",
        "Goes on with a model, up to 100 epochs in all."
      ),
      (
        "recur charlm train story.txt --unit word --vocabulary-size 5000",
        "Learns words instead of characters."
      ),
      (
        "recur charlm train - --trainer blocked-rtrl --layers 1 -o live",
        "Learns from a pipe without end, a byte at a time."
      ),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    let clock = ProgressBar.clock()
    try KernelSet.requireRequested()
    try prepare(given, console) { clock() / .seconds(1) }()
  }

  /// Does everything up to the first update; returns the run that is left to be conducted.
  ///
  /// The checkpoint that the run goes on from is out of memory then.
  private static func prepare(
    _ given: Arguments, _ console: Console, _ clock: @escaping () -> Double
  ) throws -> () throws -> Void {
    let source = try given.modelPath(TrainSettings.resume).map {
      try ResumedTraining<LanguageModel>(given, $0)
    }
    let origin = source == nil ? try OriginalModel<LanguageModel>(given) : nil
    let begun = try Preset.apply(
      to: given, of: charlmTrain,
      isForward: given[CharLMSettings.trainer].isForward || given[CharLMSettings.stream])
    let arguments =
      try source.map { try $0.restore(given, of: charlmTrain) }
      ?? origin.map { try $0.restore(begun, of: charlmTrain) } ?? begun
    try arguments.requireData(CharLMSettings.texts, of: charlmTrain, resumed: source?.path)
    let isStream = try isStream(arguments, isResumed: source != nil)
    let texts =
      isStream
      ? arguments[CharLMSettings.texts]
      : try files(arguments, given)
    var settings = try CharLMSettings(
      arguments, isStream: isStream, fileCount: source == nil ? texts.count : nil)
    try source?.requireModel(
      settings.architecture == source?.model.configuration
        && settings.unit == source?.model.vocabulary.unit
        && !(isStream && settings.unit.spansCharacters))
    try origin?.require(settings, isStream: isStream)
    let output = try ModelOutput(
      given, resumed: source?.path, texts: texts,
      others: [given[CharLMSettings.vocabularyFrom], origin?.path].compactMap { $0 })
    let budget = MemoryBudget(arguments)
    try budget.requireFiles(
      isStream ? given[CharLMSettings.vocabularyFrom].map { [$0] } ?? [] : texts)
    let text =
      isStream
      ? nil
      : try TrainingText(
        texts, settings: settings,
        vocabulary: source?.model.vocabulary ?? origin?.model.vocabulary,
        extends: source == nil && settings.extendsVocabulary, expected: source?.snapshot.text,
        memoryLimit: budget.limit)
    if let text, text.split.kind != .streams {
      settings = try CharLMSettings(
        arguments, fileCount: source == nil ? texts.count : nil, trainedCount: text.trainedCount)
    }
    let vocabulary =
      try text?.vocabulary ?? source?.model.vocabulary ?? origin?.model.vocabulary
      ?? Vocabulary.ofStream(arguments, memoryLimit: budget.limit)
    if source == nil, origin == nil, let text {
      settings.chooseWeightDrop(for: text, arguments)
    }
    let batches = try text?.batches(settings)
    try source?.requireProgress(
      perEpoch: batches?.blocksPerEpoch,
      symbols: settings.estimator.batchSize * settings.estimator.sequenceLength)
    var memory = try TrainingMemory(
      settings, vocabularySize: vocabulary.count, textBytes: text?.memoryBytes ?? 0,
      validationStreams: text.map { text in { text.validationStreams($0) } } ?? { _ in 0 })
    try memory.require(limit: budget.limit)
    if let text { memory.count(text.baselineBytes, limit: budget.limit) }
    let options = settings.recorded(arguments, vocabulary)
    var generator = RandomGenerator(seed: settings.training.seed)
    let network =
      source?.model.network
      ?? origin?.model.network(
        settings.architecture, vocabulary, weights: settings.initializer,
        recurrent: settings.recurrentInitializer, using: &generator)
      ?? SequenceModel<Float>(
        settings.architecture.network(
          vocabularySize: vocabulary.count, forgetBias: settings.forgetBias),
        weights: settings.initializer, recurrent: settings.recurrentInitializer, using: &generator)
    try settings.training.requireFrozen(in: network.layout)

    func conduct<Task: TrainingTask>(_ task: Task) throws -> () throws -> Void {
      let run = try TrainingRun(
        task, settings: settings.training, output: output, options: options, generator: generator,
        snapshot: source?.snapshot(given), clock: clock)
      // Nothing is written before everything that was read has been found to be right.
      let log = try given[TrainSettings.log].map {
        try EventLog(path: $0, appending: source != nil)
      }
      source?.warnOfKernels(console)
      try source?.carryBest(to: output, options: options)
      if source?.isUnfinished ?? false || given[TrainSettings.override] {
        try run.saveLatest()
      }
      let held = PlannedMemory(live: memory.heldBytes, peak: memory.bytes)
      return { try run.conduct(given, console, log: log, memory: held) }
    }
    guard let text, let batches else {
      return try conduct(
        StreamTask(
          network, settings: settings, vocabulary: vocabulary, memory: memory,
          pending: source?.snapshot.pending))
    }
    return try conduct(
      TextTask(network, settings: settings, text: text, batches: batches, memory: memory))
  }

  /// The files of the text, folders taken apart.
  private static func files(_ arguments: Arguments, _ given: Arguments) throws -> [String] {
    try arguments.requireRemembered(CharLMSettings.texts, given)
    let patterns = arguments[CharLMSettings.include]
    return try TrainingText.files(
      arguments[CharLMSettings.texts], matching: patterns.isEmpty ? ["*.txt"] : patterns)
  }

  /// Whether the text is a stream: standard input alone, with a trainer that goes forward in time
  /// or by `--stream`. A run that goes on stays what it was.
  ///
  /// - Throws: `CommandFailure` (64) for `--stream` with anything but standard input.
  private static func isStream(
    _ arguments: Arguments, isResumed: Bool
  ) throws(CommandFailure) -> Bool {
    let isInput = arguments[CharLMSettings.texts] == ["-"]
    guard arguments[CharLMSettings.stream] else {
      let isStream = isInput && !isResumed && arguments[CharLMSettings.trainer].isForward
      for option in [CharLMSettings.vocabularyFrom, CharLMSettings.saveEvery] as [any CommandOption]
      where !isStream && arguments.isGiven(option) {
        throw .usage("--\(option.name) means nothing without a stream; see --stream")
      }
      return isStream
    }
    guard isInput else {
      throw .usage(
        isResumed && !arguments.isGiven(CharLMSettings.stream)
          ? "--resume: the model was trained on a stream; TEXT must be -, standard input"
          : "--stream takes standard input: TEXT must be -")
    }
    guard !(isResumed && arguments.isGiven(CharLMSettings.vocabularyFrom)) else {
      throw .usage("--vocabulary-from means nothing with --resume: the model has its vocabulary")
    }
    return true
  }
}
