/// The findings of an update, and what was done with them.
package struct UpdateReport: Sendable {
  /// Sum of the losses of all targets, in nats.
  package var lossSum: Double
  package var targetCount: Int
  /// Global norm of the gradient before clipping.
  package var gradientNorm: Double
  /// Whether clipping by norm bound.
  package var normWasClipped: Bool
  /// Elements that clipping by value bound.
  package var clippedValues: Int
  package var learningRate: Double

  /// Mean loss of a prediction, in nats.
  package var loss: Double { targetCount > 0 ? lossSum / Double(targetCount) : 0 }
}
