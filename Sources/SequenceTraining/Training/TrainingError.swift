/// Why training cannot go on.
public enum TrainingError: Error, Equatable, Sendable {
  /// The loss or the gradient's norm is not finite; the parameters are those before the update.
  case notFinite(update: Int, loss: Double, gradientNorm: Double)
  /// A snapshot does not fit the model or the batch it is restored for.
  case snapshotMismatch(what: String, expected: Int, found: Int)
  /// A tensor of a snapshot has another shape than the model or the batch it is restored for.
  case snapshotShapeMismatch(what: String, expected: [Int], found: [Int])
}
