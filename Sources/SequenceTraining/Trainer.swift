package import SequenceModels
package import TensorCore

/// What a ``Trainer`` does at every update.
package struct TrainerOptions: Sendable, Equatable, Codable {
  /// B: sequences side by side.
  package var batchSize: Int
  /// k1: steps from one update to the next.
  package var sequenceLength: Int
  /// k2: steps that a loss is propagated back through; nil: k1.
  package var backpropagationLength: Int?
  package var optimizer: Optimizer
  package var learningRate: Double
  package var schedule: LearningRateSchedule
  package var clipping: Clipping
  package var penalty: Penalty
  /// The part of the target's probability that is spread over all symbols.
  package var labelSmoothing: Double
  /// Seed of the dropout masks.
  package var dropoutSeed: UInt64

  /// Options; without further words Adam at 0.002, clipped at a global norm of 5.
  package init(
    batchSize: Int, sequenceLength: Int, backpropagationLength: Int? = nil,
    optimizer: Optimizer = .adam, learningRate: Double = 0.002,
    schedule: LearningRateSchedule = LearningRateSchedule(),
    clipping: Clipping = Clipping(norm: 5), penalty: Penalty = Penalty(),
    labelSmoothing: Double = 0, dropoutSeed: UInt64 = 0
  ) {
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.backpropagationLength = backpropagationLength
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.clipping = clipping
    self.penalty = penalty
    self.labelSmoothing = labelSmoothing
    self.dropoutSeed = dropoutSeed
  }
}

/// Where training stands, for the learning-rate schedule.
package struct TrainingProgress: Sendable {
  /// Updates planned in all.
  package var totalUpdates: Int
  /// Epochs done, with the part of the present one.
  package var epoch: Double

  package init(totalUpdates: Int, epoch: Double) {
    self.totalUpdates = totalUpdates
    self.epoch = epoch
  }
}

/// What an update found and did.
package struct UpdateReport: Sendable {
  /// Sum of the losses of all targets, in nats.
  package var lossSum: Double
  package var targetCount: Int
  /// Global norm of the gradient before clipping.
  package var gradientNorm: Double
  /// Whether clipping by norm bound.
  package var normWasClipped: Bool
  /// Elements that clipping by value bound.
  package var clippedValues: Int
  package var learningRate: Double

  /// Mean loss of a prediction, in nats.
  package var loss: Double { targetCount > 0 ? lossSum / Double(targetCount) : 0 }
}

/// Trains a model: gradient, clipping, optimiser, packing, update after update.
///
/// Deterministic: the same model, options, batches, kernel set and number of threads give the same bits.
package final class Trainer<S: KernelScalar> {
  package let options: TrainerOptions
  /// The model with its present parameters.
  package private(set) var model: SequenceModel<S>
  /// The carried state [L, K, B, n].
  package private(set) var state: Tensor<S>
  package private(set) var optimizerState: OptimizerState<S>
  /// Updates done.
  package private(set) var updates = 0
  /// What finds the gradient.
  package let estimator: any GradientEstimator<S>
  private let pool: WorkerPool
  private let results: [WorkerResult]

  /// A trainer of `model` by back-propagation through time; `masks`: whether batches come with masks.
  package convenience init(
    _ model: SequenceModel<S>, options: TrainerOptions, masks: Bool = false, pool: WorkerPool
  ) {
    let estimator = BackpropagationThroughTime(
      model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
      backpropagationLength: options.backpropagationLength, masks: masks,
      dropoutSeed: options.dropoutSeed, pool: pool)
    self.init(model, options: options, estimator: estimator, pool: pool)
  }

  /// A trainer of `model` by an estimator made for it, of the options' batch size and sequence length; those of the
  /// options that concern back-propagation are not used.
  package init(
    _ model: SequenceModel<S>, options: TrainerOptions, estimator: any GradientEstimator<S>,
    pool: WorkerPool
  ) {
    precondition(
      estimator.batchSize == options.batchSize
        && estimator.sequenceLength == options.sequenceLength
        && estimator.gradient.columns == model.layout.count,
      "an estimator for \(estimator.sequenceLength) x \(estimator.batchSize) and "
        + "\(estimator.gradient.columns) parameters; options for \(options.sequenceLength) x "
        + "\(options.batchSize), a model of \(model.layout.count)")
    self.model = model
    self.estimator = estimator
    results = (0..<pool.count).map { _ in WorkerResult() }
    self.options = options
    self.pool = pool
    state = model.initialState(batch: options.batchSize)
    optimizerState = OptimizerState(for: options.optimizer, parameterCount: model.layout.count)
  }

  /// The weights as the kernels read them, for evaluation between updates.
  package var packedModel: PackedSequenceModel<S> { estimator.model }

  /// The gradient that the last update used, in the order of the layout; scaled and clamped already if clipping by
  /// value is on.
  package var gradient: Tensor<S> {
    Tensor(shape: [model.layout.count], values: estimator.gradient.array)
  }

  /// Starts the next batch from a state of zeros.
  package func resetState() {
    state = model.initialState(batch: options.batchSize)
    estimator.forgetPast()
  }

  /// Goes on from a saved state: parameters, optimiser, carried state, number of updates and what the estimator
  /// carried.
  package func restore(
    parameters: Tensor<S>, optimizerState: OptimizerState<S>, state: Tensor<S>, updates: Int,
    estimator snapshot: EstimatorSnapshot<S> = EstimatorSnapshot()
  ) throws(TrainingError) {
    try Self.check("parameters", model.parameters.count, parameters.count)
    try Self.check("carried state", self.state.count, state.count)
    try Self.check(
      "optimiser vectors", self.optimizerState.vectors.count, optimizerState.vectors.count)
    for vector in optimizerState.vectors {
      try Self.check("optimiser state", model.parameters.count, vector.count)
    }
    model.parameters = parameters
    self.optimizerState = optimizerState
    self.state = state
    self.updates = updates
    try estimator.restore(snapshot)
    parameters.withBlock { estimator.model.update(from: $0, pool: pool) }
  }

  private static func check(
    _ what: String, _ expected: Int, _ found: Int
  ) throws(TrainingError) {
    guard expected == found else {
      throw .snapshotMismatch(what: what, expected: expected, found: found)
    }
  }

  /// One update on a batch that follows the last one.
  ///
  /// Throws ``TrainingError/notFinite(update:loss:gradientNorm:)`` before any parameter has changed.
  package func update(
    _ batch: Batch, progress: TrainingProgress = TrainingProgress(totalUpdates: 0, epoch: 0)
  ) throws(TrainingError) -> UpdateReport {
    var newState = state
    let found = estimator.run(
      batch, state: &newState, start: updates &* options.sequenceLength,
      labelSmoothing: options.labelSmoothing)
    guard found.lossSum.isFinite, found.gradientNorm.isFinite else {
      throw .notFinite(
        update: updates + 1, loss: found.lossSum / Double(max(found.targetCount, 1)),
        gradientNorm: found.gradientNorm)
    }
    state = newState
    let rate =
      options.learningRate
      * options.schedule.factor(
        updates: updates, total: progress.totalUpdates, epoch: progress.epoch)
    let scale = options.clipping.scale(norm: found.gradientNorm)
    let step = ParameterUpdate<S>(
      layout: model.layout, optimizer: options.optimizer, clipping: options.clipping,
      penalty: options.penalty, pool: pool, results: results)
    let clippedValues = step.take(
      &model.parameters, &optimizerState, gradient: estimator.gradient, rate: rate, scale: scale
    ) { estimator.model.update(from: $0, pool: pool) }
    updates += 1
    return UpdateReport(
      lossSum: found.lossSum, targetCount: found.targetCount, gradientNorm: found.gradientNorm,
      normWasClipped: scale < 1, clippedValues: clippedValues, learningRate: rate)
  }
}

/// Calls `body` with a block for each tensor, all at once.
func withMutableBlocks<S: KernelScalar, Result>(
  _ tensors: inout [Tensor<S>], _ body: ([Block<S>]) -> Result
) -> Result {
  func descend(_ index: Int, _ blocks: [Block<S>]) -> Result {
    guard index < tensors.count else { return body(blocks) }
    var tensor = tensors[index]
    tensors[index] = Tensor(zeros: [0])
    defer { tensors[index] = tensor }
    return tensor.withMutableBlock { descend(index + 1, blocks + [$0]) }
  }
  return descend(0, [])
}
