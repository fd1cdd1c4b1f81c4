internal import Foundation

/// How the learning rate changes while training. A course that depends on how long training takes
/// knows it.
public struct LearningRateSchedule: Sendable, Equatable, Codable {
  /// The course after the warm-up.
  public enum Course: Sendable, Equatable, Codable {
    /// The rate stays.
    case constant
    /// From the full rate at the start to `floor` times it after `updates` updates, in a straight
    /// line; then it stays.
    case linear(floor: Double, updates: Int)
    /// 1 / (1 + t / `updates`) of the full rate after t updates: the sum of all rates is infinite
    /// and that of their squares is not, as stochastic approximation asks for (Robbins and Monro
    /// 1951).
    case inverseTime(updates: Double)
    /// Times `factor` after every `epochs` epochs.
    case step(factor: Double, epochs: Double, updatesPerEpoch: Int)
    /// Times `factor` per epoch, from epoch `after` on, at every whole epoch (char-rnn: 0.97 from
    /// epoch 10).
    case exponential(factor: Double, after: Double, updatesPerEpoch: Int)
    /// From the full rate to `floor` times it after `updates` updates, along half a cosine
    /// (Loshchilov and Hutter 2017); then it stays.
    case cosine(floor: Double, updates: Int)
  }

  /// The course after the warm-up.
  public var course: Course
  /// Updates over which the rate rises in a straight line from 0 (exclusive) to its full value.
  public var warmUpUpdates: Int

  /// Where a linear or cosine course stands and where it ends, of a run whose length is found out
  /// while it lasts; nil: it goes from the first update to the last one of the course.
  package var stretch: RunStretch?

  /// Updates after which the course and its warm-up begin, of a run that was given another course on
  /// its way; nil: none.
  package var origin: Int?

  /// A schedule; the parameters have the meaning of the properties.
  public init(_ course: Course = .constant, warmUpUpdates: Int = 0) {
    self.course = course
    self.warmUpUpdates = warmUpUpdates
  }

  /// The factor for the update after `made` updates.
  public func factor(after made: Int) -> Double {
    let origin = origin ?? 0
    let updates = max(0, made - origin)
    let warmUp = updates < warmUpUpdates ? Double(updates + 1) / Double(warmUpUpdates) : 1
    func done(_ total: Int) -> Double {
      if let stretch { return stretch.share(after: made) }
      return made < total ? Double(updates) / Double(total - origin) : 1
    }
    func epoch(_ length: Int) -> Double {
      precondition(length > 0, "an epoch of \(length) updates")
      let (epochs, rest) = updates.quotientAndRemainder(dividingBy: length)
      return Double(epochs) + Double(rest) / Double(length)
    }
    let course: Double
    switch self.course {
    case .constant: course = 1
    case .linear(let floor, let total): course = 1 - (1 - floor) * done(total)
    case .inverseTime(let unit): course = 1 / (1 + Double(updates) / unit)
    case .step(let factor, let epochs, let length):
      course = pow(factor, (epoch(length) / epochs).rounded(.down))
    case .exponential(let factor, let after, let length):
      let epoch = epoch(length)
      course = epoch < after ? 1 : pow(factor, (epoch - after).rounded(.down) + 1)
    case .cosine(let floor, let total):
      course = floor + (1 - floor) * 0.5 * (1 + cos(Double.pi * done(total)))
    }
    return warmUp * course
  }
}
