public import SequenceModels
public import SequenceTraining
public import TensorCore

/// Compares the gradient of a network by back-propagation with differences, element by element, in
/// Double: the mean loss of a pass of training, with the same random numbers at every evaluation.
/// What the report means stands at
/// `checkGradients(_:_:batchSize:state:labelSmoothing:dropoutSeed:directionSeed:pool:)`.
///
/// A network with a kink (a rectifier, a maximum) is not differentiable there: should a unit fall
/// within 2e-4 of one, the differences are wrong, and other examples are the answer.
///
/// - Parameters:
///   - directionSeed: draws the direction of ``SequenceTraining/GradientCheckReport/orders``; nil:
///     they are not measured.
/// - Complexity: 4 passes, forward and back, for every parameter.
public func checkGradients(
  _ network: Network<Double>, _ examples: Examples<Double>, loss: Loss,
  directionSeed: UInt64? = nil, pool: WorkerPool
) -> GradientCheckReport {
  let estimator = NetworkBackpropagation(
    network, loss: loss, reduction: .mean, frozen: [], seed: 0, pool: pool)
  let scale = 1 / Double(max(examples.count, 1))
  let found = estimator.run(examples, start: 0, labelSmoothing: 0)
  return GradientCheckReport(
    layout: network.layout, parameters: network.parameters, gradient: estimator.gradient.array,
    loss: found.lossSum * scale, directionSeed: directionSeed
  ) { parameters in
    estimator.share(parameters)
    return estimator.run(examples, start: 0, labelSmoothing: 0).lossSum * scale
  }
}
