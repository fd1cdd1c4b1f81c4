/// T steps of B sequences side by side, time-major: index t * B + b.
public struct Batch: TrainingBatch {
  /// Input tokens [T B]; a negative one is a vector of zeros. Of a batch of vectors all negative.
  public var tokens: [Int32]
  /// Input vectors [T B, m] of a model that is fed vectors, beside tokens or alone; else empty.
  public var vectors: [Double]
  /// Symbols to be predicted [T B]; negative: none. Of a batch with values empty.
  public var targets: [Int32]
  /// Values to be predicted [T B, d] of a model whose loss is that of values; else empty. NaN: one
  /// that is missing.
  public var values: [Double]
  /// What the loss of each target is multiplied with [T B]; nil: 1. The mean loss is that of all
  /// targets by their weights.
  public var weights: [Double]?
  /// Which sequence takes which step [T B]; nil: every one. A sequence that does not keeps its
  /// state.
  public var mask: [Bool]?
  /// Where a sequence begins anew [T B]: its state before that step is zero, and no gradient goes
  /// back beyond. Nil: nowhere.
  public var resets: [Bool]?
  /// Whether all sequences begin anew with this batch: the state before it is zero.
  public var startsAnew = false

  /// A batch of tokens, with vectors [T B, m] beside them or without.
  public init(
    tokens: [Int32], vectors: [Double] = [], targets: [Int32], mask: [Bool]? = nil,
    resets: [Bool]? = nil
  ) {
    self.init(
      tokens: tokens, vectors: vectors, targets: targets, values: [], mask: mask, resets: resets)
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
      values: [], mask: mask, resets: resets)
  }

  /// A batch of tokens, with vectors [T B, m] beside them or without, and with values [T B, d] to
  /// be predicted.
  public init(
    tokens: [Int32], vectors: [Double] = [], values: [Double], mask: [Bool]? = nil,
    resets: [Bool]? = nil
  ) {
    self.init(
      tokens: tokens, vectors: vectors, targets: [], values: values, mask: mask, resets: resets)
  }

  /// A batch of vectors [T B, m] with values [T B, d] to be predicted.
  ///
  /// - Parameter valueSize: d
  public init(
    vectors: [Double], values: [Double], valueSize: Int = 1, mask: [Bool]? = nil,
    resets: [Bool]? = nil
  ) {
    let places = values.count / valueSize
    precondition(
      places == 0 || !vectors.isEmpty && vectors.count % places == 0,
      "batch of \(vectors.count) elements of vectors, \(values.count) of values [\(valueSize)]")
    self.init(
      tokens: Array(repeating: -1, count: places), vectors: vectors, targets: [], values: values,
      mask: mask, resets: resets)
  }

  private init(
    tokens: [Int32], vectors: [Double], targets: [Int32], values: [Double], mask: [Bool]?,
    resets: [Bool]?
  ) {
    let places = tokens.count
    precondition(
      values.isEmpty ? targets.count == places : places > 0 && values.count % places == 0,
      "batch of \(places) tokens, \(targets.count) targets, \(values.count) elements of values")
    precondition(
      mask.map { $0.count == places } ?? true && resets.map { $0.count == places } ?? true,
      "batch of \(places) tokens, \(mask?.count ?? 0) of mask, \(resets?.count ?? 0) of resets")
    self.tokens = tokens
    self.vectors = vectors
    self.targets = targets
    self.values = values
    self.mask = mask
    self.resets = resets
  }

  /// Predictions that count: symbols, or steps with values.
  public var targetCount: Int {
    values.isEmpty ? targets.count { $0 >= 0 } : tokens.indices.count { hasTarget($0) }
  }

  /// Whether anything is to be predicted of entry `index` of [T B].
  private func hasTarget(_ index: Int) -> Bool {
    guard !values.isEmpty else { return targets[index] >= 0 }
    return values[index * valueSize..<(index + 1) * valueSize].contains { !$0.isNaN }
  }

  /// The sum of the weights of the targets from entry `first` of [T B] on.
  func targetWeight(from first: Int = 0) -> Double {
    if let weights {
      precondition(weights.count == tokens.count, "\(weights.count) weights of \(tokens.count)")
      return (first..<tokens.count).reduce(0) { hasTarget($1) ? $0 + weights[$1] : $0 }
    }
    return Double(
      values.isEmpty
        ? targets[first...].count { $0 >= 0 } : (first..<tokens.count).count { hasTarget($0) })
  }

  /// d of a batch with values, else 0.
  var valueSize: Int { tokens.isEmpty ? 0 : values.count / tokens.count }

  /// m of a batch of vectors, else 0.
  var vectorSize: Int { tokens.isEmpty ? 0 : vectors.count / tokens.count }
}
