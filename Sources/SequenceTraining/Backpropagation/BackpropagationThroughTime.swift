package import SequenceModels
package import TensorCore

/// The gradient of a sequence model by back-propagation through time, full or truncated with carried state.
///
/// TBPTT(k1, k2) (Williams and Peng 1990; the names of Sutskever 2013): after every k1 steps the losses of those
/// steps are propagated back through the last k2. With k2 = k1 the text is cut into chunks, the state
/// carried from one to the next; with k2 > k1 windows overlap and every loss is credited over k2 - k1 steps
/// at least, from activations kept on the tape, nothing being run twice; with k2 < k1 only the losses of the last
/// k2 steps give a gradient. Full back-propagation is k1 = the sequence's length, starting from a given state.
///
/// The batch is split among the pool's threads for the whole pass; each has its own workspace and
/// gradient (``SequenceWorkspace``), summed in a fixed order. A sequence's loss has the same bits whatever batch it is in.
/// With fewer sequences than threads, several threads run each, the layers shared out among them
/// (``PipelinedBackpropagation``): the same bits again, in less time.
///
/// A batch with resets is run as one in which every piece of a sequence between two resets is a sequence of its own:
/// in a workspace for so many, which is made when first needed. Windows (k2 other than k1) have none.
package final class BackpropagationThroughTime<S: KernelScalar>: SequenceEstimator {
  /// The weights that are used, to be packed anew after every update.
  package let model: PackedSequenceModel<S>
  /// B
  package let batchSize: Int
  /// k1
  package let sequenceLength: Int
  /// k2
  package let backpropagationLength: Int
  /// The segments in which the gradient is accumulated, whose order decides its bits; nil: all steps at once, as of
  /// windows that overlap.
  package let segments: SequenceSegments?
  let pool: WorkerPool
  let slices: [BatchSlice<S>]
  private let stack: RecurrentStack
  let dropoutKey: UInt64?
  private let dropoutSeed: UInt64
  var keptSteps = 0
  /// [L, K, B, n]
  package var state: Tensor<S>
  let results: [WorkerResult]
  private let pipelined: Bool?
  /// Of each thread, if several run a sequence.
  private let pipelineScratch: [Storage<S>]
  private var pipelineChoice = PipelineChoice()

  /// For batches with resets.
  private var pieces: BackpropagationThroughTime?
  private var holdsPieces = false

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameters:
  ///   - backpropagationLength: k2; nil: k1.
  ///   - segmentLength: steps whose gradient is accumulated at once, as a ``CheckpointedBackpropagation`` does; not
  ///     with a k2 other than k1. Nil: ``SequenceSegments/standardLength(_:batchSize:)``.
  ///   - precision: of the matrix products.
  ///   - masks: whether batches come with masks.
  ///   - dropoutSeed: seed of the dropout masks, if the model has dropout.
  ///   - pipelined: whether several threads run a sequence where there are more threads than sequences; nil: where
  ///     that is faster.
  package convenience init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int,
    backpropagationLength: Int? = nil, segmentLength: Int? = nil,
    precision: ProductPrecision = .full, masks: Bool = false, dropoutSeed: UInt64 = 0,
    pipelined: Bool? = nil, pool: WorkerPool
  ) {
    self.init(
      packed: PackedSequenceModel(source, trains: true, precision: precision, pool: pool),
      batchSize: batchSize,
      sequenceLength: sequenceLength, backpropagationLength: backpropagationLength,
      segmentLength: segmentLength, masks: masks, dropoutSeed: dropoutSeed, pipelined: pipelined,
      pool: pool)
  }

  /// The same for weights packed already.
  init(
    packed model: PackedSequenceModel<S>, batchSize: Int, sequenceLength: Int,
    backpropagationLength: Int? = nil, segmentLength: Int? = nil, masks: Bool,
    dropoutSeed: UInt64, pipelined: Bool?, pool: WorkerPool
  ) {
    precondition(
      batchSize > 0 && sequenceLength > 0 && backpropagationLength ?? 1 > 0,
      "back-propagation of \(batchSize) x \(sequenceLength)")
    self.model = model
    self.dropoutSeed = dropoutSeed
    self.batchSize = batchSize
    self.pipelined = pipelined
    self.sequenceLength = sequenceLength
    let length = backpropagationLength ?? sequenceLength
    self.backpropagationLength = length
    precondition(
      segmentLength == nil || length == sequenceLength,
      "segments of TBPTT(\(sequenceLength), \(length))")
    let segments =
      length == sequenceLength
      ? SequenceSegments(
        steps: sequenceLength,
        length: segmentLength
          ?? SequenceSegments.standardLength(model.architecture, batchSize: batchSize)) : nil
    self.segments = segments
    self.pool = pool
    stack = model.architecture
    state = Tensor(zeros: stack.stateShape(batch: batchSize))
    var mixer = SplitMix64(state: dropoutSeed)
    dropoutKey = stack.dropout > 0 ? mixer.next() : nil
    let isPipelined =
      segments != nil
      && (pipelined.map { $0 && batchSize < pool.count }
        ?? BatchSlice<S>.isPipelined(stack, batchSize: batchSize, threads: pool.count))
    slices = BatchSlice<S>.ranges(batchSize: batchSize, threads: pool.count).map { range in
      let workspace = SequenceWorkspace(
        model, steps: max(sequenceLength, length), rows: range.count, trains: true,
        keepsActivations: length > sequenceLength, masks: masks)
      // Workers are dealt out to the slices in turn.
      let members = (pool.count - range.lowerBound + batchSize - 1) / batchSize
      return BatchSlice(
        range: range, batch: batchSize, workspace: workspace,
        segments: length != sequenceLength || isPipelined ? nil : SegmentBackpropagation(workspace),
        pipeline: isPipelined ? PipelinedBackpropagation(workspace, members: members) : nil)
    }
    let scratch = slices[0].workspace.gradientScratchCount
    pipelineScratch = (0..<(isPipelined ? pool.count : 0)).map { _ in Storage(count: scratch) }
    results = pool.makeResults()
  }

  /// The gradient of the mean loss of the last pass, one row in the order of the layout.
  package var gradient: Block<S> {
    if holdsPieces, let pieces { return pieces.gradient }
    return slices[0].workspace.gradient
  }

  /// Forgets the steps kept for windows that overlap: the next batch does not follow the last one.
  package func forgetPast() { keptSteps = 0 }

  /// Runs a batch forward and back.
  ///
  /// - Parameter start: steps since the beginning of training, for the dropout masks.
  package func run(
    _ batch: Batch, start: Int = 0, labelSmoothing: Double = 0
  ) -> GradientReport {
    requireSize(of: batch)
    holdsPieces = false
    if let resets = batch.resets, resets.contains(true) {
      return runPieces(batch, resets, start: start, labelSmoothing: labelSmoothing)
    }
    let kept = keptSteps
    let used = kept + sequenceLength
    let firstTrained = max(kept, used - backpropagationLength)
    let trained = countTargets(batch, from: firstTrained - kept)
    let scale = trained > 0 ? 1 / Double(trained) : 0
    let (layers, components) = (stack.layers.count, stack.stateCount)
    state.withMutableBlock { state in
      if let segments, !pipelineScratch.isEmpty {
        for slice in slices { load(slice, batch, state, at: 0, start: start) }
        let shares = pipelined ?? pipelineChoice.shares
        let seconds = ContinuousClock().measure {
          runPipelined(segments, shares: shares, scale: scale, labelSmoothing: labelSmoothing)
        }
        pipelineChoice.observe(seconds: seconds / .seconds(1))
        for slice in slices {
          slice.storeState(state, layers: layers, components: components, before: used)
        }
        return
      }
      forEachSlice { slice in
        let workspace = slice.workspace
        load(slice, batch, state, at: kept, start: start)
        workspace.forward(kept..<used, dropoutKey: dropoutKey)
        let dropped = dropoutKey != nil
        var loss = 0.0
        if let segments, let backpropagation = slice.segments {
          backpropagation.begin()
          for segment in (0..<segments.count).reversed() {
            let steps = segments.range(segment)
            loss += workspace.loss(
              steps, gradientScale: scale, labelSmoothing: labelSmoothing, dropped: dropped)
            backpropagation.backward(steps, dropoutKey: dropoutKey)
          }
          backpropagation.finish()
          slice.storeState(state, layers: layers, components: components, before: used)
          return loss
        }
        workspace.clearGradient()
        if firstTrained > kept {
          loss += workspace.loss(
            kept..<firstTrained, labelSmoothing: labelSmoothing, dropped: dropped)
        }
        loss += workspace.loss(
          firstTrained..<used, gradientScale: scale, labelSmoothing: labelSmoothing,
          dropped: dropped)
        let first = max(0, used - backpropagationLength)
        if first < firstTrained { workspace.clearOutputAdjoint(first..<firstTrained) }
        workspace.backward(first..<used, dropoutKey: dropoutKey)
        workspace.finishGradient()
        slice.storeState(state, layers: layers, components: components, before: used)
        let keep = min(used, max(0, backpropagationLength - sequenceLength))
        if keep > 0 { workspace.keepLast(keep, of: used) }
        return loss
      }
    }
    keptSteps = min(used, max(0, backpropagationLength - sequenceLength))
    let squares = pool.sum(slices.map(\.workspace.gradient), results)
    return GradientReport(
      lossSum: results.prefix(slices.count).reduce(0) { $0 + $1.loss },
      targetCount: batch.targetCount, gradientNorm: squares.squareRoot())
  }

  private func runPieces(
    _ batch: Batch, _ resets: [Bool], start: Int, labelSmoothing: Double
  ) -> GradientReport {
    precondition(
      backpropagationLength == sequenceLength,
      "resets in TBPTT(\(sequenceLength), \(backpropagationLength)): windows have none")
    let split = BatchPieces(batch, resets, batchSize: batchSize)
    let estimator: BackpropagationThroughTime
    if let pieces, pieces.batchSize == split.pieces.count {
      estimator = pieces
    } else {
      pieces = nil
      estimator = BackpropagationThroughTime(
        packed: model, batchSize: split.pieces.count, sequenceLength: sequenceLength, masks: true,
        dropoutSeed: dropoutSeed, pipelined: pipelined, pool: pool)
      pieces = estimator
    }
    estimator.state = split.state(state, planes: stack.layers.count * stack.stateCount)
    let report = estimator.run(split.batch, start: start, labelSmoothing: labelSmoothing)
    split.restore(estimator.state, to: &state, planes: stack.layers.count * stack.stateCount)
    holdsPieces = true
    return report
  }

  private func countTargets(_ batch: Batch, from step: Int) -> Int {
    batch.targets[(step * batchSize)...].count { $0 >= 0 }
  }

  /// Input, targets and state before step `kept` of a slice.
  private func load(
    _ slice: BatchSlice<S>, _ batch: Batch, _ state: Block<S>, at kept: Int, start: Int
  ) {
    slice.load(batch, steps: 0..<sequenceLength, at: kept)
    if dropoutKey != nil {
      slice.loadDropoutKeys(at: kept, steps: sequenceLength, start: start)
    }
    slice.loadState(
      state, layers: stack.layers.count, components: stack.stateCount, before: kept)
  }

  /// Forward and back through all segments, several workers to a slice if it `shares`.
  private func runPipelined(
    _ segments: SequenceSegments, shares: Bool, scale: Double, labelSmoothing: Double
  ) {
    let pipelines = slices.compactMap(\.pipeline)
    for (index, pipeline) in pipelines.enumerated() {
      results[index].loss = 0
      pipeline.begin(
        steps: sequenceLength, dropoutKey: dropoutKey, gradientScale: scale,
        labelSmoothing: labelSmoothing)
    }
    for segment in (0..<segments.count).reversed() {
      for pipeline in pipelines { pipeline.prepare(segments.range(segment)) }
      pool.run(pieces: shares ? pool.count : pipelines.count) { worker in
        let scratch = pipelineScratch[worker].row
        guard shares else { return pipelines[worker].work(as: 0, scratch: scratch) }
        pipelines[worker % pipelines.count].work(as: worker / pipelines.count, scratch: scratch)
        // Then a guest at the others.
        for offset in 1..<pipelines.count {
          pipelines[(worker + offset) % pipelines.count].work(as: nil, scratch: scratch)
        }
      }
      for (index, pipeline) in pipelines.enumerated() { results[index].loss += pipeline.finish() }
    }
  }

  private func forEachSlice(_ body: (BatchSlice<S>) -> Double) {
    pool.run(pieces: slices.count) { worker in results[worker].loss = body(slices[worker]) }
  }
}
