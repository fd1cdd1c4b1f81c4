internal import SequenceModels
public import TensorCore

/// Trains a model: gradient, clipping, optimiser, packing, update after update.
///
/// Deterministic: the same model, options, batches, kernel set and number of threads give the same
/// bits.
public final class Trainer<Model: TrainableModel> {
  /// What is done with a gradient.
  public private(set) var options: UpdateOptions
  /// The model with its present parameters.
  public private(set) var model: Model
  package private(set) var optimizerState: OptimizerState<Model.Scalar>
  /// The mean of the weights; nil without ``UpdateOptions/averaging``.
  package private(set) var averagedWeights: AveragedWeights<Model.Scalar>?
  /// Updates done.
  public private(set) var updateCount = 0
  /// What finds the gradient, with the packed weights and the carried state.
  package let estimator: any GradientEstimator<Model>
  /// The limit on the influence that is carried from update to update; nil: there is none.
  package var influenceLimit: InfluenceLimit?
  private let pool: WorkerPool
  private let results: [WorkerResult]
  private var pipelineChoice = PipelineChoice()

  /// A trainer of `model` by an estimator for models of its shape, which takes over its weights.
  package init(
    _ model: Model, estimator: some GradientEstimator<Model>, updates options: UpdateOptions,
    pool: WorkerPool
  ) {
    self.model = model
    self.estimator = estimator
    self.options = options
    self.pool = pool
    results = pool.makeResults()
    optimizerState = OptimizerState(for: options.optimizer, parameterCount: model.parameters.count)
    if options.averaging != nil {
      averagedWeights = AveragedWeights(parameterCount: model.parameters.count)
    }
    model.parameters.withBlock { estimator.use($0, pool: pool) }
  }

  /// The model with the mean of its parameters, of a trainer with ``UpdateOptions/averaging``; nil
  /// before there is one.
  public var averagedModel: Model? {
    guard let averagedWeights, averagedWeights.count > 0 else { return nil }
    var model = model
    model.parameters = averagedWeights.values
    return model
  }

  /// The weights as the kernels read them, in the precision of training: for evaluation and
  /// decoding between updates.
  package var packedModel: Model.Packed { estimator.model }

  /// The carried state [L, K, B, n]; empty where nothing is carried.
  public var state: Tensor<Model.Scalar> { estimator.state }

  /// The gradient that the last update used, in the order of the layout; scaled and clamped already
  /// if clipping by value is on.
  public var gradient: Tensor<Model.Scalar> {
    Tensor(shape: [model.parameters.count], values: estimator.gradient.array)
  }

  /// Lays the rest of the run out anew.
  ///
  /// - Parameter averaging: the mean of the weights, of a trainer that keeps one.
  package func plan(_ schedule: LearningRateSchedule, averaging: WeightAveraging?) {
    precondition((averaging == nil) == (options.averaging == nil), "plan: another kind of mean")
    options.schedule = schedule
    options.averaging = averaging
  }

  /// Starts the next batch from a state of zeros.
  public func resetState() { estimator.resetState() }

  /// One update on a batch that follows the last one, unless it starts anew.
  ///
  /// Throws ``TrainingError/notFinite(update:loss:gradientNorm:)`` before any parameter has
  /// changed; the next batch then starts from a state of zeros.
  @discardableResult
  public func update(_ batch: Model.Batch) throws(TrainingError) -> UpdateReport {
    if batch.startsAnew { estimator.resetState() }
    var found = findGradient(batch)
    if !options.frozen.isEmpty { found.gradientNorm = learningNorm }
    guard found.lossSum.isFinite, found.gradientNorm.isFinite else {
      estimator.resetState()
      throw .notFinite(
        update: updateCount + 1,
        loss: found.targetWeight > 0 ? found.lossSum / found.targetWeight : found.lossSum,
        gradientNorm: found.gradientNorm)
    }
    let limitedInfluences = influenceLimit.map { estimator.limitInfluence($0) } ?? 0
    let rate = options.learningRate * options.schedule.factor(after: updateCount)
    let scale = options.clipping.scale(norm: found.gradientNorm)
    let step = ParameterUpdate<Model.Scalar>(
      layout: model.layout, optimizer: options.optimizer, clipping: options.clipping,
      penalty: options.penalty, frozen: options.frozen, pool: pool, results: results)
    estimator.releaseParameters()
    let clippedValues = step.take(
      &model.parameters, &optimizerState, gradient: estimator.gradient, rate: rate, scale: scale
    ) { parameters in
      estimator.writeStatistics(into: parameters)
      estimator.use(parameters, pool: pool)
    }
    estimator.share(model.parameters)
    updateCount += 1
    if let averaging = options.averaging {
      averagedWeights?.observe(model.parameters, after: updateCount, averaging, pool: pool)
    }
    return UpdateReport(
      lossSum: found.lossSum, targetCount: found.targetCount, targetWeight: found.targetWeight,
      gradientNorm: found.gradientNorm, normWasClipped: scale < 1, clippedValues: clippedValues,
      limitedInfluences: limitedInfluences, learningRate: rate)
  }

  /// The global norm of the gradient of the parameters that are not frozen.
  private var learningNorm: Double {
    let gradient = estimator.gradient
    return model.layout.blocks.reduce(0) { sum, block in
      block.learns(but: options.frozen)
        ? sum + gradient.columns(block.range).sumOfSquares : sum
    }.squareRoot()
  }

  /// Runs the estimator, in the way that is faster where it has the choice.
  private func findGradient(_ batch: Model.Batch) -> GradientReport {
    pipelineChoice.run(estimator) { estimator in
      estimator.run(
        batch, start: updateCount &* estimator.stepsPerUpdate,
        labelSmoothing: options.labelSmoothing)
    }
  }

  /// Takes over a snapshot of the right sizes.
  func go(from snapshot: TrainerSnapshot<Model.Scalar>) throws(TrainingError) {
    try estimator.restore(snapshot.estimator)
    estimator.state = snapshot.state
    model.parameters = snapshot.parameters
    optimizerState = snapshot.optimizer
    if options.averaging != nil {
      averagedWeights =
        snapshot.average ?? AveragedWeights(parameterCount: model.parameters.count)
    }
    updateCount = snapshot.updateCount
    model.parameters.withBlock { estimator.use($0, pool: pool) }
    estimator.share(model.parameters)
  }
}
