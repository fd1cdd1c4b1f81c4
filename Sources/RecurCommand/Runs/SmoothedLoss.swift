/// The mean of the recent losses, the older ones fading.
struct SmoothedLoss: Sendable {
  private var sum = 0.0
  private var weight = 0.0

  private let fading: Double

  /// A mean that fades by the update.
  init() { fading = 0.98 }

  /// A mean that fades by the character, to about a third in a thousand.
  init(charactersPerUpdate: Int) { fading = max(0, 1 - Double(charactersPerUpdate) / 1000) }

  mutating func observe(_ loss: Double) {
    sum = fading * sum + (1 - fading) * loss
    weight = fading * weight + (1 - fading)
  }

  /// The mean; nil before the first loss.
  var value: Double? { weight > 0 ? sum / weight : nil }
}
