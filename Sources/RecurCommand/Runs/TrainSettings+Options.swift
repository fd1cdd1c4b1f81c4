import Recur
import Terminal

// The options of every training run, whatever it trains on; defaults are char-rnn's where it has
// one, but for the optimiser and its course, which are those of `Preset`, and the clipping by norm.
//
// A function makes an option in whose default or words the commands differ. An option is read
// by its name, so a run reads the constant here, however its command has declared it.
extension TrainSettings {
  enum OptimizerKind: String, CaseIterable {
    case sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw
  }

  enum ScheduleKind: String, CaseIterable { case constant, linear, step, exponential, cosine }

  /// What the help says of training that diverges.
  static let divergence = """
    Training that diverges is warned of: a gradient or an influence that keeps growing, a loss that is worse than \
    uniform guessing for an epoch or at the end. Where the model, the best if it is validated, is still worse than \
    that after an epoch, the run keeps its files and ends with exit code 65.
    """

  // Model

  static let cell = Option<CellKind>(
    "cell", default: .lstm, placeholder: "CELL", help: "The recurrent cell")
  static let dropout = Option<Double>(
    "dropout", default: 0, range: 0..<1, help: "Rate of dropout after every layer")
  static let forgetBias = Option<Double?>(
    "forget-bias", range: -1e3...1e3, defaultText: "1",
    help: "Bias that an LSTM's forget gate starts with")

  // Training

  static let epochs = epochs(50, over: "text")
  static let updates = Option<Int?>(
    "updates", range: 1...1_000_000_000, defaultText: "as the epochs take",
    help: "Stop after so many updates in all")
  static let seed = Option<UInt64>(
    "seed", default: 123, range: 0..., help: "Seed of weights, dropout and samples")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "all cores",
    help: "Threads; their number changes the last bits of the results")

  static func epochs(_ count: Int, over data: String) -> Option<Int> {
    Option<Int>("epochs", default: count, range: 1...1_000_000, help: "Passes over the \(data)")
  }

  // Optimisation

  static let optimizer = Option<OptimizerKind>(
    "optimizer", default: .adam, placeholder: "KIND", help: "How weights follow the gradient")
  static let learningRate = Option<Double?>(
    "learning-rate", range: .above(0, upTo: 1e6),
    defaultText:
      "\(Format.general(Preset.learningRate(hiddenSize: 1))), less of layers wider than 256",
    help: "Learning rate")
  static let momentum = Option<Double?>(
    "momentum", range: 0..<1, defaultText: "0.9", help: "Of momentum and nesterov")
  static let decay = Option<Double?>(
    "decay", range: 0..<1, defaultText: "0.95", help: "Of the squares in rmsprop and adadelta")
  static let beta1 = Option<Double>(
    "beta1", default: Preset.beta1, range: 0..<1, help: "Decay of Adam's mean")
  static let beta2 = Option<Double?>(
    "beta2", range: 0..<1, defaultText: "0.999", help: "Decay of Adam's squares")
  static let epsilon = Option<Double?>(
    "epsilon", range: .above(0, upTo: 1), defaultText: "1e-08; adadelta: 1e-06",
    help: "What keeps the adaptive optimisers from dividing by zero")
  static let weightDecay = Option<Double?>(
    "weight-decay", range: 0...1e3, defaultText: "0.01", help: "Of adamw")
  static let schedule = Option<ScheduleKind>(
    "schedule", default: Preset.schedule, placeholder: "KIND", help: "How the learning rate changes"
  )
  static let scheduleFactor = Option<Double?>(
    "schedule-factor", range: .above(0, upTo: 1), defaultText: "0.97; step: 0.5",
    help: "What step and exponential multiply the rate with")
  static let scheduleEpochs = Option<Double?>(
    "schedule-epochs", range: .above(0, upTo: 1e6), defaultText: "10",
    help: "Epochs between steps, or before the exponential decay begins")
  static let scheduleFloor = Option<Double>(
    "schedule-floor", default: Preset.scheduleFloor, range: 0...1,
    help: "Share of the rate that linear and cosine end at")
  static let warmUp = Option<Int?>(
    "warm-up", range: 0...1_000_000_000, placeholder: "UPDATES",
    defaultText: "50, at most a twentieth of the run",
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

  static let optimization = OptionGroup(
    "Optimisation",
    [
      optimizer, learningRate, momentum, decay, beta1, beta2, epsilon, weightDecay, schedule,
      scheduleFactor, scheduleEpochs, scheduleFloor, warmUp, clip, clipValue, l2, l1,
      labelSmoothing,
    ])

  // Validation

  static let validateEvery = validateEvery(
    defaultText: "1000, forward in time each 50,000 steps; and at the end of each epoch")
  static let patience = Option<Int?>(
    "patience", range: 1...1_000_000, defaultText: "never",
    help: "Stop after so many validations without a better one")

  static func validateEvery(defaultText: String) -> Option<Int?> {
    Option<Int?>(
      "validate-every", range: 1...1_000_000_000, placeholder: "UPDATES", defaultText: defaultText,
      help: "Updates within an epoch from one validation and checkpoint to the next")
  }

  // Files

  static let output = output("model.safetensors")
  static let overwrite = Option<Bool>("overwrite", help: "Replace a model that exists")
  static let resume = resume(on: "text")
  static let log = Option<String?>(
    "log", path: "FILE", help: "Write the course of training as JSON lines")
  static let maxSeconds = Option<Double?>(
    "max-seconds", range: .above(0, upTo: 1e9), defaultText: "no limit",
    help: "Validate, save and stop after so much time, to be resumed later")
  static let json = Option<Bool>("json", help: "Print the results at the end as one JSON object")
  static let memoryLimit = Option<Int?>(
    byteCount: "memory-limit", defaultText: "what the machine has free",
    help: "Memory that may be held; more is refused before anything begins")

  static func output(_ name: String) -> Option<String> {
    Option<String>(
      "output", shortName: "o", default: name, path: "MODEL",
      help: "Where the best model goes; NAME.latest.safetensors beside it is the latest")
  }

  static func resume(on data: String) -> Option<String?> {
    Option<String?>(
      "resume", path: "MODEL", help: "Go on training this model on the same \(data)")
  }
}
