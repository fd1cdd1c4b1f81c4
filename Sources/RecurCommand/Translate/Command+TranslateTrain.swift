import Recur
import Terminal

// `recur translate train`.
extension Command {
  static let translateTrain = Command(
    "train", summary: "train an encoder-decoder on pairs of sentences",
    discussion: """
      Every line of the file is a pair: what is translated, a tab, what it becomes; further columns are ignored, \
      and a line ends with LF, CR LF or CR. --columns takes other columns, --targets a second file whose lines are \
      the translations. Part of the pairs is held out, \
      by source, so that no source that is measured was trained on. After each epoch the model is validated on \
      them (loss, exact match, character error rate, BLEU, chrF), shows some translations, and is saved. \
      Validation translates greedily, --validation-sample pairs at most.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation pairs MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its \
      options and its number of threads, and gives the same bytes as a run that never stopped. Options that do not \
      change what the model is may be given anew: --epochs, --minutes, --updates, --patience, --threads, --samples, \
      --validation, --validation-sample, --bleu-tokenization, --precision and all of Files; with --override those of \
      the optimisation too. Control-C saves, and ends with exit code 130. With --minutes the run ends with that time, \
      its best model saved; the learning rate falls over it, whatever the speed.

      \(TrainSettings.divergence)
      """,
    positionals: [TranslateSettings.pairs], usedMost: TranslateSettings.usedMost,
    groups: TranslateSettings.groups,
    examples: [
      (
        "recur translate train phrases.tsv",
        "Trains an LSTM of 256 units with attention, by character."
      ),
      (
        "recur translate train text.tsv --unit word --split-punctuation --bidirectional",
        "By word, the source read in both directions."
      ),
      (
        "recur translate train sums.tsv --attention none --reverse --peeky",
        "Without attention: the source reversed, its summary given to the decoder at every step."
      ),
      (
        "recur translate train more.tsv --from translation.safetensors -o more",
        "Goes on with the weights of a model, on other pairs."
      ),
      (
        "recur translate train train.en --targets train.fr --unit bpe",
        "Two files, line by line, by pieces of words."
      ),
      (
        "recur translate train --resume translation.safetensors --epochs 40",
        "Goes on with a model, up to 40 epochs in all."
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
      try ResumedTraining<TranslationModel>(given, $0)
    }
    let origin = source == nil ? try OriginalModel<TranslationModel>(given) : nil
    let begun = try Preset.apply(to: given, of: translateTrain)
    let arguments =
      try source.map { try $0.restore(given, of: translateTrain) }
      ?? origin.map { try $0.restore(begun, of: translateTrain) } ?? begun
    let settings = try TranslateSettings(arguments)
    try arguments.requireData(TranslateSettings.pairs, of: translateTrain, resumed: source?.path)
    let path = arguments[TranslateSettings.pairs] ?? ""
    let paths = [
      path, settings.targetsPath, settings.validationPath, settings.validationTargetsPath,
    ].compactMap { $0 }
    let output = try ModelOutput(
      given, resumed: source?.path, texts: paths, others: origin.map { [$0.path] } ?? [])
    let budget = MemoryBudget(arguments)
    try arguments.requireRemembered(TranslateSettings.pairs, given)
    try budget.requireFiles(paths)
    let pairs = try TrainingPairs(
      path, settings: settings,
      vocabulary: source?.model.vocabulary ?? origin?.model.vocabulary,
      extends: source == nil && settings.extendsVocabulary, expected: source?.snapshot.text,
      memoryLimit: budget.limit)
    let configuration = try settings.configuration(pairs.vocabulary)
    try source?.requireModel(
      configuration == source?.model.configuration
        && PairSide.allCases.allSatisfy {
          // What is learned of the text, the options do not say.
          var normalization = pairs.vocabulary.normalization(of: $0)
          normalization.spacing = settings.normalization.spacing
          return normalization == settings.normalization
        })
    try origin?.require(configuration, settings)
    try source?.requireProgress(
      perEpoch: pairs.batches(settings).batchesPerEpoch, symbols: pairs.training.count)
    let memory = try TranslationMemory.requireTraining(
      configuration, settings, pairs,
      paths: (path, settings.validationPath), budget)
    var options = settings.training.recorded(arguments, TranslateSettings.recorded)
    options[TranslateSettings.pairs.name] = [path]
    var generator = RandomGenerator(seed: settings.training.seed)
    let network =
      try source?.model.network ?? origin?.model.network(configuration, using: &generator)
      ?? EncoderDecoder<Float>(
        configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    try settings.training.requireFrozen(in: network.layout)
    let run = try TrainingRun(
      PairTask(network, settings: settings, pairs: pairs), settings: settings.training,
      output: output, options: options, generator: generator, snapshot: source?.snapshot(given),
      clock: clock)
    // Nothing is written before everything that was read has been found to be right.
    let log = try given[TrainSettings.log].map { try EventLog(path: $0, appending: source != nil) }
    source?.warnOfKernels(console)
    for warning in pairs.warnings { console.warn(warning) }
    try source?.carryBest(to: output, options: options)
    if source?.isUnfinished ?? false || given[TrainSettings.override] {
      try run.saveLatest()
    }
    return {
      let held = PlannedMemory(live: MemoryMeter.liveBytes, peak: memory.peak)
      try run.conduct(given, console, log: log, memory: held)
    }
  }
}
