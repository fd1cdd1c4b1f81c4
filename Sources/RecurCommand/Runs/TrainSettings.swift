import Recur
import Terminal

/// The settings of every training run, whatever it trains on.
struct TrainSettings: Sendable {
  let seed: UInt64
  let threads: Int
  /// The precision of the matrix products of training; validation is exact.
  let precision: Precision
  let epochs: Int
  /// The most updates in all; nil: as many as the epochs have.
  let updates: Int?
  /// The time of the whole run; nil: as long as the epochs take.
  let minutes: Double?
  /// Updates from one validation to the next, where they were given.
  let validateEvery: Int?
  /// Validations without a better one after which the run stops; nil: never.
  let patience: Int?
  /// The use of a gradient, but for the course of the learning rate.
  let optimization: UpdateOptions
  /// The course of the learning rate.
  let schedule: ScheduleKind
  /// The mean of the weights that is kept, and its window where it was given.
  let average: AverageKind
  let averageWindow: Double?
  private let optimizerName: String
  private let scheduleFloor: Double
  private let scheduleFactor: Double?
  private let scheduleEpochs: Double
  /// Updates of warm-up; nil: by the length of the run.
  private let warmUpUpdates: Int?
  /// The names and patterns of parameters that stay as they are.
  let frozenNames: [String]
  /// What the data are drawn anew by; nil: they are taken as they are.
  let bootstrapSeed: UInt64?

  /// The settings of a run; of options that its command does not have, the defaults.
  ///
  /// - Parameters:
  ///   - hiddenSize: units of a layer.
  ///   - pieces: parts that the work of an update can be shared out in.
  ///   - isStream: whether the run has no epochs, after which its rate could fall exponentially.
  init(_ arguments: Arguments, hiddenSize: Int, pieces: Int, isStream: Bool = false) {
    seed = arguments[Self.seed]
    threads = arguments[Self.threads] ?? min(WorkerPool.processorCount, pieces)
    precision = arguments.value(Precision.option) ?? .exact
    epochs = arguments.value(Self.epochs) ?? 1
    updates = arguments[Self.updates]
    minutes = arguments.value(Self.minutes) ?? nil
    validateEvery = arguments.value(Self.validateEvery) ?? nil
    patience = arguments.value(Self.patience) ?? nil
    let norm = arguments[Self.clip]
    optimization = UpdateOptions(
      optimizer: Self.optimizer(arguments),
      learningRate: arguments[Self.learningRate] ?? Preset.learningRate(hiddenSize: hiddenSize),
      clipping: Clipping(norm: norm > 0 ? norm : nil, value: arguments[Self.clipValue]),
      penalty: Penalty(l2: arguments[Self.l2], l1: arguments[Self.l1]),
      labelSmoothing: arguments.value(Self.labelSmoothing) ?? 0,
      seed: arguments[Self.seed])
    average = arguments.value(Self.average) ?? .none
    averageWindow = arguments.value(Self.averageWindow) ?? nil
    optimizerName = arguments[Self.optimizer].rawValue
    let kind = arguments[Self.schedule]
    schedule = isStream && (kind == .exponential || updates == nil) ? .constant : kind
    scheduleFloor = arguments[Self.scheduleFloor]
    scheduleFactor = arguments.value(Self.scheduleFactor) ?? nil
    scheduleEpochs = (arguments.value(Self.scheduleEpochs) ?? nil) ?? 10
    warmUpUpdates = arguments[Self.warmUp]
    bootstrapSeed = arguments.value(Self.bootstrap) ?? nil
    frozenNames = (arguments.value(Self.freeze) ?? []).flatMap(\.commaSeparated)
  }

  private static func optimizer(_ arguments: Arguments) -> Optimizer {
    let momentum = arguments[Self.momentum] ?? 0.9
    let decay = arguments[Self.decay] ?? 0.95
    let epsilon = arguments[Self.epsilon]
    let (beta1, beta2) = (arguments[Self.beta1], arguments[Self.beta2] ?? 0.999)
    switch arguments[Self.optimizer] {
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
        weightDecay: arguments[Self.weightDecay] ?? 0.01)
    }
  }

  /// Updates of the whole run; nil: as many as there is text, or time.
  ///
  /// - Parameter count: updates of an epoch; nil: a stream has no epochs.
  func totalUpdates(perEpoch count: Int?) -> Int? {
    guard minutes == nil else { return nil }
    guard let count else { return updates }
    let (all, isTooMany) = epochs.multipliedReportingOverflow(by: count)
    return min(isTooMany ? .max : all, updates ?? .max)
  }

  /// Updates of warm-up in a run of so many updates; nil: not known.
  func warmUp(of updates: Int?) -> Int { warmUpUpdates ?? Preset.warmUp(of: updates) }

  /// The use of the gradients in a run whose epochs have `count` updates; nil: a stream has no
  /// epochs.
  ///
  /// - Parameter layout: the parameters, some of which may be frozen.
  func updateOptions(
    perEpoch count: Int?, of layout: ParameterLayout = ParameterLayout()
  ) -> UpdateOptions {
    let known = totalUpdates(perEpoch: count)
    let (total, count) = (known ?? (minutes == nil ? 0 : .max), count ?? 1)
    let course: LearningRateSchedule.Course =
      switch schedule {
      case .constant: .constant
      case .linear: .linear(floor: scheduleFloor, updates: total)
      case .step:
        .step(factor: scheduleFactor ?? 0.5, epochs: scheduleEpochs, updatesPerEpoch: count)
      case .exponential:
        .exponential(factor: scheduleFactor ?? 0.97, after: scheduleEpochs, updatesPerEpoch: count)
      case .cosine: .cosine(floor: scheduleFloor, updates: total)
      }
    var options = optimization
    options.schedule = LearningRateSchedule(
      course, warmUpUpdates: warmUp(of: known))
    options.averaging = Self.averaging(average, window: averageWindow, updates: total)
    options.frozen = frozen(in: layout)
    return options
  }
}

extension TrainSettings {
  /// The rules of every training run: what belongs to an optimiser, a schedule or a cell.
  ///
  /// - Parameter validates: whether something is held out.
  static func rules(_ arguments: Arguments, validates: Bool) -> [OptionRule] {
    let optimizer = arguments[Self.optimizer]
    let schedule = arguments[Self.schedule]
    let cell = arguments[Self.cell]
    let isAdam = [.adam, .adamw].contains(optimizer)
    let readers: [(any CommandOption, Bool)] = [
      (Self.momentum, [.momentum, .nesterov].contains(optimizer)),
      (Self.decay, [.rmsprop, .adadelta].contains(optimizer)),
      (Self.beta1, isAdam), (Self.beta2, isAdam),
      (Self.epsilon, ![.sgd, .momentum, .nesterov].contains(optimizer)),
      (Self.weightDecay, optimizer == .adamw),
    ]
    let courses: [(any CommandOption, Bool)] = [
      (Self.scheduleFactor, [.step, .exponential].contains(schedule)),
      (Self.scheduleEpochs, [.step, .exponential].contains(schedule)),
      (Self.scheduleFloor, [.linear, .cosine].contains(schedule)),
    ]
    return [
      (Self.forgetBias, cell.hasForgetGate, "--cell \(cell.rawValue)"),
      (Self.patience, validates, "--validation-fraction 0"),
      (
        Self.override, (arguments.value(Self.resume) ?? nil) != nil,
        "a run that begins; see --resume"
      ),
    ] + readers.map { ($0, $1, "--optimizer \(optimizer.rawValue)") }
      + courses.map { ($0, $1, "--schedule \(schedule.rawValue)") } + averageRules(arguments)
      + originRules(arguments) + budgetRules(arguments)
  }

  /// The options that a checkpoint remembers: the number of threads too, the precision only where
  /// it is not exact.
  func recorded(_ arguments: Arguments, _ groups: [OptionGroup]) -> [String: [String]] {
    var options = arguments.recorded(groups)
    options[Precision.option.name] = precision == .exact ? nil : [precision.rawValue]
    options[TrainSettings.threads.name] = [String(threads)]
    options[TrainSettings.learningRate.name] = ["\(optimization.learningRate)"]
    return options
  }

  /// `adam, learning rate 0.002 (exponential), clipped at norm 5`
  var optimizationWords: String {
    var words = "\(optimizerName), learning rate \(Format.general(optimization.learningRate))"
    if schedule != .constant { words += " (\(schedule.rawValue))" }
    if let norm = optimization.clipping.norm {
      words += ", clipped at norm \(Format.general(norm))"
    }
    if let value = optimization.clipping.value {
      words += ", clipped at value \(Format.general(value))"
    }
    if let averageWords { words += "; \(averageWords)" }
    return words
  }

  /// The optimisation as the `plan` line of the log tells it.
  var optimizationMembers: [JSONValue.Member] {
    JSONValue.members([
      "optimizer": .string(optimizerName), "learning_rate": .number(optimization.learningRate),
      "average": average == .none ? nil : .string(average.rawValue),
      "seed": .integer(Int(clamping: seed)),
    ])
  }

  /// `avx2 kernels, 2 threads, 12.3 MiB of memory, products in bfloat16`
  func machineWords(memory: Int) -> String {
    "\(precision.kernels) kernels, \(Format.counted(threads, "thread")), "
      + "\(Format.bytes(memory)) of memory"
      + (precision == .fast ? ", products in bfloat16" : "")
  }
}
