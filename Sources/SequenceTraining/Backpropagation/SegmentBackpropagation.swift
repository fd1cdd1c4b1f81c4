internal import SequenceModels
internal import TensorCore

/// Back-propagation through a sequence segment by segment, from the last one to the first, in one
/// workspace.
///
/// For every segment: its losses
/// (``SequenceWorkspace/loss(_:gradientScale:labelSmoothing:dropped:visit:)`` with a gradient
/// scale), then ``backward(_:dropoutKey:)``. The adjoint of the state between two segments is kept
/// here, so the workspace may hold one segment at a time, or all of them.
///
/// Memory in elements beside the workspace: the adjoint [L B, n].
final class SegmentBackpropagation<S: KernelScalar>: @unchecked Sendable {
  // Used by the one thread that uses the workspace.
  let workspace: SequenceWorkspace<S>
  private let boundaryStorage: Storage<S>
  private var continues = false

  /// Memory beside `workspace`, which trains.
  init(_ workspace: SequenceWorkspace<S>) {
    self.workspace = workspace
    boundaryStorage = Storage(
      count: workspace.model.stack.layers.count * workspace.rows
        * workspace.model.configuration.hiddenSize)
  }

  /// Begins a gradient; the next segment is the last of its sequence.
  func begin() {
    workspace.clearGradientBesideLayerWeights()
    continues = false
  }

  /// Back-propagation through the steps of `range` of the workspace, the segment before the last
  /// one gone through; adds to the workspace's gradient, which the last segment begins.
  func backward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    let model = workspace.model
    let boundary = boundaryStorage.block(
      rows: model.stack.layers.count * workspace.rows, columns: model.configuration.hiddenSize)
    workspace.backward(
      range, dropoutKey: dropoutKey, boundary: boundary, continues: continues)
    continues = true
  }

  /// Completes the workspace's gradient after the first segment.
  func finish() { workspace.finishGradient() }
}
