import Foundation
import Recur

/// The time of a run as a budget: how many updates it will have, when it is validated, and when it
/// ends so that all that follows is done in time.
///
/// A machine that others use too is faster now and slower then. So the rest of the run is laid out
/// anew again and again, each time by the speed of late and from where the run then stands: its
/// course never jumps, and comes to its end with the time.
///
/// All times are told to it, in seconds since the run began, its earlier commands included.
struct TimeBudget {
  /// What is saved of it.
  private(set) var record: TrainingSnapshot.Budget
  /// Seconds of what follows the last validation, by those of a validation.
  var closing: (_ validation: Double) -> Double = { _ in 0 }
  /// The work of a validation in updates, which counts as long as none was measured.
  var validationWork = 0.0

  /// The share that is done before anything was laid out: none of a run that begins.
  private let firstShare: Double
  /// Seconds and updates of late, the older ones fading. The first update of a command is left out
  /// where there are others, as it is slower.
  private var late = (seconds: 0.0, updates: 0.0)
  private var firstUpdate: Double?
  private var measuredSeconds = 0.0
  private var nextPlan: Double
  private var lastValidation: Double

  /// Validations of a run that take little of its time.
  private static let mostValidations = 20.0
  /// Validations that a run has where they can be afforded.
  private static let fewValidations = 3.0

  /// The budget of a run that begins, or goes on after `record`.
  ///
  /// Where a run gets other time than it had, its course goes on from the share that is used of
  /// that; where it starts anew, from its beginning, in the time that is left.
  init(
    seconds: Double, goingOn record: TrainingSnapshot.Budget? = nil, startsAnew: Bool = false
  ) {
    var own = record ?? TrainingSnapshot.Budget(seconds: seconds)
    let isOther = own.seconds != seconds
    firstShare = isOther && !startsAnew ? min(1, own.used / seconds) : 0
    own.seconds = seconds
    if isOther || startsAnew { own.stretch = nil }
    if startsAnew { own.warmUp = nil }
    self.record = own
    lastValidation = own.used
    nextPlan = own.stretch == nil ? own.used : own.used + min(1, seconds / 50)
  }

  /// Seconds of the whole run.
  var seconds: Double { record.seconds }

  /// Seconds of an update; nil before the first one.
  var pace: Double? {
    late.updates > 0 ? late.seconds / late.updates : record.secondsPerUpdate ?? firstUpdate
  }

  /// Seconds of a validation, with the sample and the saving; 0 where nothing is known of it.
  var validation: Double {
    record.secondsPerValidation ?? pace.map { $0 * validationWork } ?? 0
  }

  /// Seconds that must be left when training ends: for the last validation, the table at the end,
  /// and what is not foreseen.
  var reserve: Double { validation + closing(validation) + min(0.005 * seconds + 0.02, 1) }

  /// Whether a further update would end too late.
  func isOver(at time: Double) -> Bool { time + (pace ?? 0) + reserve >= seconds }

  /// Takes note of an update that took so long.
  mutating func observe(update duration: Double) {
    guard firstUpdate != nil else {
      firstUpdate = duration
      return
    }
    measuredSeconds += duration
    // What is older than a twentieth of the run hardly counts.
    let fading = exp(-duration / max(seconds / 20, 0.05))
    late = (late.seconds * fading + duration, late.updates * fading + 1)
  }

  /// Takes note of a validation that took so long and ended at `time`.
  mutating func observe(validation duration: Double, endingAt time: Double) {
    let before = record.secondsPerValidation ?? duration
    record.secondsPerValidation = duration > before ? duration : (before + duration) / 2
    lastValidation = time
  }

  /// Seconds from one validation to the next. They take a twentieth of the run together, or more
  /// where only that makes a few of them; where these took more than a tenth there is none but the
  /// last one.
  var validationInterval: Double {
    let affordable = min(0.05 * seconds / max(validation, 1e-9), Self.mostValidations)
    let least = Self.fewValidations * validation <= 0.1 * seconds ? Self.fewValidations : 1
    return seconds / max(affordable, least)
  }

  /// Whether a validation is due, that at the end left aside.
  func isValidationDue(at time: Double) -> Bool {
    let interval = validationInterval
    return time - lastValidation >= interval && seconds - reserve - time > interval / 2
  }

  /// Lays the rest of the run out where that is due.
  ///
  /// - Parameters:
  ///   - updates: updates done.
  ///   - warmUp: updates of warm-up in a run of so many updates.
  /// - Returns: whether it was; ``record`` has the plan.
  mutating func plan(after updates: Int, at time: Double, warmUp: (Int) -> Int) -> Bool {
    record.used = time
    guard time >= nextPlan, isMeasured, let pace else { return false }
    record.secondsPerUpdate = pace
    let training = max(0, seconds - reserve - time)
    let validations = (training / validationInterval).rounded(.down)
    let left = max(0, training - validations * validation)
    let count = 1 + Int(min(left / max(pace, 1e-9), 1e12))
    record.stretch = RunStretch(
      start: updates, share: record.stretch?.share(after: updates) ?? firstShare,
      end: updates + count)
    if record.warmUp == nil { record.warmUp = warmUp(updates + count) }
    // More often towards the end, where an error could no longer be made good.
    nextPlan = time + min(seconds / 100, left / 8)
    return true
  }

  /// Whether the speed is known: by a second of updates, or a fiftieth of a short run.
  private var isMeasured: Bool {
    record.secondsPerUpdate != nil || measuredSeconds >= min(1, seconds / 50)
      || firstUpdate ?? 0 > seconds / 10
  }

  /// Takes note of the time that is used, before it is saved.
  mutating func use(_ time: Double) { record.used = time }
}
