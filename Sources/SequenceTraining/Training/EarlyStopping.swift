/// Remembers the best validation loss and says when there has been none better for long enough.
public struct EarlyStopping: Sendable, Equatable, Codable {
  /// Validations without an improvement after which training stops; nil: never.
  public var patience: Int?
  /// The lowest loss so far.
  public private(set) var best: Double?
  /// Validations since then.
  public private(set) var sinceBest = 0

  /// A search that has seen nothing yet.
  public init(patience: Int? = nil) {
    self.patience = patience
  }

  /// Takes a validation loss; returns whether it is the lowest so far.
  public mutating func observe(_ loss: Double) -> Bool {
    if loss < (best ?? .infinity) {
      best = loss
      sinceBest = 0
      return true
    }
    sinceBest += 1
    return false
  }

  /// Whether the patience is used up.
  public var shouldStop: Bool { patience.map { sinceBest >= $0 } ?? false }
}
