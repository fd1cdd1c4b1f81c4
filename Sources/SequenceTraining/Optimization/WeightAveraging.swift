/// A mean of the weights over a stretch of training, kept beside them. It is often better than the
/// last weights, as the noise of single batches goes out of it (Polyak and Juditsky 1992).
///
/// ```swift
/// let options = UpdateOptions(averaging: .exponential(window: 0.1))
/// ```
public enum WeightAveraging: Sendable, Equatable, Codable {
  /// The mean over about the last `window` (0 to 1) of the updates so far, so that it suits a run of
  /// any length: after c updates the mean goes 1 / (window c) of the way to the weights
  /// (polynomial decay, Shamir and Zhang 2013).
  case exponential(window: Double)
  /// The plain mean of the weights of all updates after the first so many.
  case tail(after: Int)

  /// Samples of the weights that a window has at least, once it is as long; of a longer window only
  /// every so many updates are taken, as those of neighbours hardly differ.
  private static let samples = 64.0

  /// How far the mean goes to the weights, 0 to 1, as the `count`-th ones (1, 2, ...) that it is
  /// taken over come; nil: these are passed over.
  func share(of count: Int) -> Double? {
    let window =
      switch self {
      case .exponential(let window): window * Double(count)
      case .tail: Double(count)
      }
    // A power of two, so that those before are multiples of no other.
    let stride = window < 2 * Self.samples ? 1 : 1 << (window / Self.samples).exponent
    guard count.isMultiple(of: stride) else { return nil }
    return min(1, Double(stride) / window)
  }

  /// Whether the mean is taken over the weights after so many updates in all.
  func isTaken(over updates: Int) -> Bool {
    if case .tail(let first) = self { updates > first } else { true }
  }
}
