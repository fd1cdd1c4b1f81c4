import SequenceTraining
import TensorCore
import Terminal

/// What the options of every trainer say of its updates.
struct OptimizationSettings: Sendable {
  let optimizer: Optimizer
  let learningRate: Double
  let schedule: ScheduleSettings
  let clipping: Clipping
  let penalty: Penalty
  let labelSmoothing: Double
  let seed: UInt64

  init(_ arguments: Arguments, learningRate: Double, isStream: Bool = false) {
    typealias Options = TrainOptions
    optimizer = TrainSettings.optimizer(arguments)
    self.learningRate = learningRate
    schedule = ScheduleSettings(arguments, isStream: isStream)
    let norm = arguments[Options.clip]
    clipping = Clipping(norm: norm > 0 ? norm : nil, value: arguments[Options.clipValue])
    penalty = Penalty(l2: arguments[Options.l2], l1: arguments[Options.l1])
    labelSmoothing = arguments[Options.labelSmoothing]
    seed = arguments[Options.seed]
  }

  /// The options of a trainer that makes `totalUpdates` updates.
  func updateOptions(totalUpdates: Int, updatesPerEpoch: Int) -> UpdateOptions {
    UpdateOptions(
      optimizer: optimizer, learningRate: learningRate,
      schedule: schedule.schedule(totalUpdates: totalUpdates, updatesPerEpoch: updatesPerEpoch),
      clipping: clipping, penalty: penalty, labelSmoothing: labelSmoothing, seed: seed)
  }

  /// `adam, learning rate 0.002 (exponential), clipped at norm 5`
  var words: String {
    var words = "\(optimizer.name), learning rate \(Format.general(learningRate))"
    if schedule.kind != .constant { words += " (\(schedule.kind.rawValue))" }
    if let norm = clipping.norm { words += ", clipped at norm \(Format.general(norm))" }
    if let value = clipping.value { words += ", clipped at value \(Format.general(value))" }
    return words
  }
}

/// What the options say of the learning rate's course, before the length of the run is known.
struct ScheduleSettings: Sendable {
  let kind: TrainOptions.ScheduleKind
  private let floor: Double
  private let factor: Double?
  private let epochs: Double
  private let warmUpUpdates: Int

  /// A stream has no epochs, after which its rate could fall exponentially.
  init(_ arguments: Arguments, isStream: Bool = false) {
    typealias Options = TrainOptions
    let kind = arguments[Options.schedule]
    self.kind = isStream && kind == .exponential ? .constant : kind
    floor = arguments[Options.scheduleFloor] ?? 0
    factor = arguments[Options.scheduleFactor]
    epochs = arguments[Options.scheduleEpochs] ?? 10
    warmUpUpdates = arguments[Options.warmUp]
  }

  /// The schedule of a run of `totalUpdates` updates.
  func schedule(totalUpdates: Int, updatesPerEpoch: Int) -> LearningRateSchedule {
    let course: LearningRateSchedule.Course =
      switch kind {
      case .constant: .constant
      case .linear: .linear(floor: floor, updates: totalUpdates)
      case .step:
        .step(factor: factor ?? 0.5, epochs: epochs, updatesPerEpoch: updatesPerEpoch)
      case .exponential:
        .exponential(factor: factor ?? 0.97, after: epochs, updatesPerEpoch: updatesPerEpoch)
      case .cosine: .cosine(floor: floor, updates: totalUpdates)
      }
    return LearningRateSchedule(course, warmUpUpdates: warmUpUpdates)
  }
}
