package import SequenceModels
package import TensorCore

/// What a ``CheckpointedBackpropagation`` will do and hold, known before anything is allocated.
package struct CheckpointPlan: Sendable {
  /// The cutting of the sequence, which decides the bits of the gradient.
  package let segments: SequenceSegments
  package let schedule: CheckpointSchedule
  /// Bytes that the estimator will hold beside packed weights and carried state, as the memory
  /// meter counts them:
  ///
  ///     sum over workers:   workspace of one segment + segment back-propagation + units x L K B n
  ///
  /// with B the worker's sequences.
  package let bytes: Int
  /// Of those, what stores checkpoints.
  package let checkpointBytes: Int

  /// A plan for `source` on batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// Throws ``GradientMethodError/budgetTooSmall(budget:minimum:minimumOfSingleSteps:)``.
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
  ) throws(GradientMethodError) {
    precondition(
      batchSize > 0 && sequenceLength > 0 && threads > 0,
      "checkpoints for \(batchSize) x \(sequenceLength) on \(threads) threads")
    let arena = CheckpointArena(
      source, rows: BatchSlice<S>.ranges(batchSize: batchSize, threads: threads).map(\.count),
      precision: precision, masks: masks)
    let segments = SequenceSegments(
      steps: sequenceLength,
      length: segmentLength ?? SequenceSegments.standardLength(source.stack, batchSize: batchSize))
    let work = arena.workBytes(segments)
    let least = arena.leastUnits(strategy, segments)
    let tapeUnits = arena.tapeUnits(segments)
    let units: Int
    switch memory {
    case nil: units = max(least, segments.count, 1 + tapeUnits * (segments.count - 1))
    case .slots(let slots):
      precondition(slots > 0, "\(slots) checkpoints")
      units = strategy == .internalStates ? 1 + tapeUnits * (slots - 1) : slots
    case .bytes(let budget): units = arena.units(in: budget - work)
    }
    guard units >= least else {
      let single = SequenceSegments(steps: sequenceLength, length: 1)
      var budget = work + arena.bytes(units: units)
      if case .bytes(let bytes) = memory { budget = bytes }
      throw .budgetTooSmall(
        budget: budget, minimum: work + arena.bytes(units: least),
        minimumOfSingleSteps: arena.workBytes(single)
          + arena.bytes(units: arena.leastUnits(strategy, single)))
    }
    self.segments = segments
    schedule = CheckpointSchedule(
      strategy, segments: segments.count, units: units, tapeUnits: tapeUnits)
    checkpointBytes = arena.bytes(units: schedule.unitCount)
    bytes = work + checkpointBytes
  }
}
