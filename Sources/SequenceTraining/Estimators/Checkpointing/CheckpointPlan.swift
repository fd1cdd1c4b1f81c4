package import SequenceModels
package import TensorCore

/// What a ``CheckpointedBackpropagation`` will do and hold, known before anything is allocated.
package struct CheckpointPlan: Sendable {
  /// The cutting of the sequence, which decides the bits of the gradient.
  package let segments: SequenceSegments
  package let schedule: CheckpointSchedule
  /// Bytes that the estimator will hold beside the packed weights, as the memory meter counts them:
  ///
  ///     sum over workers:   workspace of one segment + segment back-propagation + units x L K B n
  ///
  /// with B the worker's sequences
  /// (``SequenceModels/SequenceModel/workspaceBytes(steps:rows:keepsActivations:masks:precision:)``,
  /// ``SequenceModels/SequenceModel/segmentBackpropagationBytes(rows:)``).
  package let bytes: Int
  /// Of those, what stores checkpoints.
  package let checkpointBytes: Int

  /// A plan for `source` on batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// Throws ``CheckpointingError/budgetTooSmall(budget:minimum:minimumOfSingleSteps:)``.
  /// - Parameters:
  ///   - memory: nil: as much as the strategy has a use for.
  ///   - segmentLength: nil: ``SequenceSegments/standardLength(_:batchSize:)``.
  ///   - precision: of the matrix products.
  ///   - masks: whether batches come with masks.
  ///   - threads: among how many the batch is split.
  package init<S>(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int,
    strategy: CheckpointStrategy = .mixed, memory: CheckpointMemory? = nil,
    segmentLength: Int? = nil, precision: ProductPrecision = .full, masks: Bool = false,
    threads: Int
  ) throws(CheckpointingError) {
    precondition(
      batchSize > 0 && sequenceLength > 0 && threads > 0,
      "checkpoints for \(batchSize) x \(sequenceLength) on \(threads) threads")
    let sizes = CheckpointSizes(
      source, rows: BatchSlice<S>.ranges(batchSize: batchSize, threads: threads).map(\.count),
      precision: precision, masks: masks)
    let segments = SequenceSegments(
      steps: sequenceLength,
      length: segmentLength ?? SequenceSegments.standardLength(source.stack, batchSize: batchSize))
    let least = sizes.leastUnits(strategy, segments)
    let tapeUnits = sizes.tapeUnits(segments)
    let units: Int
    switch memory {
    case nil: units = max(least, segments.count, 1 + tapeUnits * (segments.count - 1))
    case .slots(let slots):
      precondition(slots > 0, "\(slots) checkpoints")
      units = strategy == .internalStates ? 1 + tapeUnits * (slots - 1) : slots
    case .bytes(let budget): units = sizes.units(in: budget, segments)
    }
    guard units >= least else {
      let single = SequenceSegments(steps: sequenceLength, length: 1)
      var budget = sizes.bytes(segments, units: units)
      if case .bytes(let bytes) = memory { budget = bytes }
      throw .budgetTooSmall(
        budget: budget, minimum: sizes.bytes(segments, units: least),
        minimumOfSingleSteps: sizes.bytes(single, units: sizes.leastUnits(strategy, single)))
    }
    self.segments = segments
    schedule = CheckpointSchedule(
      strategy, segments: segments.count, units: units, tapeUnits: tapeUnits)
    bytes = sizes.bytes(segments, units: schedule.unitCount)
    checkpointBytes = bytes - sizes.bytes(segments, units: 0)
  }
}

/// Sizes of what a model's checkpoints take, for the workers' sequences.
private struct CheckpointSizes<S: KernelScalar> {
  let source: SequenceModel<S>
  /// B of each worker.
  let rows: [Int]
  let precision: ProductPrecision
  let masks: Bool

  init(_ source: SequenceModel<S>, rows: [Int], precision: ProductPrecision, masks: Bool) {
    self.source = source
    self.rows = rows
    self.precision = precision
    self.masks = masks
  }

  /// a: hidden states in whose place the tape of a segment fits, whatever the number of sequences.
  func tapeUnits(_ segments: SequenceSegments) -> Int {
    let tape = source.savedTapeCount(steps: segments.length, rows: 1)
    return (tape - 1) / source.stateCount(rows: 1) + 1
  }

  func leastUnits(_ strategy: CheckpointStrategy, _ segments: SequenceSegments) -> Int {
    guard strategy == .squareRoot else { return 1 }
    return CheckpointSchedule.squareRootUnits(
      segments: segments.count, tapeUnits: tapeUnits(segments))
  }

  func bytes(_ segments: SequenceSegments, units: Int) -> Int {
    rows.reduce(0) { sum, rows in
      sum
        + source.workspaceBytes(
          steps: segments.length, rows: rows, masks: masks, precision: precision)
        + source.segmentBackpropagationBytes(rows: rows)
        + Storage<S>.byteCount(units * source.stateCount(rows: rows))
    }
  }

  /// The most units that fit into `budget` bytes; 0 if none does.
  func units(in budget: Int, _ segments: SequenceSegments) -> Int {
    let unit = source.stateCount(rows: rows.reduce(0, +)) * MemoryLayout<S>.stride
    var units = max(0, (budget - bytes(segments, units: 0)) / unit)
    // Every worker's memory is rounded up.
    while units > 0 && bytes(segments, units: units) > budget { units -= 1 }
    return units
  }
}
