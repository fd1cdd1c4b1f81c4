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
