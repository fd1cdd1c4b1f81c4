internal import Foundation

/// How the learning rate changes while training.
package struct LearningRateSchedule: Sendable, Equatable, Codable {
  /// The course after the warm-up.
  package enum Course: Sendable, Equatable, Codable {
    /// The rate stays.
    case constant
    /// From the full rate at the start to `floor` times it at the end of training, in a straight line.
    case linear(floor: Double)
    /// Times `factor` after every `epochs` epochs.
    case step(factor: Double, epochs: Double)
    /// Times `factor` per epoch, from epoch `after` on, at every whole epoch (char-rnn: 0.97 from epoch 10).
    case exponential(factor: Double, after: Double)
    /// From the full rate to `floor` times it along half a cosine (Loshchilov and Hutter 2017).
    case cosine(floor: Double)
  }

  package var course: Course
  /// Updates over which the rate rises in a straight line from 0 (exclusive) to its full value.
  package var warmUpUpdates: Int

  package init(_ course: Course = .constant, warmUpUpdates: Int = 0) {
    self.course = course
    self.warmUpUpdates = warmUpUpdates
  }

  /// The factor for the update after `updates` updates of `total`, at `epoch` (0 = the start, fractional).
  package func factor(updates: Int, total: Int, epoch: Double) -> Double {
    let warmUp =
      updates < warmUpUpdates ? Double(updates + 1) / Double(warmUpUpdates) : 1
    let done = total > 0 ? min(Double(updates) / Double(total), 1) : 0
    let course: Double =
      switch course {
      case .constant: 1
      case .linear(let floor): 1 - (1 - floor) * done
      case .step(let factor, let epochs): pow(factor, (epoch / epochs).rounded(.down))
      case .exponential(let factor, let after):
        epoch < after ? 1 : pow(factor, (epoch - after).rounded(.down) + 1)
      case .cosine(let floor): floor + (1 - floor) * 0.5 * (1 + cos(Double.pi * done))
      }
    return warmUp * course
  }
}
