public import SequenceModels

/// Pairs that are trained side by side.
public struct PairBatch: TrainingBatch {
  /// The pairs, without start and end symbols.
  public var pairs: [SequencePair]
  /// A name for each pair, such as its index in the corpus: its dropout masks and the draws of
  /// scheduled sampling are made from it, so that they do not depend on the batch it is in.
  public var keys: [UInt64]

  /// A batch; without `keys` the pairs are named by their place in it.
  public init(_ pairs: [SequencePair], keys: [UInt64]? = nil) {
    precondition(
      keys == nil || keys?.count == pairs.count, "\(pairs.count) pairs, \(keys?.count ?? 0) keys")
    self.pairs = pairs
    self.keys = keys ?? pairs.indices.map { UInt64($0) }
  }

  /// Predictions that count: every target symbol and the end of every target.
  public var predictions: Int { pairs.reduce(0) { $0 + $1.predictions } }
}
