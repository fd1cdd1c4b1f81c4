/// The findings of an update, and what was done with them.
public struct UpdateReport: Sendable {
  /// Sum of the losses of all targets by their weights; of likelihoods in nats.
  public var lossSum: Double
  /// How many predictions counted.
  public var targetCount: Int
  /// Sum of the weights of these predictions, which is their number where a batch has none.
  public var targetWeight: Double
  /// Global norm of the gradient before clipping.
  public var gradientNorm: Double
  /// Whether clipping by norm bound.
  public var normWasClipped: Bool
  /// Elements that clipping by value bound.
  public var clippedValues: Int
  /// Sequences whose influence passed its limit.
  package var limitedInfluences = 0
  /// The learning rate of the update, its schedule included.
  public var learningRate: Double

  /// Mean loss of a prediction.
  public var loss: Double { targetWeight > 0 ? lossSum / targetWeight : 0 }
}
