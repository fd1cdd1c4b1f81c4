import Recur
import Terminal

// The options of `recur charlm train` beside those of every training run, `TrainSettings`.
extension CharLMSettings {
  static let texts = Positional<[String]>(
    "TEXT", minimum: 0,
    help: """
      Text files, joined in this order, and folders, which stand for the files in them; - is standard input, with a trainer that goes forward without end; with \
      --resume the files that the model was trained on
      """)

  // Model

  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...65_536, help: "Hidden units of each layer")
  static let layers = Option<Int>(
    "layers", default: 2, range: 1...64, help: "Layers; with --cell jordan 1")
  static let embeddingSize = Option<Int?>(
    "embedding-size", range: 1...65_536, defaultText: "none, one-hot",
    help: "Size of a learned embedding of the symbols")
  static let tied = Option<Bool>(
    "tied", help: "The readout's weight is the embedding, whose size is then the hidden size")
  static let residual = Option<Bool>(
    "residual", help: "Layers above the first add their input to their output")
  static let readoutFrom = Option<SequenceModelConfiguration.ReadoutSource>(
    "readout-from", default: .last, placeholder: "WHAT",
    help: "What the readout reads: the last layer, all layers, or all and the symbol before")
  static let initializer = Option<String>(
    "initializer", default: "lecun", choices: initializers, placeholder: "KIND",
    help: "How weights are drawn")
  static let recurrentInitializer = Option<String>(
    "recurrent-initializer", default: "same", choices: ["same"] + initializers,
    placeholder: "KIND", help: "How recurrent weights are drawn")
  static let initializerBound = Option<Double>(
    "initializer-bound", default: 0.08, range: .above(0, upTo: 1e3),
    help: "Uniform weights lie between -X and X")

  private static let initializers = ["uniform", "lecun", "glorot", "he", "orthogonal"]

  // Text

  static let unit = Option<TextUnit>(
    "unit", default: .character, placeholder: "UNIT",
    help: "What one symbol of the text is; word: a word, a punctuation mark or the end of a line; "
      + "bpe: a frequent sequence of bytes, learned by byte-pair encoding")
  static let vocabularySize = Option<Int?>(
    "vocabulary-size", range: 2...1_114_113, placeholder: "CAP",
    defaultText: "all symbols; of bpe 256 and the root of the bytes",
    help: "Keep the most frequent symbols; the others become <unk>, but of bpe there are none")
  static let validationFraction = Option<Double>(
    "validation-fraction", default: 0.05, range: 0..<1,
    help: "Share of the text held out to measure the model; 0 = none")
  static let split: Option<SplitKind> = {
    let plain = Option<SplitKind>(
      "split", default: .contiguous, placeholder: "KIND",
      help: "Hold out the end of the text, of each stream as char-rnn does, or of each file")
    return Option(
      name: plain.name, placeholder: plain.placeholder, help: plain.help,
      defaultText: "contiguous; of several files: files", allowed: plain.allowed,
      choices: plain.choices, defaultTexts: plain.defaultTexts, defaultValue: plain.defaultValue,
      read: plain.read)
  }()
  static let include = Option<[String]>(
    "include", placeholder: "PATTERN",
    help: "Names of the files that a folder stands for; may be given more than once: *.txt")

  // Training

  static let sequenceLength = Option<Int>(
    "sequence-length", default: CharLMSettings.standardLength, range: 1...1_000_000,
    help: "Steps from one update to the next, k1, of back-propagation")
  static let backpropagationLength = Option<Int?>(
    "backpropagation-length", range: 1...1_000_000, defaultText: "the sequence length",
    help: """
      Steps that a loss is propagated back through, k2. If it is longer than the sequence length, windows overlap; \
      of truncated-bptt twice that. With an embedding the steps kept for that are dropped at every save
      """)
  static let batchSize = Option<Int?>(
    "batch-size", range: 1...65_536,
    defaultText: "32, fewer of a short text; 1 forward in time and of a stream",
    help: "Streams of text side by side")

  // Validation

  static let sampleLength = Option<Int>(
    "sample-length", default: 120, range: 0...100_000,
    help: "Symbols of the sample shown at each validation or save of a stream; 0 = none")

  static let model = OptionGroup(
    "Model",
    [
      TrainSettings.cell, hiddenSize, layers, embeddingSize, tied, residual, readoutFrom,
      TrainSettings.dropout,
      initializer, recurrentInitializer, initializerBound, TrainSettings.forgetBias,
    ])
  static let text = OptionGroup("Text", [unit, vocabularySize, validationFraction, split, include])
  static let training = OptionGroup(
    "Training",
    [
      Preset.option, sequenceLength, backpropagationLength, batchSize, TrainSettings.epochs,
      TrainSettings.minutes, TrainSettings.updates, TrainSettings.seed, TrainSettings.bootstrap,
      TrainSettings.threads, Precision.option,
    ])
  static let validation = OptionGroup(
    "Validation", [TrainSettings.validateEvery, TrainSettings.patience, sampleLength])
  static let files = OptionGroup(
    "Files",
    [
      TrainSettings.output, TrainSettings.overwrite, TrainSettings.resume, TrainSettings.override,
      TrainSettings.log,
      TrainSettings.maxSeconds, TrainSettings.json,
    ])

  static let usedMost: [any CommandOption] = [
    TrainSettings.output, TrainSettings.minutes, TrainSettings.epochs, TrainSettings.resume,
    hiddenSize, layers,
    TrainSettings.cell, TrainSettings.dropout, TrainSettings.learningRate, unit,
  ]

  /// The options that a checkpoint remembers.
  static let recorded = [
    model, text, training, TrainSettings.regularization, estimator, TrainSettings.optimization,
    TrainSettings.averages, TrainSettings.origin, validation, endless,
  ]
  static let groups = recorded + [files]

  /// Recorded options that a resumed run may set anew.
  static let extensible: Set<String> = [
    TrainSettings.epochs.name, TrainSettings.minutes.name, TrainSettings.updates.name,
    TrainSettings.threads.name,
    TrainSettings.patience.name, sampleLength.name, saveEvery.name, TrainSettings.memoryLimit.name,
    Precision.option.name, texts.name,
  ]
}
