import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// What the options of a training run mean, checked against one another.
struct TrainSettings: Sendable {
  let architecture: LanguageModel.Configuration
  let forgetBias: Double
  let initializer: Initializer
  let recurrentInitializer: Initializer
  let unit: TextUnit
  let vocabularyCap: Int?
  let validationFraction: Double
  let split: SplitKind
  let epochs: Int
  /// The most updates in all; nil: as many as the epochs have.
  let updates: Int?
  let seed: UInt64
  let threads: Int
  let optimization: OptimizationSettings
  /// What finds the gradient, and with what.
  let method: GradientMethod
  let estimator: EstimatorOptions
  /// k2 where it was given, or is that of truncated back-propagation.
  let backpropagationLength: Int?
  /// B where it was given.
  let givenBatchSize: Int?
  /// T of back-propagation, whatever the trainer: validation takes as many steps at once.
  let sequenceLength: Int
  /// Whether the text is standard input as it comes, without end.
  let isStream: Bool
  /// Characters of a stream from one checkpoint to the next.
  let saveEvery: Int
  /// Updates within an epoch from one validation to the next.
  let validateEvery: Int
  let patience: Int?
  let sampleLength: Int

  /// Without `--validate-every`, validations are at most so many updates apart.
  private static let defaultValidationInterval = 1000
  /// The same of trainers that go forward in time, in steps.
  private static let defaultValidationSteps = 50_000
  /// Steps from one update to the next where time goes forward.
  static let defaultUpdateInterval = 1
  /// T of back-propagation where none is given, and of validation.
  static let standardLength = 50

  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(_ arguments: Arguments, isStream: Bool = false) throws(CommandFailure) {
    typealias Options = TrainOptions
    try Self.requireMeaning(arguments)
    if isStream { try Self.requireStreamMeaning(arguments) }
    architecture = try Self.architecture(arguments)
    self.isStream = isStream
    saveEvery = arguments[Options.saveEvery]
    sequenceLength = arguments[Options.sequenceLength]
    forgetBias = arguments[Options.forgetBias] ?? 1
    let bound = arguments[Options.initializerBound]
    let initializer = Self.initializer(arguments[Options.initializer].rawValue, bound: bound)
    self.initializer = initializer ?? .uniform(bound)
    recurrentInitializer =
      Self.initializer(arguments[Options.recurrentInitializer].rawValue, bound: bound)
      ?? self.initializer
    unit = arguments[Options.unit]
    vocabularyCap = arguments[Options.vocabularySize]
    validationFraction = arguments[Options.validationFraction]
    split = arguments[Options.split]
    epochs = arguments[Options.epochs]
    updates = arguments[Options.updates]
    seed = arguments[Options.seed]
    let method = Self.method(arguments, architecture)
    self.method = method
    givenBatchSize = arguments[Options.batchSize]
    let batchSize =
      givenBatchSize ?? Self.standardBatchSize(isForward: method.isForward, isStream: isStream)
    let estimator = Self.estimator(arguments, method, batchSize: batchSize)
    self.estimator = estimator
    // The influence is worked on by all threads, whatever the batch, and so are the layers of a stack.
    let sharesSequences =
      [.rtrl, .blocked, .snap(order: 2)].contains(method.standard)
      || method == .bptt && architecture.layers > 1
    let pieces = sharesSequences ? .max : batchSize
    threads = arguments[Options.threads] ?? min(WorkerPool.processorCount, pieces)
    backpropagationLength = method.window ?? arguments[Options.backpropagationLength]
    optimization = OptimizationSettings(
      arguments, learningRate: arguments[Options.learningRate], isStream: isStream)
    validateEvery =
      arguments[Options.validateEvery]
      ?? (method.isForward
        ? max(1, Self.defaultValidationSteps / estimator.sequenceLength)
        : Self.defaultValidationInterval)
    patience = arguments[Options.patience]
    sampleLength = arguments[Options.sampleLength]
    try requireMethod()
  }

  /// Updates of the whole run, where an epoch has `count`.
  func totalUpdates(perEpoch count: Int) -> Int {
    let (all, isTooMany) = epochs.multipliedReportingOverflow(by: count)
    return min(isTooMany ? .max : all, updates ?? .max)
  }

  private static func architecture(
    _ arguments: Arguments
  ) throws(CommandFailure) -> LanguageModel.Configuration {
    typealias Options = TrainOptions
    let hiddenSize = arguments[Options.hiddenSize]
    let tied = arguments[Options.tied]
    let embeddingSize = arguments[Options.embeddingSize]
    if tied, let embeddingSize, embeddingSize != hiddenSize {
      throw .usage(
        "--tied: the embedding's size is \(embeddingSize), but must be the hidden size \(hiddenSize)"
      )
    }
    return LanguageModel.Configuration(
      cell: arguments[Options.cell], layers: arguments[Options.layers], hiddenSize: hiddenSize,
      embeddingSize: tied ? hiddenSize : embeddingSize, tiedReadout: tied,
      residual: arguments[Options.residual], dropout: arguments[Options.dropout])
  }

  static func initializer(_ name: String, bound: Double) -> Initializer? {
    switch name {
    case "uniform": .uniform(bound)
    case "lecun": .lecun
    case "glorot": .glorot
    case "he": .he
    case "orthogonal": .orthogonal
    default: nil
    }
  }

  static func optimizer(_ arguments: Arguments) -> Optimizer {
    typealias Options = TrainOptions
    let momentum = arguments[Options.momentum] ?? 0.9
    let decay = arguments[Options.decay] ?? 0.95
    let epsilon = arguments[Options.epsilon]
    let (beta1, beta2) = (arguments[Options.beta1] ?? 0.9, arguments[Options.beta2] ?? 0.999)
    switch arguments[Options.optimizer] {
    case .sgd: return .sgd
    case .momentum: return .momentum(momentum)
    case .nesterov: return .nesterov(momentum)
    case .adagrad: return .adagrad(epsilon: epsilon ?? 1e-8)
    case .adadelta: return .adadelta(decay: decay, epsilon: epsilon ?? 1e-6)
    case .rmsprop: return .rmsprop(decay: decay, epsilon: epsilon ?? 1e-8)
    case .adam: return .adam(beta1: beta1, beta2: beta2, epsilon: epsilon ?? 1e-8)
    case .adamw:
      return .adamw(
        beta1: beta1, beta2: beta2, epsilon: epsilon ?? 1e-8,
        weightDecay: arguments[Options.weightDecay] ?? 0.01)
    }
  }

  /// Stops (64) at an option that what was chosen beside it does not read: better than to ignore it silently.
  private static func requireMeaning(_ arguments: Arguments) throws(CommandFailure) {
    typealias Options = TrainOptions
    let isUniform =
      arguments[Options.initializer] == .uniform
      || arguments[Options.recurrentInitializer] == .uniform
    let rules: [Rule] = [
      (
        Options.forgetBias, arguments[Options.cell].hasForgetGate,
        "--cell \(arguments[Options.cell].rawValue)"
      ),
      (
        Options.initializerBound, isUniform,
        "--initializer \(arguments[Options.initializer].rawValue)"
      ),
      (
        Options.patience, arguments[Options.validationFraction] > 0, "--validation-fraction 0"
      ),
    ]
    try require(rules + optimizationRules(arguments) + estimatorRules(arguments), arguments)
  }

  /// The rules for what belongs to an optimiser or a schedule.
  static func optimizationRules(_ arguments: Arguments) -> [Rule] {
    typealias Options = TrainOptions
    let optimizer = arguments[Options.optimizer]
    let schedule = arguments[Options.schedule]
    let isAdam = [.adam, .adamw].contains(optimizer)
    return [
      (
        Options.momentum, [.momentum, .nesterov].contains(optimizer),
        "--optimizer \(optimizer.rawValue)"
      ),
      (
        Options.decay, [.rmsprop, .adadelta].contains(optimizer),
        "--optimizer \(optimizer.rawValue)"
      ),
      (Options.beta1, isAdam, "--optimizer \(optimizer.rawValue)"),
      (Options.beta2, isAdam, "--optimizer \(optimizer.rawValue)"),
      (
        Options.epsilon, ![.sgd, .momentum, .nesterov].contains(optimizer),
        "--optimizer \(optimizer.rawValue)"
      ),
      (Options.weightDecay, optimizer == .adamw, "--optimizer \(optimizer.rawValue)"),
      (
        Options.scheduleFactor, [.step, .exponential].contains(schedule),
        "--schedule \(schedule.rawValue)"
      ),
      (
        Options.scheduleEpochs, [.step, .exponential].contains(schedule),
        "--schedule \(schedule.rawValue)"
      ),
      (
        Options.scheduleFloor, [.linear, .cosine].contains(schedule),
        "--schedule \(schedule.rawValue)"
      ),
    ]
  }

  /// An option, whether it is read, and what was chosen beside it.
  typealias Rule = (option: any CommandOption, isRead: Bool, chosen: String)

  static func require(_ rules: [Rule], _ arguments: Arguments) throws(CommandFailure) {
    for rule in rules where arguments.isGiven(rule.option) && !rule.isRead {
      throw .usage("--\(rule.option.name) means nothing with \(rule.chosen)")
    }
  }
}
