package import SequenceModels
package import TensorCore

/// A way to find the gradient of a model's loss: one interface for back-propagation through time,
/// real-time recurrent learning and what lies between.
///
/// An estimator owns the packed weights and all that it carries from batch to batch: the recurrent
/// state, a window of steps, an influence. Batches follow one another until ``resetState()``.
/// Between two batches the weights may change, by ``use(_:pool:)``.
package protocol GradientEstimator<Model>: AnyObject {
  associatedtype Model: TrainableModel
  associatedtype Scalar where Scalar == Model.Scalar

  /// The weights that are used.
  var model: Model.Packed { get }
  /// The recurrent state before the next batch; empty where none is carried.
  var state: Tensor<Scalar> { get set }
  /// The gradient of the mean loss of the last batch [1, P], in the order of the layout. It may be
  /// scaled in place.
  var gradient: Block<Scalar> { get }
  /// Steps from one update to the next, for the keys of dropout masks.
  var stepsPerUpdate: Int { get }
  /// Whether several threads run a sequence; nil: there is no choice. The bits are the same.
  var sharesSequences: Bool? { get set }
  /// Floating-point operations counted so far beside those of the forward pass and the readout; 0
  /// of an estimator that does not count.
  var operations: Int { get }
  /// Bytes of what is carried instead of the past, an influence or what stands for it, as the
  /// memory meter counts them; 0 of back-propagation.
  var influenceBytes: Int { get }
  /// The largest magnitude of an element of the influence; nil where none is carried, or something
  /// else that stands for it.
  /// - Complexity: one pass over the influence.
  var largestInfluence: Double? { get }

  /// Brings the influence on every sequence's state below a limit; returns on how many it passed
  /// it. One that is not finite is forgotten.
  /// - Complexity: one pass over the influence.
  func limitInfluence(_ limit: InfluenceLimit) -> Int

  /// Goes through a batch; ``state`` becomes the one after it.
  ///
  /// - Parameters:
  ///   - start: steps since the beginning of training, ``stepsPerUpdate`` for each update.
  ///   - labelSmoothing: the part of the target's probability that is spread over all symbols.
  func run(_ batch: Model.Batch, start: Int, labelSmoothing: Double) -> GradientReport

  /// Packs `parameters` [1, P] for the batches to come.
  func use(_ parameters: Block<Scalar>, pool: WorkerPool)

  /// Writes those of the parameters [1, P] that follow the last batch itself and no gradient, after
  /// an update by it: running statistics.
  func writeStatistics(into parameters: Block<Scalar>)

  /// Lets go of parameters that are shared with the model: they are about to be changed in place.
  func releaseParameters()

  /// Shares all parameters [P] of the model, of an estimator that does not copy them in
  /// ``use(_:pool:)``.
  func share(_ parameters: Tensor<Scalar>)

  /// Forgets what is carried beside the state: the next batch does not follow the last one.
  func forgetPast()

  /// A copy of what is carried from batch to batch beside the state.
  func snapshot() -> EstimatorSnapshot<Scalar>

  /// Goes on from a snapshot of an estimator of the same kind and sizes; from an empty one as after
  /// ``forgetPast()``. Together with the weights, the state and equal batches it gives the bits of
  /// the estimator that the snapshot was taken of.
  ///
  /// Throws ``TrainingError/snapshotMismatch(what:expected:found:)``.
  func restore(_ snapshot: EstimatorSnapshot<Scalar>) throws(TrainingError)
}

extension GradientEstimator {
  package var operations: Int { 0 }
  package var influenceBytes: Int { 0 }
  package var largestInfluence: Double? { nil }
  package func limitInfluence(_ limit: InfluenceLimit) -> Int { 0 }
  package func writeStatistics(into parameters: Block<Scalar>) {}
  package func releaseParameters() {}
  package func share(_ parameters: Tensor<Scalar>) {}
  package var sharesSequences: Bool? {
    get { nil }
    set {}
  }

  /// Starts the next batch from a state of zeros.
  package func resetState() {
    state.withMutableBlock { $0.fill(0) }
    forgetPast()
  }
}

/// An estimator of the gradient of a ``SequenceModels/SequenceModel``.
package protocol SequenceEstimator<Scalar>: GradientEstimator
where Model == SequenceModel<Scalar> {
  /// B: sequences side by side.
  var batchSize: Int { get }
  /// T: steps of a batch, from one gradient to the next.
  var sequenceLength: Int { get }
}

extension SequenceEstimator {
  package var stepsPerUpdate: Int { sequenceLength }
  package func use(_ parameters: Block<Scalar>, pool: WorkerPool) {
    model.update(from: parameters, pool: pool)
  }

  /// Goes through a batch at the beginning of training.
  package func run(_ batch: Batch, labelSmoothing: Double = 0) -> GradientReport {
    run(batch, start: 0, labelSmoothing: labelSmoothing)
  }
}

/// The findings of a ``GradientEstimator`` in a batch.
package struct GradientReport: Sendable, Equatable {
  /// Sum of the losses of all targets by their weights.
  package var lossSum: Double
  /// Number of targets.
  package var targetCount: Int
  /// Sum of their weights.
  package var targetWeight: Double
  /// The global norm of the gradient of the mean loss.
  package var gradientNorm: Double

  /// Findings; without `targetWeight` every target counts 1.
  package init(
    lossSum: Double, targetCount: Int, targetWeight: Double? = nil, gradientNorm: Double
  ) {
    self.lossSum = lossSum
    self.targetCount = targetCount
    self.targetWeight = targetWeight ?? Double(targetCount)
    self.gradientNorm = gradientNorm
  }
}
