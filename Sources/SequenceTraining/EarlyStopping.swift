/// Remembers the best validation loss and says when there has been none better for long enough.
package struct EarlyStopping: Sendable, Equatable, Codable {
  /// Validations without an improvement after which training stops; nil: never.
  package var patience: Int?
  /// The lowest loss so far.
  package private(set) var best: Double?
  /// Validations since then.
  package private(set) var sinceBest = 0

  package init(patience: Int? = nil) {
    self.patience = patience
  }

  /// Takes a validation loss; returns whether it is the lowest so far.
  package mutating func observe(_ loss: Double) -> Bool {
    if loss < (best ?? .infinity) {
      best = loss
      sinceBest = 0
      return true
    }
    sinceBest += 1
    return false
  }

  /// Whether the patience is used up.
  package var shouldStop: Bool { patience.map { sinceBest >= $0 } ?? false }
}
