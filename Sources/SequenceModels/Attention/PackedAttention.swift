internal import TensorCore

/// The weights of attention as the kernels read them.
final class PackedAttention<S: KernelScalar>: Sendable {
  let blocks: AttentionBlocks
  let keys: PackedWeight<S>?
  let queries: PackedWeight<S>?
  /// v as the weight of one output, [1, n].
  let score: PackedWeight<S>?
  /// The columns of W_c that read the context, and those that read the query.
  let outputContext: PackedWeight<S>
  let outputQuery: PackedWeight<S>

  init(_ blocks: AttentionBlocks, trains: Bool) {
    self.blocks = blocks
    keys = blocks.keyWeight.map { PackedWeight($0, trains: trains) }
    queries = blocks.queryWeight.map { PackedWeight($0, trains: trains) }
    score = blocks.score.map { PackedWeight($0, trains: trains) }
    let m = blocks.memorySize
    outputContext = PackedWeight(blocks.outputWeight, columns: 0..<m, trains: trains)
    outputQuery = PackedWeight(
      blocks.outputWeight, columns: m..<m + blocks.querySize, trains: trains)
  }

  private var weights: [PackedWeight<S>] {
    [keys, queries, score, outputContext, outputQuery].compactMap(\.self)
  }

  func packingTasks() -> [@Sendable (Block<S>) -> Void] { weights.flatMap { $0.packingTasks() } }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int { weights.map(\.gradientScratch).max() ?? 0 }
}
