package import SequenceModels
package import TensorCore

/// The bytes that an estimator will hold, as the memory meter counts them: planned by making one in
/// the air (``TensorCore/MemoryMeter/planned(_:)``).
package struct EstimatorMemory: Sendable, Equatable {
  /// All of it.
  package fileprivate(set) var bytes = 0
  /// What is carried instead of the past, once all of it has been made.
  package fileprivate(set) var influence = 0
  /// States and activations that back-propagation goes on from again.
  package fileprivate(set) var checkpoints = 0
  /// Checkpoints and the workspaces beside them: what a budget of ``CheckpointMemory/bytes(_:)`` is
  /// spent on.
  package fileprivate(set) var checkpointing = 0
}

extension GradientMethod {
  /// The bytes that the estimator will hold.
  ///
  /// - Parameter longestSequence: steps from one reset to the next; nil: without end. Blocks of
  ///   that length and more never make an influence.
  package func memory<S>(
    of model: SequenceModel<S>, _ options: EstimatorOptions, longestSequence: Int? = nil,
    threads: Int
  ) throws(GradientMethodError) -> EstimatorMemory {
    var memory = EstimatorMemory()
    if options.batchSize > exactlyPlanned {
      let scaled = try PlannedMemory.proportional(to: options.batchSize, exactly: exactlyPlanned) {
        count throws(GradientMethodError) in
        var fewer = options
        fewer.batchSize = count
        let found = try self.memory(
          of: model, fewer, longestSequence: longestSequence, threads: threads)
        return PlannedMemory(live: found.influence, peak: found.bytes)
      }
      (memory.influence, memory.bytes) = (scaled.live, scaled.peak)
      return memory
    }
    let plan = try MemoryMeter.planning { () throws(GradientMethodError) in
      try plannedEstimator(
        of: model, options, longestSequence: longestSequence, pool: WorkerPool(threads: threads))
    }
    memory.bytes = plan.memory.live
    memory.influence = plan.result.influenceBytes
    if let checkpointed = plan.result as? CheckpointedBackpropagation<S> {
      memory.checkpoints = checkpointed.plan.checkpointBytes
      memory.checkpointing = checkpointed.plan.bytes
    }
    return memory
  }

  /// The most sequences whose memory is planned as it is: methods that go forward in time hold
  /// objects for each, which would be many.
  package var exactlyPlanned: Int { isForward ? 256 : .max }

  /// An estimator to be planned, with all that it will make in time.
  package func plannedEstimator<S>(
    of model: SequenceModel<S>, _ options: EstimatorOptions, longestSequence: Int? = nil,
    pool: WorkerPool
  ) throws(GradientMethodError) -> any SequenceEstimator<S> {
    let made = try estimator(of: model, options, pool: pool)
    if let blocked = made as? BlockedRealTimeRecurrentLearning<S>,
      longestSequence ?? .max > blocked.blockLength
    {
      _ = blocked.influenceForBlocks()
    }
    return made
  }
}
