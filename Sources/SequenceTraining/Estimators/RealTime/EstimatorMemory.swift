public import SequenceModels
internal import TensorCore

/// The bytes that a forward-mode estimator will hold beside the packed weights and its workspace,
/// as the memory meter counts them: known before anything is allocated.
///
/// Elements, with the letters of the types named: ``SequenceModels/Influence`` for every sequence,
/// ``SequenceModels/LinearizedSteps`` for every sequence, ``SequenceModels/StepsAdjoint`` for every
/// sequence, ``SequenceModels/InfluenceRefresh`` once, ``SequenceModels/InfluenceScratch`` for
/// every thread.
public struct EstimatorMemory: Sendable, Equatable {
  /// The influence of all sequences: about B N P elements.
  public let influence: Int
  /// Linearised steps and what takes adjoints back through them.
  public let steps: Int
  /// What brings the influence up to date over a block.
  public let refresh: Int
  /// Scratch of the threads.
  public let scratch: Int

  /// All of it.
  public var bytes: Int { influence + steps + refresh + scratch }

  /// Nothing beside the weights and the workspace.
  public static let none = EstimatorMemory(influence: 0, steps: 0, refresh: 0, scratch: 0)

  /// What ``RealTimeRecurrentLearning`` will hold.
  public static func realTime<S>(
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
  public static func blocked<S>(
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
  public static func traces<S>(
    _ model: SequenceModel<S>, batchSize: Int, rule: TraceLearning<S>.Rule
  ) -> EstimatorMemory {
    var scratch = Storage<S>.byteCount(model.stateCount)
    if case .rflo = rule { scratch += RandomFeedback<S>.bytes(model) }
    return EstimatorMemory(
      influence: batchSize * model.parameterTracesBytes,
      steps: batchSize * model.stepDerivativeBytes, refresh: 0, scratch: scratch)
  }

  /// What ``UnbiasedOnlineLearning`` will hold.
  public static func unbiased<S>(_ model: SequenceModel<S>, batchSize: Int) -> EstimatorMemory {
    let (states, parameters) = (model.stateCount, model.layout.count)
    return EstimatorMemory(
      influence: Storage<S>.byteCount(batchSize * states)
        + Storage<S>.byteCount(batchSize * parameters),
      steps: model.stepDerivativeBytes, refresh: 0,
      scratch: Storage<S>.byteCount(parameters) + 2 * Storage<S>.byteCount(states))
  }

  /// What ``KroneckerFactoredLearning`` will hold.
  public static func kronecker<S>(_ model: SequenceModel<S>, batchSize: Int) -> EstimatorMemory {
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
