/// Limits on a gradient before it is used; both may be on, the norm is applied first.
public struct Clipping: Sendable, Equatable, Codable {
  /// The largest global norm: g * limit / |g| when |g| >= limit (Pascanu, Mikolov and Bengio 2013).
  /// Nil: off.
  public var norm: Double?
  /// The largest magnitude of an element, as char-rnn clips. Nil: off.
  public var value: Double?

  /// Bounds; nil: none.
  public init(norm: Double? = nil, value: Double? = nil) {
    self.norm = norm
    self.value = value
  }

  /// The factor for a gradient of global norm `norm`.
  package func scale(norm found: Double) -> Double {
    guard let norm, found >= norm, found > 0 else { return 1 }
    return norm / found
  }
}
