/// T steps of B sequences side by side, time-major: index t * B + b.
public struct Batch: Sendable {
  /// Input tokens [T B]; a negative one is a vector of zeros.
  public var tokens: [Int32]
  /// What is to be predicted [T B]; negative: nothing.
  public var targets: [Int32]
  /// Which sequence takes which step [T B]; nil: every one. A sequence that does not keeps its state.
  public var mask: [Bool]?

  public init(tokens: [Int32], targets: [Int32], mask: [Bool]? = nil) {
    precondition(
      tokens.count == targets.count && mask.map { $0.count == tokens.count } ?? true,
      "batch of \(tokens.count) tokens, \(targets.count) targets")
    self.tokens = tokens
    self.targets = targets
    self.mask = mask
  }

  /// Predictions that count.
  public var targetCount: Int { targets.count { $0 >= 0 } }
}
