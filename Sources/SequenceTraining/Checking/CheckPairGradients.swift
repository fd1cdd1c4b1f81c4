package import SequenceModels
package import TensorCore

/// Compares the gradient of an encoder-decoder with central differences, element by element, in
/// Double; what the report means stands at
/// ``checkGradients(_:_:batchSize:state:labelSmoothing:dropoutSeed:directionSeed:pool:)``.
///
/// - Parameters:
///   - labelSmoothing: as in training.
///   - dropoutKey: what the masks of a model with dropout are made from, the same at every
///     evaluation.
/// - Complexity: 4 forward passes for every parameter.
package func checkGradients(
  _ model: EncoderDecoder<Double>, _ batch: PairBatch, labelSmoothing: Double = 0,
  dropoutKey: UInt64? = nil, pool: WorkerPool
) -> GradientCheckReport {
  let (source, target) = (
    batch.pairs.map(\.source.count).max() ?? 0, batch.pairs.map(\.predictions).max() ?? 0
  )
  let estimator = PairBackpropagation(model, batchSize: max(batch.pairs.count, 1), pool: pool)
  let found = estimator.run(batch, labelSmoothing: labelSmoothing, dropoutKey: dropoutKey)
  let gradient = estimator.gradient.array
  let scale = 1 / Double(max(found.targetCount, 1))
  let workspace = EncoderDecoderWorkspace(
    estimator.trained, sourceSteps: max(source, 1), targetSteps: max(target, 1),
    rows: max(batch.pairs.count, 1), trains: true)
  workspace.load(batch.pairs, 0..<batch.pairs.count, keys: batch.keys)
  let key = model.configuration.dropsValues ? dropoutKey : nil
  return GradientCheckReport(
    layout: model.layout, parameters: model.parameters, gradient: gradient,
    loss: found.lossSum * scale
  ) { parameters in
    parameters.withBlock { estimator.use($0, pool: pool) }
    if let dropoutKey { estimator.trained.dropWeights(key: dropoutKey.weightKey) }
    workspace.forward(dropoutKey: key)
    return workspace.losses(labelSmoothing: labelSmoothing, dropped: key != nil)
      .reduce(0, +) * scale
  }
}
