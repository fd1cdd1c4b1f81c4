public import SequenceModels
public import TensorCore

/// How the gradient of a model compares with differences, block by block.
public struct GradientCheckReport: Sendable, CustomStringConvertible {
  /// All blocks in the order of the layout, errors relative to ``floor`` at least.
  public let blocks: [GradientDeviation]
  /// The mean loss at the given parameters.
  public let loss: Double
  /// The smallest gradient that differences of this loss resolve to 1e-7
  /// (``checkGradients(_:_:batchSize:state:labelSmoothing:dropoutSeed:directionSeed:pool:)``).
  public let floor: Double

  /// The errors of every difference formula along one random direction in the parameters; empty
  /// where they were not asked for.
  public let orders: [DifferenceErrors]

  /// The largest relative error of all blocks.
  public var largestError: Double { blocks.map(\.relativeError).max() ?? 0 }

  /// One line for each block.
  public var description: String {
    blocks.map { "\($0.name): \($0.relativeError) of \($0.largestGradient)" }
      .joined(separator: "\n")
  }
}

/// Compares the gradient by back-propagation with central differences, element by element, in
/// Double.
///
/// Differences are of the fourth order with a step of h = 1e-4. The mean loss carries a rounding
/// error of a few units in its last place, 8 x 2^-53 L, which a difference turns into 1.5 / h times
/// that: 1.3e-11 L. So a relative error of 1e-7 can be told for gradients above 1.3e-4 L; smaller
/// blocks are measured against that floor.
///
/// Masks of weights, symbols and values are the same at every evaluation.
///
/// - Parameters:
///   - batch: T steps of `batchSize` sequences.
///   - state: the state [L, K, B, n] before the first step; nil: zeros.
///   - labelSmoothing: as in training.
///   - dropoutSeed: the seed of the masks.
///   - directionSeed: draws the direction of ``GradientCheckReport/orders``; nil: they are not
///     measured.
/// - Complexity: 4 forward passes for every parameter.
public func checkGradients(
  _ model: SequenceModel<Double>, _ batch: Batch, batchSize: Int, state: Tensor<Double>? = nil,
  labelSmoothing: Double = 0, dropoutSeed: UInt64 = 0, directionSeed: UInt64? = nil,
  pool: WorkerPool
) -> GradientCheckReport {
  let steps = batch.tokens.count / batchSize
  let estimator = BackpropagationThroughTime(
    model, batchSize: batchSize, sequenceLength: steps, masks: batch.mask != nil,
    dropoutSeed: dropoutSeed, pool: pool)
  let initial = state ?? model.initialState(batch: batchSize)
  estimator.state = initial
  let found = estimator.run(batch, labelSmoothing: labelSmoothing)
  let scale = found.targetWeight > 0 ? 1 / found.targetWeight : 1
  // Forward only, with the same weights and dropout masks.
  let slice = BatchSlice(
    range: 0..<batchSize, batch: batchSize,
    workspace: SequenceWorkspace(
      estimator.model.trained, steps: steps, rows: batchSize, trains: true,
      masks: batch.mask != nil))
  let pass = BackwardPass(
    dropoutKey: model.configuration.dropoutKey(seed: dropoutSeed),
    updateKey: BackwardPass.updateKey(seed: dropoutSeed, start: 0))
  return GradientCheckReport(
    layout: model.layout, parameters: model.parameters, gradient: estimator.gradient.array,
    loss: found.lossSum * scale, directionSeed: directionSeed
  ) { parameters in
    parameters.withBlock { estimator.model.update(from: $0) }
    estimator.model.dropWeights(key: pass.weightKey)
    // Vectors are dropped where they lie.
    initial.withBlock { slice.load(batch, $0, steps: steps, pass) }
    slice.workspace.forward(0..<steps, dropoutKey: pass.dropoutKey)
    let sum = slice.workspace.loss(
      0..<steps, labelSmoothing: labelSmoothing, dropped: pass.drops)
    return sum * scale
  }
}
