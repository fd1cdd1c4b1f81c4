package import SequenceModels
package import TensorCore

/// The bytes that an estimator will hold, as the memory meter counts them: known before anything is
/// allocated.
///
/// Elements of what forward-mode estimators hold, with the letters of the types named:
/// ``SequenceModels/Influence`` for every sequence, ``SequenceModels/LinearizedSteps`` for every
/// sequence, ``SequenceModels/StepsAdjoint`` for every sequence, ``SequenceModels/InfluenceRefresh``
/// once, ``SequenceModels/InfluenceScratch`` for every thread.
package struct EstimatorMemory: Sendable, Equatable {
  /// The weights, packed for forward and backward.
  package private(set) var weights = 0
  /// Activations, adjoints and gradient of the threads: ``SequenceModels/SequenceWorkspace``.
  package private(set) var workspace = 0
  /// States and activations that back-propagation goes on from again.
  package private(set) var checkpoints = 0
  /// The influence of all sequences: about B N P elements.
  package private(set) var influence = 0
  /// Linearised steps and what takes adjoints back through them.
  package private(set) var steps = 0
  /// What brings the influence up to date over a block.
  package private(set) var refresh = 0
  /// Scratch of the threads.
  package private(set) var scratch = 0

  /// All of it.
  package var bytes: Int {
    weights + workspace + checkpoints + influence + steps + refresh + scratch
  }

  /// With the packed weights, and the one workspace of an estimator that goes forward.
  func withModel<S>(
    _ model: SequenceModel<S>, batchSize: Int, sequenceLength: Int, masks: Bool
  ) -> EstimatorMemory {
    var memory = self
    memory.weights = model.packedBytes(trains: true)
    memory.workspace = model.workspaceBytes(steps: sequenceLength, rows: batchSize, masks: masks)
    return memory
  }

  /// What ``BackpropagationThroughTime`` will hold.
  package static func backpropagation<S>(
    _ model: SequenceModel<S>, batchSize: Int, sequenceLength: Int, backpropagationLength: Int,
    precision: ProductPrecision = .full, masks: Bool = false, threads: Int
  ) -> EstimatorMemory {
    let steps = max(sequenceLength, backpropagationLength)
    var memory = EstimatorMemory()
    memory.weights = model.packedBytes(trains: true, precision: precision)
    for range in BatchSlice<S>.ranges(batchSize: batchSize, threads: threads) {
      memory.workspace += model.workspaceBytes(
        steps: steps, rows: range.count,
        keepsActivations: backpropagationLength > sequenceLength, masks: masks,
        precision: precision)
      if backpropagationLength == sequenceLength {
        memory.workspace += model.segmentBackpropagationBytes(rows: range.count)
      }
    }
    if backpropagationLength == sequenceLength,
      BatchSlice<S>.isPipelined(model.stack, batchSize: batchSize, threads: threads)
    {
      memory.workspace += threads * Storage<S>.byteCount(model.gradientScratchCount(precision))
    }
    return memory
  }

  /// What ``CheckpointedBackpropagation`` will hold.
  static func checkpointed<S>(
    _ plan: CheckpointPlan, _ model: SequenceModel<S>, precision: ProductPrecision
  ) -> EstimatorMemory {
    var memory = EstimatorMemory()
    memory.weights = model.packedBytes(trains: true, precision: precision)
    memory.workspace = plan.bytes - plan.checkpointBytes
    memory.checkpoints = plan.checkpointBytes
    return memory
  }

  /// What ``RealTimeRecurrentLearning`` will hold.
  package static func realTime<S>(
    _ model: SequenceModel<S>, batchSize: Int, outputFeedback: Bool = false, threads: Int
  ) -> EstimatorMemory {
    EstimatorMemory(
      influence: model.influenceBytes(sequences: batchSize, outputFeedback: outputFeedback),
      steps: batchSize * model.linearizedStepsBytes(capacity: 1, outputFeedback: outputFeedback),
      refresh: 0,
      scratch: threads * model.influenceScratchBytes(blocks: false))
  }

  /// What ``BlockedRealTimeRecurrentLearning`` will hold; the influence and what belongs to it only
  /// once a sequence is longer than a block.
  ///
  /// - Parameter longestSequence: steps from one reset to the next; nil: without end.
  package static func blocked<S>(
    _ model: SequenceModel<S>, batchSize: Int, blockLength: Int, longestSequence: Int? = nil,
    outputFeedback: Bool = false, threads: Int
  ) -> EstimatorMemory {
    let carries = longestSequence ?? .max > blockLength
    return EstimatorMemory(
      influence: carries
        ? model.influenceBytes(sequences: batchSize, outputFeedback: outputFeedback) : 0,
      steps: batchSize
        * (model.linearizedStepsBytes(capacity: blockLength, outputFeedback: outputFeedback)
          + model.stepsAdjointBytes(capacity: blockLength, outputFeedback: outputFeedback)),
      refresh: carries
        ? model.influenceRefreshBytes(capacity: blockLength, outputFeedback: outputFeedback) : 0,
      scratch: carries ? threads * model.influenceScratchBytes(blocks: true) : 0)
  }

  /// What ``TraceLearning`` will hold.
  package static func traces<S>(
    _ model: SequenceModel<S>, batchSize: Int, rule: TraceLearning<S>.Rule
  ) -> EstimatorMemory {
    var scratch = Storage<S>.byteCount(model.stateCount)
    if case .rflo = rule { scratch += RandomFeedback<S>.bytes(model) }
    return EstimatorMemory(
      influence: batchSize * model.parameterTracesBytes,
      steps: batchSize * model.stepDerivativeBytes, refresh: 0, scratch: scratch)
  }

  /// What ``UnbiasedOnlineLearning`` will hold.
  package static func unbiased<S>(_ model: SequenceModel<S>, batchSize: Int) -> EstimatorMemory {
    let (states, parameters) = (model.stateCount, model.layout.count)
    return EstimatorMemory(
      influence: Storage<S>.byteCount(batchSize * states)
        + Storage<S>.byteCount(batchSize * parameters),
      steps: model.stepDerivativeBytes, refresh: 0,
      scratch: Storage<S>.byteCount(parameters) + 2 * Storage<S>.byteCount(states))
  }

  /// What ``KroneckerFactoredLearning`` will hold.
  package static func kronecker<S>(_ model: SequenceModel<S>, batchSize: Int) -> EstimatorMemory {
    EstimatorMemory(
      influence: batchSize * model.kroneckerInfluenceBytes, steps: 0, refresh: 0, scratch: 0)
  }
}

extension SequenceModel {
  /// N = L K n
  fileprivate var stateCount: Int {
    stack.layers.count * stack.stateCount * stack.hiddenSize
  }
}
