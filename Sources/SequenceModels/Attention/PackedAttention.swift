internal import TensorCore

/// The weights of attention as the kernels read them.
final class PackedAttention<S: KernelScalar>: Sendable {
  let blocks: AttentionBlocks
  let keys: Weight<S>?
  let queries: Weight<S>?
  /// v as the weight of one output, [1, n]. Always in full precision: the adjoints of the scores of
  /// a step add up to 0, and the gradient of what all scores share is what is left of them.
  let score: Weight<S>?
  /// The columns of W_c that read the context, and those that read the query.
  let outputContext: Weight<S>
  let outputQuery: Weight<S>

  init(_ blocks: AttentionBlocks, trains: Bool, precision: ProductPrecision) {
    self.blocks = blocks
    func packed(_ block: ParameterBlock, columns: Range<Int>? = nil) -> Weight<S> {
      Weight(block, columns: columns, trains: trains, precision: precision)
    }
    keys = blocks.keyWeight.map { packed($0) }
    queries = blocks.queryWeight.map { packed($0) }
    score = blocks.score.map { Weight($0, trains: trains, precision: .full) }
    let m = blocks.memorySize
    outputContext = packed(blocks.outputWeight, columns: 0..<m)
    outputQuery = packed(blocks.outputWeight, columns: m..<m + blocks.querySize)
  }

  private var weights: [Weight<S>] {
    [keys, queries, score, outputContext, outputQuery].compactMap(\.self)
  }

  func packingTasks() -> [PackingTask<S>] { weights.flatMap { $0.packingTasks() } }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int { weights.map(\.gradientScratch).max() ?? 0 }
}
