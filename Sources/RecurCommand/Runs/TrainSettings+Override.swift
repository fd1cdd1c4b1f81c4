import Recur
import Terminal

// What a run that goes on may be told to do otherwise.
extension TrainSettings {
  static let override = Option<Bool>(
    "override",
    help: """
      With --resume: let the options given beside it replace those of the run, all of Optimisation but --optimizer, and \
      the mean of the weights; a rate or a schedule begins its course there
      """)

  /// The options, by name, that ``override`` is about.
  static let overridable = Set((optimization.options + averages.options).map(\.name))
    .subtracting([optimizer.name])

  /// Whether the course of the learning rate begins where the run goes on.
  static func beginsCourse(_ given: Arguments) -> Bool {
    let course: [any CommandOption] = [
      learningRate, schedule, scheduleFactor, scheduleEpochs, scheduleFloor, warmUp,
    ]
    return given.value(override) ?? false && course.contains { given.isGiven($0) }
  }

  /// The course of the learning rate and the mean of the weights in a run that stands at `progress`.
  ///
  /// - Parameter count: updates of an epoch; nil: a stream has no epochs.
  func course(
    perEpoch count: Int?, _ progress: TrainingSnapshot.Progress
  ) -> (schedule: LearningRateSchedule, averaging: WeightAveraging?) {
    let options = updateOptions(perEpoch: count)
    var (schedule, averaging) = (options.schedule, options.averaging)
    if let start = progress.courseStart {
      schedule.origin = start
      schedule.warmUpUpdates = warmUp(of: totalUpdates(perEpoch: count).map { $0 - start })
    }
    guard let budget = progress.budget else { return (schedule, averaging) }
    schedule.stretch = budget.stretch
    if let warmUp = budget.warmUp { schedule.warmUpUpdates = warmUp }
    if case .tail = averaging, let stretch = budget.stretch {
      averaging = .tail(after: stretch.updates(at: 1 - (averageWindow ?? Self.tailWindow)))
    }
    return (schedule, averaging)
  }
}
