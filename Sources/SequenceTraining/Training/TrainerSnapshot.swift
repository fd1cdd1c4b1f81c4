package import TensorCore

/// All that a ``Trainer`` needs to go on with the same bits, beside its options and the order of
/// its batches.
package struct TrainerSnapshot<S: KernelScalar>: Sendable {
  /// Updates done.
  package var updateCount: Int
  /// All parameters [P], in the order of the model's layout.
  package var parameters: Tensor<S>
  package var optimizer: OptimizerState<S>
  /// The mean of the weights; nil where none is kept.
  package var average: AveragedWeights<S>?
  /// The carried state [L, K, B, n]; empty where nothing is carried.
  package var state: Tensor<S>
  /// What the estimator carries beside the state.
  package var estimator: EstimatorSnapshot<S>

  package init(
    updateCount: Int, parameters: Tensor<S>, optimizer: OptimizerState<S>,
    average: AveragedWeights<S>? = nil, state: Tensor<S> = Tensor(zeros: [0]),
    estimator: EstimatorSnapshot<S> = EstimatorSnapshot()
  ) {
    self.updateCount = updateCount
    self.parameters = parameters
    self.optimizer = optimizer
    self.average = average
    self.state = state
    self.estimator = estimator
  }
}

extension Trainer {
  /// Everything needed to go on from here.
  ///
  /// What cannot be saved, a window of steps of a model with embeddings, is forgotten, so that
  /// going on and being restored are the same.
  package func snapshot() -> TrainerSnapshot<Model.Scalar> {
    let carried = estimator.snapshot()
    return TrainerSnapshot(
      updateCount: updateCount, parameters: model.parameters, optimizer: optimizerState,
      average: averagedWeights, state: estimator.state, estimator: carried)
  }

  /// Goes on from a snapshot of a trainer of the same model and options.
  ///
  /// Throws ``TrainingError/snapshotMismatch(what:expected:found:)`` and
  /// ``TrainingError/snapshotShapeMismatch(what:expected:found:)`` for a part of another size or
  /// shape, and for a count of updates or steps that is none.
  package func restore(_ snapshot: TrainerSnapshot<Model.Scalar>) throws(TrainingError) {
    let count = model.parameters.count
    let (vectors, average) = (snapshot.optimizer.vectors, snapshot.average)
    let checks =
      [
        ("parameters", count, snapshot.parameters.count),
        ("optimiser vectors", optimizerState.vectors.count, vectors.count),
        ("updates", max(0, snapshot.updateCount), snapshot.updateCount),
        (
          "optimiser steps", min(max(0, snapshot.optimizer.step), snapshot.updateCount),
          snapshot.optimizer.step
        ),
        (
          "averaged updates", min(max(0, average?.count ?? 0), snapshot.updateCount),
          average?.count ?? 0
        ),
      ]
    for (what, expected, found) in checks where expected != found {
      throw .snapshotMismatch(what: what, expected: expected, found: found)
    }
    let shapes =
      [("carried state", estimator.state.shape, snapshot.state.shape)]
      + vectors.map { ("optimiser state", [count], $0.shape) }
      + (average.map { [("averaged weights", [count], $0.values.shape)] } ?? [])
    for (what, expected, found) in shapes where expected != found {
      throw .snapshotShapeMismatch(what: what, expected: expected, found: found)
    }
    try go(from: snapshot)
  }
}
