import SequenceModels
import TensorCore
import Terminal
import TextModeling

/// The options of `recur charlm train`.
///
/// Names and defaults are char-rnn's where it has one, spelled out.
enum TrainOptions {
  enum OptimizerKind: String, CaseIterable {
    case sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw
  }

  enum ScheduleKind: String, CaseIterable { case constant, linear, step, exponential, cosine }

  enum InitializerKind: String, CaseIterable { case uniform, lecun, glorot, he, orthogonal }

  enum RecurrentInitializerKind: String, CaseIterable {
    /// As `--initializer` says.
    case same
    case uniform, lecun, glorot, he, orthogonal
  }

  static let texts = Positional<[String]>(
    "TEXT",
    help:
      "Text files, joined in this order; - is standard input, with a trainer that goes forward without end"
  )

  // Model

  static let cell = Option<CellKind>(
    "cell", default: .lstm, placeholder: "CELL", help: "The recurrent cell")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...65_536, help: "Hidden units of each layer")
  static let layers = Option<Int>("layers", default: 2, range: 1...64, help: "Layers")
  static let embeddingSize = Option<Int?>(
    "embedding-size", range: 1...65_536, defaultText: "none, one-hot",
    help: "Size of a learned embedding of the symbols")
  static let tied = Option<Bool>(
    "tied", help: "The readout's weight is the embedding, whose size is then the hidden size")
  static let residual = Option<Bool>(
    "residual", help: "Layers above the first add their input to their output")
  static let dropout = Option<Double>(
    "dropout", default: 0, range: 0..<1, help: "Rate of dropout after every layer")
  static let initializer = Option<InitializerKind>(
    "initializer", default: .lecun, placeholder: "KIND", help: "How weights are drawn")
  static let recurrentInitializer = Option<RecurrentInitializerKind>(
    "recurrent-initializer", default: .same, placeholder: "KIND",
    help: "How recurrent weights are drawn")
  static let initializerBound = Option<Double>(
    "initializer-bound", default: 0.08, range: .above(0, upTo: 1e3),
    help: "Uniform weights lie between -X and X")
  static let forgetBias = Option<Double?>(
    "forget-bias", range: -1e3...1e3, defaultText: "1",
    help: "Bias that an LSTM's forget gate starts with")

  // Text

  static let unit = Option<TextUnit>(
    "unit", default: .character, placeholder: "UNIT",
    help: "What one symbol of the text is; word: a word, a punctuation mark or the end of a line")
  static let vocabularySize = Option<Int?>(
    "vocabulary-size", range: 2...1_114_113, placeholder: "CAP", defaultText: "all symbols",
    help: "Keep the most frequent symbols; the others become <unk>")
  static let validationFraction = Option<Double>(
    "validation-fraction", default: 0.05, range: 0..<1,
    help: "Share of the text held out to measure the model; 0 = none")
  static let split = Option<SplitKind>(
    "split", default: .contiguous, placeholder: "KIND",
    help: "Hold out the end of the text, or of each stream as char-rnn does")

  // Training

  static let sequenceLength = Option<Int>(
    "sequence-length", default: TrainSettings.standardLength, range: 1...1_000_000,
    help: "Steps from one update to the next, k1, of back-propagation")
  static let backpropagationLength = Option<Int?>(
    "backpropagation-length", range: 1...1_000_000, defaultText: "the sequence length",
    help: """
      Steps that a loss is propagated back through, k2. If it is longer than the sequence length, windows overlap; \
      of truncated-bptt twice that. With an embedding the steps kept for that are dropped at every save
      """)
  static let batchSize = Option<Int?>(
    "batch-size", range: 1...65_536, defaultText: "50; 1 forward in time and of a stream",
    help: "Streams of text side by side")
  static let epochs = Option<Int>(
    "epochs", default: 50, range: 1...1_000_000, help: "Passes over the text")
  static let updates = Option<Int?>(
    "updates", range: 1...1_000_000_000, defaultText: "as the epochs take",
    help: "Stop after so many updates in all")
  static let seed = Option<UInt64>(
    "seed", default: 123, range: 0..., help: "Seed of weights, dropout and samples")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "all cores",
    help: "Threads; their number changes the last bits of the results")

  // Optimisation

  static let optimizer = Option<OptimizerKind>(
    "optimizer", default: .adam, placeholder: "KIND", help: "How weights follow the gradient")
  static let learningRate = Option<Double>(
    "learning-rate", default: 0.002, range: .above(0, upTo: 1e6), help: "Learning rate")
  static let momentum = Option<Double?>(
    "momentum", range: 0..<1, defaultText: "0.9", help: "Of momentum and nesterov")
  static let decay = Option<Double?>(
    "decay", range: 0..<1, defaultText: "0.95", help: "Of the squares in rmsprop and adadelta")
  static let beta1 = Option<Double?>(
    "beta1", range: 0..<1, defaultText: "0.9", help: "Decay of Adam's mean")
  static let beta2 = Option<Double?>(
    "beta2", range: 0..<1, defaultText: "0.999", help: "Decay of Adam's squares")
  static let epsilon = Option<Double?>(
    "epsilon", range: .above(0, upTo: 1), defaultText: "1e-08; adadelta: 1e-06",
    help: "What keeps the adaptive optimisers from dividing by zero")
  static let weightDecay = Option<Double?>(
    "weight-decay", range: 0...1e3, defaultText: "0.01", help: "Of adamw")
  static let schedule = Option<ScheduleKind>(
    "schedule", default: .exponential, placeholder: "KIND", help: "How the learning rate changes")
  static let scheduleFactor = Option<Double?>(
    "schedule-factor", range: .above(0, upTo: 1), defaultText: "0.97; step: 0.5",
    help: "What step and exponential multiply the rate with")
  static let scheduleEpochs = Option<Double?>(
    "schedule-epochs", range: .above(0, upTo: 1e6), defaultText: "10",
    help: "Epochs between steps, or before the exponential decay begins")
  static let scheduleFloor = Option<Double?>(
    "schedule-floor", range: 0...1, defaultText: "0",
    help: "Share of the rate that linear and cosine end at")
  static let warmUp = Option<Int>(
    "warm-up", default: 0, range: 0...1_000_000_000, placeholder: "UPDATES",
    help: "Updates over which the rate rises from 0")
  static let clip = Option<Double>(
    "clip", default: 5, range: 0...1e9, help: "Largest global norm of the gradient; 0 = any")
  static let clipValue = Option<Double?>(
    "clip-value", range: .above(0, upTo: 1e9), defaultText: "any",
    help: "Largest magnitude of an element of the gradient")
  static let l2 = Option<Double>("l2", default: 0, range: 0...1e3, help: "L2 penalty on weights")
  static let l1 = Option<Double>("l1", default: 0, range: 0...1e3, help: "L1 penalty on weights")
  static let labelSmoothing = Option<Double>(
    "label-smoothing", default: 0, range: 0..<1,
    help: "Share of the target's probability that is spread over all symbols")

  // Validation

  static let validateEvery = Option<Int?>(
    "validate-every", range: 1...1_000_000_000, placeholder: "UPDATES",
    defaultText: "1000, forward in time each 50,000 steps; and at the end of each epoch",
    help: "Updates within an epoch from one validation and checkpoint to the next")
  static let patience = Option<Int?>(
    "patience", range: 1...1_000_000, defaultText: "never",
    help: "Stop after so many validations without a better one")
  static let sampleLength = Option<Int>(
    "sample-length", default: 120, range: 0...100_000,
    help: "Symbols of the sample shown at each validation or save of a stream; 0 = none")

  // Files

  static let output = Option<String>(
    "output", shortName: "o", default: "model.safetensors", path: "MODEL",
    help: "Where the best model goes; NAME.latest.safetensors beside it is the latest")
  static let overwrite = Option<Bool>("overwrite", help: "Replace a model that exists")
  static let resume = Option<String?>(
    "resume", path: "MODEL", help: "Go on training this model on the same text")
  static let log = Option<String?>(
    "log", path: "FILE", help: "Write the course of training as JSON lines")
  static let maxSeconds = Option<Double?>(
    "max-seconds", range: .above(0, upTo: 1e9), defaultText: "no limit",
    help: "Save and stop after so much time, to be resumed later")

  static let model = OptionGroup(
    "Model",
    [
      cell, hiddenSize, layers, embeddingSize, tied, residual, dropout, initializer,
      recurrentInitializer, initializerBound, forgetBias,
    ])
  static let text = OptionGroup("Text", [unit, vocabularySize, validationFraction, split])
  static let training = OptionGroup(
    "Training",
    [
      sequenceLength, backpropagationLength, batchSize, epochs, updates, seed, threads,
      Precision.option,
    ])
  static let optimization = OptionGroup(
    "Optimisation",
    [
      optimizer, learningRate, momentum, decay, beta1, beta2, epsilon, weightDecay, schedule,
      scheduleFactor, scheduleEpochs, scheduleFloor, warmUp, clip, clipValue, l2, l1,
      labelSmoothing,
    ])
  static let validation = OptionGroup("Validation", [validateEvery, patience, sampleLength])
  static let files = OptionGroup("Files", [output, overwrite, resume, log, maxSeconds])

  /// What a checkpoint remembers.
  static let recorded = [model, text, training, estimator, optimization, validation, endless]
  static let groups = recorded + [files]

  /// Recorded options that a resumed run may set anew.
  static let extensible: Set<String> = [
    epochs.name, updates.name, threads.name, patience.name, sampleLength.name, saveEvery.name,
    memoryLimit.name, Precision.option.name,
  ]
}
