internal import SequenceModels
internal import TensorCore

/// Runs batches forward and finds their losses for estimators that go no step back: the part that
/// all of them share.
///
/// Memory: the packed weights, and a ``SequenceWorkspace`` of T steps of B sequences that trains,
/// with masks if they are wanted.
final class StreamForward<S: KernelScalar> {
  let model: PackedSequenceModel<S>
  let batchSize: Int
  let sequenceLength: Int
  let workspace: SequenceWorkspace<S>
  private let slice: BatchSlice<S>
  private let stack: RecurrentStack
  /// [L, K, B, n]: the state before the next batch.
  var state: Tensor<S>
  /// What the losses of the present batch are multiplied with, one over the weight of its targets.
  private(set) var gradientScale = 0.0
  /// The part of a target's probability that the present batch spreads over all symbols.
  private(set) var labelSmoothing = 0.0

  init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, masks: Bool,
    pool: WorkerPool
  ) {
    precondition(
      batchSize > 0 && sequenceLength > 0, "gradient of \(batchSize) x \(sequenceLength)")
    let model = PackedSequenceModel(source, trains: true, pool: pool)
    self.model = model
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    stack = model.architecture
    state = Tensor(zeros: stack.stateShape(batch: batchSize))
    workspace = SequenceWorkspace(
      model, steps: sequenceLength, rows: batchSize, trains: true, masks: masks)
    slice = BatchSlice(range: 0..<batchSize, batch: batchSize, workspace: workspace)
  }

  /// Whether sequence `row` takes step `step` of the batch.
  func takes(_ step: Int, _ row: Int) -> Bool {
    workspace.mask?[step * batchSize + row] ?? true
  }

  /// Whether the step of sequence `row` has a target.
  func hasLoss(_ step: Int, _ row: Int) -> Bool {
    workspace.hasTarget(step * batchSize + row)
  }

  /// Runs a batch: `reset` is called for every sequence that begins anew, then `visit` for every
  /// step, in order, after its forward pass and with the adjoint of its output set. The readout's
  /// gradient is complete at the end; the workspace's gradient starts at zero.
  func run(
    _ batch: Batch, labelSmoothing: Double, reset: (_ row: Int) -> Void,
    visit: (_ step: Int) -> Void
  ) -> GradientReport {
    precondition(
      batch.tokens.count == batchSize * sequenceLength,
      "batch of \(batch.tokens.count) tokens for \(sequenceLength) steps x \(batchSize)")
    precondition(
      batch.mask == nil || workspace.mask != nil, "a batch with a mask for an estimator without")
    let denormals = flushDenormals(true)
    defer { flushDenormals(denormals) }
    let weight = batch.targetWeight()
    gradientScale = weight > 0 ? 1 / weight : 0
    self.labelSmoothing = labelSmoothing
    var loss = 0.0
    slice.load(batch, steps: 0..<sequenceLength)
    workspace.clearGradient()
    state.withMutableBlock { state in
      slice.loadState(state, before: 0)
      for range in ranges(batch) {
        for row in 0..<batchSize where batch.resets?[range.lowerBound * batchSize + row] ?? false {
          for layer in stack.layers.indices {
            workspace.state(layer: layer, before: range.lowerBound).rows(row..<row + 1).fill(0)
          }
          reset(row)
        }
        workspace.forward(range)
        loss += workspace.loss(range, gradientScale: gradientScale, labelSmoothing: labelSmoothing)
        for step in range { visit(step) }
      }
      slice.storeState(state, before: sequenceLength)
    }
    return GradientReport(
      lossSum: loss, targetCount: batch.targetCount, targetWeight: weight, gradientNorm: 0)
  }

  /// The steps between two resets of any sequence.
  private func ranges(_ batch: Batch) -> [Range<Int>] {
    guard let resets = batch.resets else { return [0..<sequenceLength] }
    let starts = (1..<max(sequenceLength, 1)).filter { step in
      resets[step * batchSize..<(step + 1) * batchSize].contains(true)
    }
    return zip([0] + starts, starts + [sequenceLength]).map { $0..<$1 }
  }
}
