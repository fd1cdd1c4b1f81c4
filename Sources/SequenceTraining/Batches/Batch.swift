/// T steps of B sequences side by side, time-major: index t * B + b.
public struct Batch: TrainingBatch {
  /// Input tokens [T B]; a negative one is a vector of zeros. Of a batch of vectors all negative.
  public var tokens: [Int32]
  /// Input vectors [T B, m] of a model that is fed vectors; else empty.
  public var vectors: [Double]
  /// What is to be predicted [T B]; negative: nothing.
  public var targets: [Int32]
  /// Which sequence takes which step [T B]; nil: every one. A sequence that does not keeps its
  /// state.
  public var mask: [Bool]?
  /// Where a sequence begins anew [T B]: its state before that step is zero, and no gradient goes
  /// back beyond. Nil: nowhere.
  public var resets: [Bool]?
  /// Whether all sequences begin anew with this batch: the state before it is zero.
  public var startsAnew = false

  /// A batch of tokens.
  public init(
    tokens: [Int32], targets: [Int32], mask: [Bool]? = nil, resets: [Bool]? = nil
  ) {
    self.init(tokens: tokens, vectors: [], targets: targets, mask: mask, resets: resets)
  }

  /// A batch of vectors [T B, m].
  public init(
    vectors: [Double], targets: [Int32], mask: [Bool]? = nil, resets: [Bool]? = nil
  ) {
    precondition(
      targets.isEmpty || !vectors.isEmpty && vectors.count % targets.count == 0,
      "batch of \(vectors.count) elements of vectors, \(targets.count) targets")
    self.init(
      tokens: Array(repeating: -1, count: targets.count), vectors: vectors, targets: targets,
      mask: mask, resets: resets)
  }

  private init(
    tokens: [Int32], vectors: [Double], targets: [Int32], mask: [Bool]?, resets: [Bool]?
  ) {
    precondition(
      tokens.count == targets.count && mask.map { $0.count == tokens.count } ?? true
        && resets.map { $0.count == tokens.count } ?? true,
      "batch of \(tokens.count) tokens, \(targets.count) targets, \(mask?.count ?? 0) of mask, "
        + "\(resets?.count ?? 0) of resets")
    self.tokens = tokens
    self.vectors = vectors
    self.targets = targets
    self.mask = mask
    self.resets = resets
  }

  /// Predictions that count.
  public var targetCount: Int { targets.count { $0 >= 0 } }

  /// m of a batch of vectors, else 0.
  var vectorSize: Int { tokens.isEmpty ? 0 : vectors.count / tokens.count }
}
