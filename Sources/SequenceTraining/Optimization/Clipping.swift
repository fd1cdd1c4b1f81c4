/// Limits on a gradient before it is used; both may be on, the norm is applied first.
public struct Clipping: Sendable, Equatable, Codable {
  /// The largest global norm: g * limit / |g| when |g| >= limit (Pascanu, Mikolov and Bengio 2013). Nil: off.
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

/// Penalties on the weights: their gradients are added after clipping. Biases are left alone.
public struct Penalty: Sendable, Equatable, Codable {
  /// Adds l2 p to the gradient: the loss grows by l2 / 2 |p|^2.
  public var l2: Double
  /// Adds l1 sign(p) to the gradient: the loss grows by l1 sum |p|.
  public var l1: Double

  /// Penalties; 0: none.
  public init(l2: Double = 0, l1: Double = 0) {
    self.l2 = l2
    self.l1 = l1
  }
}
