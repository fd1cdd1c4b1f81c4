internal import SequenceModels
internal import TensorCore

/// The sequences of a batch that one worker runs, and its workspace.
struct BatchSlice<S: KernelScalar>: Sendable {
  /// Sequences `range` of `batch`.
  let range: Range<Int>
  let batch: Int
  let workspace: SequenceWorkspace<S>
  /// Memory for dL/dh [L B, n] between two segments of a backward pass.
  private let boundaryStorage: Storage<S>?

  /// A slice; `inSegments`: with what a backward pass segment by segment needs.
  init(
    range: Range<Int>, batch: Int, workspace: SequenceWorkspace<S>, inSegments: Bool = false
  ) {
    self.range = range
    self.batch = batch
    self.workspace = workspace
    let stack = workspace.model.architecture
    boundaryStorage =
      inSegments
      ? Storage(count: stack.layers.count * workspace.rows * stack.hiddenSize) : nil
  }

  /// The sequences of each of `threads` workers: nearly equal parts of a batch, none empty.
  static func ranges(batchSize: Int, threads: Int) -> [Range<Int>] {
    let workers = min(threads, batchSize)
    return (0..<workers).map { batchSize * $0 / workers..<batchSize * ($0 + 1) / workers }
  }

  /// Goes back through a segment of a sequence, steps of the workspace that have been run forward,
  /// after the segments that follow it: losses, then adjoints. The last segment, `isLast`, begins
  /// the workspace's gradient; ``SequenceWorkspace/finishGradient()`` completes it after the first
  /// one.
  ///
  /// The adjoint of the state between two segments is kept here, so the workspace may hold one
  /// segment at a time, or all of them. Returns the sum of the segment's losses.
  func goBack(through steps: Range<Int>, isLast: Bool, _ pass: BackwardPass) -> Double {
    if isLast { workspace.clearGradientBesideLayerWeights() }
    let loss = workspace.loss(
      steps, gradientScale: pass.gradientScale, labelSmoothing: pass.labelSmoothing,
      dropped: pass.drops)
    let stack = workspace.model.architecture
    workspace.backward(
      steps, dropoutKey: pass.dropoutKey,
      boundary: boundaryStorage?.block(
        rows: stack.layers.count * workspace.rows, columns: stack.hiddenSize),
      continues: !isLast)
    return loss
  }
}

/// What a pass forward and back is given beside batch and state.
struct BackwardPass: Sendable {
  /// Steps since the beginning of training, for the dropout masks.
  var start = 0
  /// The gradient is that of the sum of the losses times this.
  var gradientScale = 0.0
  /// The part of a target's probability that is spread over all symbols.
  var labelSmoothing = 0.0
  /// What the dropout masks are made from; nil: nothing is dropped.
  var dropoutKey: UInt64?
  /// What the masks that hold for the update are made from.
  var updateKey: UInt64 = 0

  /// Whether anything is dropped.
  var drops: Bool { dropoutKey != nil }

  /// The key of the masks of weights.
  var weightKey: UInt64 { updateKey.splitMix(0) }

  /// The key of the mask of symbols.
  var symbolKey: UInt64 { updateKey.splitMix(1) }

  /// What the masks of an update at `start` steps since the beginning of training are made from.
  static func updateKey(seed: UInt64, start: Int) -> UInt64 {
    seed.splitMix(1) &+ UInt64(truncatingIfNeeded: start)
  }
}
