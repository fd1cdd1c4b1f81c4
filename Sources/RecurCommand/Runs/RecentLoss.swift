/// The mean loss of the last characters.
///
/// Memory: 16 bytes for each update among them.
struct RecentLoss: Sendable {
  /// Over how many characters the mean is taken, once there are so many.
  let characters: Int
  private var losses: [(sum: Double, count: Int)] = []
  private var oldest = 0
  private let capacity: Int

  /// A mean over about `characters` characters.
  init(characters: Int = 10_000, charactersPerUpdate: Int) {
    self.characters = characters
    capacity = max(1, (characters + charactersPerUpdate - 1) / charactersPerUpdate)
    losses.reserveCapacity(capacity)
  }

  /// Takes the summed loss of an update's characters.
  mutating func observe(_ sum: Double, count: Int) {
    guard losses.count == capacity else { return losses.append((sum, count)) }
    losses[oldest] = (sum, count)
    oldest = (oldest + 1) % capacity
  }

  /// The mean in nats; nil before the first loss.
  var value: Double? {
    let count = losses.reduce(0) { $0 + $1.count }
    return count > 0 ? losses.reduce(0) { $0 + $1.sum } / Double(count) : nil
  }
}
