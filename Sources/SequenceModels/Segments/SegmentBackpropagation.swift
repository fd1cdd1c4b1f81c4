public import TensorCore

/// Back-propagation through a sequence segment by segment, from the last one to the first, in one
/// workspace.
///
/// For every segment: its losses
/// (``SequenceWorkspace/loss(_:gradientScale:labelSmoothing:dropped:visit:)`` with a gradient
/// scale), then ``backward(_:dropoutKey:)``. The adjoint of the state between two segments is kept
/// here, so the workspace may hold one segment at a time, or all of them.
///
/// Memory in elements beside the workspace: the adjoint [L B, n], the scratch of the weight
/// gradients, with token input the gradient of W gathered by token [V, input gates x n], with an
/// embedding the input [T B, e].
public final class SegmentBackpropagation<S: KernelScalar>: @unchecked Sendable {
  // Used by the one thread that uses the workspace.
  public let workspace: SequenceWorkspace<S>
  private let boundaryStorage: Storage<S>
  private let scratchStorage: Storage<S>
  private let tableStorage: Storage<S>?
  private let embeddedStorage: Storage<S>?
  private var continues = false

  /// Memory beside `workspace`, which trains.
  public init(_ workspace: SequenceWorkspace<S>) {
    self.workspace = workspace
    let model = workspace.model
    let layers = model.stack.layers
    boundaryStorage = Storage(
      count: layers.count * workspace.rows * model.configuration.hiddenSize)
    scratchStorage = Storage(count: layers.map(\.gradientScratch).max() ?? 0)
    tableStorage = layers[0].inputTable.map { Storage(count: $0.count) }
    embeddedStorage = model.embeddingBlock.map {
      Storage(count: workspace.steps * workspace.rows * $0.shape[1])
    }
  }

  /// Sets the gradient to zero; the next segment is the last of its sequence.
  public func begin() {
    workspace.clearGradient()
    tableStorage?.row.fill(0)
    continues = false
  }

  /// Back-propagation through the steps of `range` of the workspace, the segment before the last
  /// one gone through; adds to the workspace's gradient.
  public func backward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    let (model, rows) = (workspace.model, workspace.rows)
    let span = range.lowerBound * rows..<range.upperBound * rows
    let adjoint = workspace.inputAdjoint?.rows(span)
    let boundary = boundaryStorage.block(
      rows: model.stack.layers.count * rows, columns: model.configuration.hiddenSize)
    model.stack.backward(
      workspace.tape, steps: range, input: input(span), mask: workspace.mask?.range(span),
      dropoutKey: dropoutKey, inputAdjoint: adjoint,
      gradient: LayerGradient(
        parameters: workspace.gradient, inputTable: tableBlock, scratch: scratchStorage.row),
      boundary: boundary, continues: continues)
    if let block = model.embeddingBlock, let adjoint {
      block.matrix(in: workspace.gradient).scatterAdd(adjoint, workspace.tokens.range(span))
    }
    continues = true
  }

  /// Completes the workspace's gradient after the first segment.
  public func finish() {
    guard let table = tableBlock else { return }
    workspace.model.stack.layers[0].layer.inputWeight.matrix(in: workspace.gradient)
      .addTranspose(table)
  }

  private var tableBlock: Block<S>? {
    let m = workspace.model.configuration.inputSize
    return tableStorage.map { $0.block(rows: m, columns: $0.count / m) }
  }

  private func input(_ span: Range<Int>) -> LayerInput<S> {
    let m = workspace.model.configuration.inputSize
    if let embeddedStorage, let embedding = workspace.model.embedding {
      let embedded = embeddedStorage.block(rows: span.count, columns: m)
      embedded.gather(embedding, workspace.tokens.range(span))
      return .dense(embedded)
    }
    if case .vectors = workspace.model.configuration.input {
      return .dense(workspace.vectors.rows(span))
    }
    return .tokens(workspace.tokens.range(span))
  }
}
