/// How often training feeds the decoder what it predicted itself, the scheduled sampling of Bengio
/// et al. 2015, update by update.
public struct SamplingSchedule: Sendable, Equatable {
  /// The chance of a step, 0 ... 1.
  public var rate: Double
  /// Updates over which the chance rises from 0 in a straight line.
  public var warmUpUpdates: Int

  /// A schedule; the parameters have the meaning of the properties.
  public init(rate: Double, warmUpUpdates: Int = 0) {
    self.rate = rate
    self.warmUpUpdates = warmUpUpdates
  }

  /// The chance at the update after `updates` updates.
  func rate(after updates: Int) -> Double {
    guard updates < warmUpUpdates else { return rate }
    return rate * Double(updates) / Double(warmUpUpdates)
  }
}
