package import SequenceModels
package import TensorCore

/// What a ``TranslationTrainer`` does at every update.
package struct TranslationOptions: Sendable, Equatable, Codable {
  /// The most pairs of a batch.
  package var batchSize: Int
  package var optimizer: Optimizer
  package var learningRate: Double
  package var schedule: LearningRateSchedule
  package var clipping: Clipping
  package var penalty: Penalty
  /// The part of the target's probability that is spread over all symbols.
  package var labelSmoothing: Double
  /// The chance of a step to be fed the model's prediction instead of the true symbol (``ScheduledSampling``).
  package var samplingRate: Double
  /// Updates over which that chance rises from 0 in a straight line.
  package var samplingWarmUpUpdates: Int
  /// Seed of the dropout masks and of scheduled sampling.
  package var seed: UInt64

  /// Options; without further words Adam at 0.001, clipped at a global norm of 5.
  package init(
    batchSize: Int, optimizer: Optimizer = .adam, learningRate: Double = 0.001,
    schedule: LearningRateSchedule = LearningRateSchedule(),
    clipping: Clipping = Clipping(norm: 5), penalty: Penalty = Penalty(),
    labelSmoothing: Double = 0, samplingRate: Double = 0, samplingWarmUpUpdates: Int = 0,
    seed: UInt64 = 0
  ) {
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.clipping = clipping
    self.penalty = penalty
    self.labelSmoothing = labelSmoothing
    self.samplingRate = samplingRate
    self.samplingWarmUpUpdates = samplingWarmUpUpdates
    self.seed = seed
  }

  /// The chance of scheduled sampling at the update after `updates` updates.
  func samplingRate(after updates: Int) -> Double {
    guard updates < samplingWarmUpUpdates else { return samplingRate }
    return samplingRate * Double(updates) / Double(samplingWarmUpUpdates)
  }
}

/// All that a ``TranslationTrainer`` needs to go on with the same bits, beside its options and the order of its
/// batches.
package struct TranslationSnapshot<S: KernelScalar>: Sendable {
  /// In the order of the model's layout.
  package var parameters: Tensor<S>
  package var optimizerState: OptimizerState<S>
  /// Updates done.
  package var updates: Int

  package init(parameters: Tensor<S>, optimizerState: OptimizerState<S>, updates: Int) {
    self.parameters = parameters
    self.optimizerState = optimizerState
    self.updates = updates
  }
}

/// Trains an encoder-decoder on batches of pairs: gradient, clipping, optimiser, packing, update after update.
///
/// Deterministic: the same model, options, batches, kernel set and number of threads give the same bits.
package final class TranslationTrainer<S: KernelScalar> {
  package let options: TranslationOptions
  /// The model with its present parameters.
  package private(set) var model: EncoderDecoder<S>
  package private(set) var optimizerState: OptimizerState<S>
  /// Updates done.
  package private(set) var updates = 0
  private let estimator: PairBackpropagation<S>
  private let pool: WorkerPool

  /// A trainer of `model`; the steps are those that memory is made for at first, the longest that will come;
  /// `precision`: of all products with weights. The parameters themselves are in full precision.
  package init(
    _ model: EncoderDecoder<S>, options: TranslationOptions, sourceSteps: Int = 1,
    targetSteps: Int = 1, precision: ProductPrecision = .full, pool: WorkerPool
  ) {
    self.model = model
    self.options = options
    self.pool = pool
    optimizerState = OptimizerState(
      for: options.optimizer, parameterCount: model.layout.count)
    estimator = PairBackpropagation(
      model, batchSize: options.batchSize, sourceSteps: sourceSteps, targetSteps: targetSteps,
      precision: precision, pool: pool)
  }

  /// The weights as the kernels read them, in the precision of training: for evaluation and decoding between updates.
  package var packedModel: PackedEncoderDecoder<S> { estimator.model }

  /// The gradient that the last update used, in the order of the layout; scaled and clamped already if clipping by
  /// value is on.
  package var gradient: Tensor<S> {
    Tensor(shape: [model.layout.count], values: estimator.gradient.array)
  }

  package var snapshot: TranslationSnapshot<S> {
    TranslationSnapshot(
      parameters: model.parameters, optimizerState: optimizerState, updates: updates)
  }

  /// Goes on from a snapshot of a trainer of the same model and options.
  package func restore(_ snapshot: TranslationSnapshot<S>) throws(TrainingError) {
    let count = model.layout.count
    let vectors = snapshot.optimizerState.vectors
    let checks =
      [
        ("parameters", count, snapshot.parameters.count),
        ("optimiser vectors", optimizerState.vectors.count, vectors.count),
      ] + vectors.map { ("optimiser state", count, $0.count) }
    for (what, expected, found) in checks where expected != found {
      throw .snapshotMismatch(what: what, expected: expected, found: found)
    }
    model.parameters = snapshot.parameters
    optimizerState = snapshot.optimizerState
    updates = snapshot.updates
    model.parameters.withBlock { estimator.model.update(from: $0, pool: pool) }
  }

  /// One update on a batch.
  ///
  /// Throws ``TrainingError/notFinite(update:loss:gradientNorm:)`` before any parameter has changed.
  package func update(
    _ batch: PairBatch, progress: TrainingProgress = TrainingProgress(totalUpdates: 0, epoch: 0)
  ) throws(TrainingError) -> UpdateReport {
    var mixer = SplitMix64(state: options.seed &+ UInt64(updates) &* 0x9E6C_63D0_876A_3F6B)
    let (dropoutKey, samplingKey) = (mixer.next(), mixer.next())
    let chance = options.samplingRate(after: updates)
    let found = estimator.run(
      batch, labelSmoothing: options.labelSmoothing, dropoutKey: dropoutKey,
      sampling: chance > 0 ? ScheduledSampling(rate: chance, key: samplingKey) : nil)
    let lossSum = found.lossSum
    guard lossSum.isFinite, found.gradientNorm.isFinite else {
      throw .notFinite(
        update: updates + 1, loss: lossSum / Double(max(found.targetCount, 1)),
        gradientNorm: found.gradientNorm)
    }
    let rate =
      options.learningRate
      * options.schedule.factor(
        updates: updates, total: progress.totalUpdates, epoch: progress.epoch)
    let scale = options.clipping.scale(norm: found.gradientNorm)
    let step = ParameterUpdate<S>(
      layout: model.layout, optimizer: options.optimizer, clipping: options.clipping,
      penalty: options.penalty, pool: pool, results: estimator.results)
    let clipped = step.take(
      &model.parameters, &optimizerState, gradient: estimator.gradient, rate: rate, scale: scale
    ) { estimator.model.update(from: $0, pool: pool) }
    updates += 1
    return UpdateReport(
      lossSum: lossSum, targetCount: found.targetCount, gradientNorm: found.gradientNorm,
      normWasClipped: scale < 1, clippedValues: clipped, learningRate: rate)
  }
}
