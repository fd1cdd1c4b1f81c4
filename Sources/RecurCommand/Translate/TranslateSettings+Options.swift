import Recur
import Terminal

// The options of `recur translate train` beside those of every training run, `TrainSettings`.
extension TranslateSettings {
  static let pairs = Positional<String?>(
    "PAIRS",
    help: """
      A UTF-8 file with a pair on each line, a tab between source and target (see --columns, --targets); further columns are ignored; - is \
      standard input; with --resume the file that the model was trained on
      """)

  // Model

  static let layers = Option<Int>(
    "layers", default: 1, range: 1...64, help: "Layers of the encoder and of the decoder")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 256, range: 1...65_536,
    help: "Hidden units of each layer; a bidirectional encoder has half of them in each direction")
  static let embeddingSize = Option<Int?>(
    "embedding-size", range: 1...65_536, defaultText: "64; with --tied the hidden size",
    help: "Size of the learned embeddings of the symbols")
  static let attention = Option<AttentionKind>(
    "attention", default: .general, placeholder: "KIND",
    help: "How the decoder looks back at the source (Luong's dot and general, Bahdanau's additive)")
  static let inputFeeding = Option<Bool>(
    "input-feeding", help: "The decoder reads its attentional output at the next step")
  static let bidirectional = Option<Bool>(
    "bidirectional", help: "The encoder reads the source in both directions")
  static let reverse = Option<Bool>("reverse", help: "The encoder reads the source from its end")
  static let peeky = Option<Bool>(
    "peeky", help: "The decoder reads the encoder's last output at every step")
  static let handover = Option<EncoderDecoderConfiguration.Handover>(
    "handover", default: .state, placeholder: "WHAT",
    help: "What the decoder starts from: nothing, the encoder's last output, or its whole state")
  static let bridge = Option<EncoderDecoderConfiguration.Bridge>(
    "bridge", default: EncoderDecoderConfiguration.Bridge.none, placeholder: "KIND",
    help: "A learned layer between the encoder's last state and the decoder's first")
  static let sharedVocabulary = Option<Bool>(
    "shared-vocabulary", help: "Both sides have one vocabulary and one embedding")
  static let tied = Option<Bool>(
    "tied",
    help: "The readout's weight is the target embedding, whose size is then the hidden size")

  // Pairs

  static let unit = Option<TextUnit>(
    "unit", default: .character, placeholder: "UNIT",
    help:
      "What one symbol of a sentence is; bpe: a frequent sequence of bytes, learned by byte-pair "
      + "encoding")
  static let lowercase = Option<Bool>("lowercase", help: "Make all letters small")
  static let splitPunctuation = Option<Bool>(
    "split-punctuation", help: "Make words of punctuation marks, with --unit word")
  static let minimumCount = Option<Int>(
    "minimum-count", default: 1, range: 1...1_000_000,
    help: "The fewest occurrences of a symbol that is kept; others become <unk>")
  static let maxVocabulary = Option<Int?>(
    "max-vocabulary", range: 4...1_114_115, defaultText: "all symbols",
    help: "The most symbols of each vocabulary, the rarest becoming <unk>; 3 are special")
  static let validationFraction = Option<Double>(
    "validation-fraction", default: 0.1, range: 0..<1,
    help: "Share of the pairs held out to measure the model while it trains; 0 = none")
  static let validationFile = Option<String?>(
    "validation", path: "PAIRS", help: "Measure on the pairs of this file; all others train")
  static let validationTargets = Option<String?>(
    "validation-targets", path: "FILE", help: "The targets of --validation, line by line")
  static let testFraction = Option<Double>(
    "test-fraction", default: 0, range: 0..<1,
    help: "Share of the pairs held out to measure the best model once, at the end")

  // Training

  static let batchSize = Option<Int>(
    "batch-size", default: 32, range: 1...65_536, help: "Pairs of an update")
  static let epochs = TrainSettings.epochs(20, over: "pairs")
  static let bootstrap = TrainSettings.bootstrap(of: "the pairs")
  static let scheduledSampling = Option<Double>(
    "scheduled-sampling", default: 0, range: 0...1, placeholder: "RATE",
    help: "Chance that the decoder is fed its own last prediction instead of the true symbol")
  static let scheduledSamplingWarmUp = Option<Int?>(
    "scheduled-sampling-warm-up", range: 1...1_000_000_000, placeholder: "UPDATES",
    defaultText: "none", help: "Updates over which that chance rises from 0")

  // Validation

  static let validateEvery = TrainSettings.validateEvery(
    defaultText: "only at the end of each epoch")
  static let validationSample = Option<Int>(
    "validation-sample", default: 500, range: 1...1_000_000_000, placeholder: "PAIRS",
    help: "Validation pairs that are translated, evenly spread; the loss is that of all")
  static let samples = Option<Int>(
    "samples", default: 3, range: 0...1000,
    help: "Translations shown at each validation; 0 = none")
  static let bleuTokenization = Option<String>(
    "bleu-tokenization", default: "auto",
    choices: ["auto"] + BLEUTokenization.allCases.map(\.rawValue), placeholder: "KIND",
    help:
      "The words of BLEU: sacreBLEU's; auto is char where the references are Japanese or Chinese, else 13a"
  )

  /// The words of BLEU; nil: as the references' script wants it.
  static func bleu(_ arguments: Arguments) -> BLEUTokenization? {
    BLEUTokenization(rawValue: arguments[bleuTokenization])
  }

  // Files

  static let output = TrainSettings.output("translation.safetensors")
  static let resume = TrainSettings.resume(on: "pairs")

  static let model = OptionGroup(
    "Model",
    [
      TrainSettings.cell, layers, hiddenSize, embeddingSize, attention, inputFeeding, bidirectional,
      reverse, peeky, handover, bridge, sharedVocabulary, tied, TrainSettings.dropout,
      TrainSettings.forgetBias,
    ])
  static let text = OptionGroup(
    "Pairs",
    [
      PairReading.columnNumbers, PairReading.targets, PairReading.skipBadLines, unit, lowercase,
      splitPunctuation, minimumCount, maxVocabulary, validationFraction, validationFile,
      validationTargets, testFraction,
    ])
  static let training = OptionGroup(
    "Training",
    [
      Preset.option, batchSize, epochs, TrainSettings.minutes, TrainSettings.updates,
      TrainSettings.seed, bootstrap, TrainSettings.threads,
      scheduledSampling, scheduledSamplingWarmUp, Precision.option,
    ])
  static let regularization = OptionGroup(
    "Regularisation",
    [TrainSettings.weightDrop, TrainSettings.dropoutMask, TrainSettings.embeddingDropout])
  static let validation = OptionGroup(
    "Validation",
    [validateEvery, TrainSettings.patience, validationSample, samples, bleuTokenization])
  static let files = OptionGroup(
    "Files",
    [
      output, TrainSettings.overwrite, resume, TrainSettings.override, TrainSettings.log,
      TrainSettings.maxSeconds,
      TrainSettings.memoryLimit, TrainSettings.json,
    ])

  static let usedMost: [any CommandOption] = [
    output, TrainSettings.minutes, epochs, resume, unit, hiddenSize, layers, attention,
    bidirectional,
    TrainSettings.dropout,
  ]

  /// The options that a checkpoint remembers.
  static let recorded = [
    model, text, training, regularization, TrainSettings.optimization, TrainSettings.averages,
    TrainSettings.origin,
    validation,
  ]
  static let groups = recorded + [files]

  /// Recorded options that a resumed run may set anew.
  static let extensible: Set<String> = [
    epochs.name, TrainSettings.minutes.name, TrainSettings.updates.name, TrainSettings.threads.name,
    TrainSettings.patience.name,
    PairReading.targets.name, validationFile.name, validationTargets.name, validationSample.name,
    samples.name, bleuTokenization.name,
    Precision.option.name, pairs.name,
  ]
}
